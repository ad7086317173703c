import * as z from 'zod/mini'
import type { CheckedNode, NodeFinding } from '#services/definition.ts'
import { parseMethodKey } from './methodKey.ts'
import { checkConnection } from '../vpcLink.ts'
import { type IntegrationProperties, methodsSchema, type RestApiProperties } from './properties.ts'

/** "Resources per API 300". https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const RESOURCES_MAX = 300

/** What an integration may last while it is not streamed, ms. */
const BUFFERED_MS_MAX = 29_000

/** How an integration's answer is passed on, where AWS would refuse it: which property, and why. */
function checkTransfer({
  Type,
  TimeoutInMillis,
  ResponseTransferMode,
}: IntegrationProperties): readonly [string, string] | null {
  if (ResponseTransferMode === 'STREAM') {
    const isProxy = Type === undefined || Type === 'AWS_PROXY' || Type === 'HTTP_PROXY'
    return isProxy
      ? null
      : ['ResponseTransferMode', `only AWS_PROXY and HTTP_PROXY stream, ${Type} answers whole`]
  }
  const isLong = TimeoutInMillis > BUFFERED_MS_MAX
  const message = `more than ${BUFFERED_MS_MAX} ms takes ResponseTransferMode STREAM, or a raised quota of a Regional or private API`
  return isLong ? ['TimeoutInMillis', message] : null
}

type Found = Omit<NodeFinding, 'path'> & { readonly path: string }

/** Every resource on the way to `path`, with the name of its variable where its last part is one. */
function checkSiblings(keys: readonly string[]): readonly string[] {
  const variables = new Map<string, string>()
  const resources = new Set<string>()
  const problems: string[] = []
  for (const key of keys) {
    const parsed = parseMethodKey(key)
    if (typeof parsed === 'string') continue
    let parent = ''
    for (const part of parsed.parts) {
      const known = variables.get(parent)
      // A greedy variable may stand beside a plain one; two plain ones may not.
      if (/^\{[^+]*\}$/.test(part)) {
        if (known !== undefined && known !== part) {
          problems.push(
            `A sibling (${known}) of this resource already has a variable path part -- only one unique variable path part is allowed: ${part}`,
          )
        } else variables.set(parent, part)
      }
      parent = `${parent}/${part}`
      resources.add(parent)
    }
  }
  if (resources.size > RESOURCES_MAX) {
    problems.push(`${resources.size} resources: an API has at most ${RESOURCES_MAX}`)
  }
  return [...new Set(problems)]
}

/** What a wire's methods are; none where its properties are not valid. */
export function methodsOfWire(properties: unknown): readonly string[] {
  const parsed = z.safeParse(methodsSchema, properties)
  return parsed.success ? parsed.data.Methods : []
}

/** Keys that AWS would refuse, that two wires claim, and methods that lead nowhere. */
export function checkMethods(
  { Methods }: RestApiProperties,
  edges: CheckedNode['edges'],
): readonly Found[] {
  const owners = new Map<string, string>()
  const findings: Found[] = []
  for (const { id, properties } of edges) {
    for (const [index, key] of methodsOfWire(properties).entries()) {
      const path = `properties.Methods[${index}]`
      const parsed = parseMethodKey(key)
      const owner = owners.get(key)
      if (typeof parsed === 'string') {
        findings.push({ path, message: `'${key}': ${parsed}`, edge: id })
      } else if (owner !== undefined) {
        const message = `${key} leads along ${owner} already: this one is never taken`
        findings.push({ path, message, edge: id })
      } else owners.set(key, id)
    }
  }
  for (const [key, { Integration }] of Object.entries(Methods)) {
    const path = `properties.Methods.${key}`
    const parsed = parseMethodKey(key)
    const link = checkConnection(Integration)
    const time = checkTransfer(Integration)
    if (time !== null) findings.push({ path: `${path}.Integration.${time[0]}`, message: time[1] })
    if (link !== null) findings.push({ path: `${path}.Integration.ConnectionId`, message: link })
    if (typeof parsed === 'string') findings.push({ path, message: `'${key}': ${parsed}` })
    else if (!owners.has(key) && Integration.Type !== 'MOCK') {
      const named = Integration.Uri === undefined ? '' : `, to ${Integration.Uri}`
      findings.push({
        path,
        message: `no wire has the method ${key}${named}: it has no integration`,
      })
    }
  }
  const keys = [...owners.keys(), ...Object.keys(Methods)]
  return [
    ...findings,
    ...checkSiblings(keys).map((message) => ({ path: 'properties.Methods', message })),
  ]
}
