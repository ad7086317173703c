import { base64Encode } from '#contracts/bytes.ts'
import type { DocumentFiles, Files } from '#contracts/files.ts'
import * as z from 'zod/mini'
import { describeVersion } from '../api/describe.ts'
import { planPublish } from '../versions/planPublish.ts'
import { STALE } from './aliases.ts'
import { badParameter, conflict, type Outcome, readBody } from './outcome.ts'
import { aliasesOf, type Changer, type ControlParts, hasVersion, set } from './parts.ts'

/** Files as a document holds them. */
const toDocument = (files: Files): DocumentFiles =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? content : { base64: base64Encode(content) },
    ]),
  )

const described = (parts: ControlParts, version: string): object => {
  const found = parts.versions.all().find((each) => each.version === version)
  return found === undefined ? {} : describeVersion(found, parts.arnOf(version))
}

/** Publishes `$LATEST` as it is, and answers the new version, or the last one where nothing has changed since. */
export function publish(parts: ControlParts, status: number, description?: string): Outcome {
  const { properties, code } = parts.ctx.node
  const node = { properties: JSON.parse(JSON.stringify(properties)), code: toDocument(code) }
  const plan = planPublish(node, description)
  if (plan.type === 'refused') return badParameter(plan.reason)
  const done = () => ({ status, value: described(parts, plan.version) })
  if (plan.type === 'unchanged') return done()
  const { Versions, LastVersion } = plan.properties
  return set(parts, { Versions, LastVersion }, done)
}

const body = z.looseObject({
  Description: z.optional(z.string().check(z.maxLength(256))),
  RevisionId: z.optional(z.string()),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion: Changer = (parts, { request }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  if (read.body.RevisionId !== undefined) return STALE
  return publish(parts, 201, read.body.Description)
}

/** Deletes a version; the function itself is the scenario's. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteVersion: Changer = (parts, { qualifier }) => {
  if (qualifier === undefined) {
    return badParameter(
      'A function is a node of the scenario: it cannot be deleted by the API here',
    )
  }
  if (qualifier === '$LATEST') {
    return badParameter('$LATEST version cannot be deleted without deleting the function.')
  }
  const aliases = aliasesOf(parts)
  if (aliases.some(({ Name }) => Name === qualifier)) {
    return badParameter('Deletion of aliases is not currently supported.')
  }
  if (!hasVersion(parts, qualifier)) return { status: 204 }
  const pointing = aliases.filter(
    ({ FunctionVersion, RoutingConfig }) =>
      FunctionVersion === qualifier ||
      RoutingConfig?.AdditionalVersionWeights?.some((each) => each.FunctionVersion === qualifier),
  )
  if (pointing.length > 0) {
    const names = pointing.map(({ Name }) => Name).join(', ')
    return conflict(
      `Unable to delete version because the following aliases reference it: [${names}]`,
    )
  }
  const versions = parts.ctx.node.properties.Versions ?? []
  const Versions = versions.filter(({ Version }) => Version !== qualifier)
  return set(parts, { Versions }, () => ({ status: 204 }))
}
