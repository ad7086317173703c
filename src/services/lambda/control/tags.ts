import { parseQuery } from '#contracts/proxyRequest.ts'
import type { ServiceContext } from '#services/service.ts'
import * as z from 'zod/mini'
import type { lambdaDefinition } from '../definition.ts'
import { badParameter, invalid, readBody } from './outcome.ts'
import { type Changer, set } from './parts.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
const TAGS_MAX = 50

const tag = z.looseObject({ Key: z.string(), Value: z._default(z.string(), '') })
const body = z.looseObject({
  Tags: z.record(z.string().check(z.maxLength(128)), z.string().check(z.maxLength(256))),
})

/** The function's tags, as CloudFormation's list of `Key` and `Value` has them. */
export function tagsOf(
  node: ServiceContext<typeof lambdaDefinition>['node'],
): Readonly<Record<string, string>> {
  const properties: Readonly<Record<string, unknown>> = node.properties
  const read = z.array(tag).safeParse(properties['Tags'])
  return Object.fromEntries((read.data ?? []).map(({ Key, Value }) => [Key, Value]))
}

const toList = (tags: Readonly<Record<string, string>>): object =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource: Changer = (parts, { request }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const tags = { ...tagsOf(parts.ctx.node), ...read.body.Tags }
  if (Object.keys(tags).length > TAGS_MAX) {
    return badParameter(`Number of tags exceeds resource tag limit.`)
  }
  return set(parts, { Tags: toList(tags) }, () => ({ status: 204 }))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html: the keys stand in the query, one each. */
export const untagResource: Changer = (parts, { request }) => {
  const keys = parseQuery(request.query).flatMap(([name, value]) =>
    name === 'tagKeys' ? [value] : [],
  )
  if (keys.length === 0) return invalid('TagKeys', undefined, 'Member must not be null')
  const left = Object.entries(tagsOf(parts.ctx.node)).filter(([key]) => !keys.includes(key))
  return set(parts, { Tags: toList(Object.fromEntries(left)) }, () => ({ status: 204 }))
}
