import { operationKey } from './document.ts'
import { compact, type Json, jsonOf, textOf } from './json.ts'
import { AUTHORIZER, INTEGRATION } from './names.ts'

/** A node of the document. */
interface DocumentNode {
  readonly id: string
  readonly type: string
  readonly properties: Json
}

/** A wire that leaves the API, as the document holds it. */
interface OwnWire {
  readonly id: string
  readonly target: string
  readonly port: string | null
  readonly properties: Json
}

/** A wire to draw, or one that is there (`edge`) with new properties. */
interface WirePlan {
  readonly edge?: string
  readonly target: string
  readonly port?: string
  readonly properties: Json
}

/** What the document has around an API. */
export interface Surroundings {
  readonly nodes: readonly DocumentNode[]
  readonly wires: readonly OwnWire[]
}

/** Wires that an imported definition asks for, and integrations that name nothing of the scenario. */
export interface PlannedWires {
  readonly wires: readonly WirePlan[]
  readonly unknown: readonly { readonly key: string; readonly uri: string }[]
}

/** Which property of a wire holds its methods or routes. */
type Keys = 'Methods' | 'RouteKeys'

/** An integration, or an authorizer, with what names its target. */
interface Named {
  /** `GET /items`; null: an authorizer. */
  readonly key: string | null
  readonly port: string | null
  readonly uri: string
  /** Where else a table or a queue is named: templates, parameters. */
  readonly hint: string
  /** What the wire says beside its keys. */
  readonly properties: Json
}

const FUNCTION = /:function:([\w-]+)(?::([\w$-]+))?(?:\/(?:response-streaming-)?invocations)?$/
const QUEUE = /\b\d{12}\/([\w-]+(?:\.fifo)?)/
const TABLE = /"TableName"\s*:\s*"([^"]+)"/
const HOST = /^https?:\/\/([^/:?#]+)/i

const nameOf = ({ id, properties }: DocumentNode, property: string): string =>
  textOf(properties[property]) ?? id

/** The node that an integration names. */
function findTarget(nodes: readonly DocumentNode[], { uri, hint }: Named): string | null {
  const of = (type: string, property: string, name: string | undefined): string | null =>
    nodes.find((node) => node.type === type && nameOf(node, property) === name)?.id ?? null
  const called = FUNCTION.exec(uri)?.[1]
  if (called !== undefined) return of('AWS::Lambda::Function', 'FunctionName', called)
  const host = HOST.exec(uri)?.[1]
  if (host !== undefined) return of('Coldstart::HttpService', 'Name', host)
  if (/:dynamodb:/.test(uri)) {
    return of('AWS::DynamoDB::Table', 'TableName', TABLE.exec(hint)?.[1])
  }
  return of('AWS::SQS::Queue', 'QueueName', QUEUE.exec(`${uri} ${hint}`)?.[1])
}

const qualifierOf = (uri: string): Json => compact({ Qualifier: FUNCTION.exec(uri)?.[2] })

/** An HTTP API's integration as its wire has it. */
const httpWire = (extension: Json, uri: string): Json => {
  const isFunction = FUNCTION.test(uri)
  const timeout = extension['timeoutInMillis']
  return compact({
    IntegrationSubtype: extension['integrationSubtype'],
    RequestParameters: extension['requestParameters'],
    ResponseParameters: extension['responseParameters'],
    ConnectionType: extension['connectionType'] === 'VPC_LINK' ? 'VPC_LINK' : undefined,
    ConnectionId: extension['connectionId'],
    ...(isFunction &&
      extension['payloadFormatVersion'] === '1.0' && { PayloadFormatVersion: '1.0' }),
    ...(typeof timeout === 'number' && { TimeoutInMillis: timeout }),
    ...(!isFunction &&
      HOST.test(uri) && {
        IntegrationMethod: extension['httpMethod'],
        IntegrationUri: uri,
      }),
  })
}

/** All that a definition leads to. */
function namedIn(document: Json, keys: Keys): readonly Named[] {
  const integrations = Object.entries(jsonOf(document['paths'])).flatMap(([path, item]) =>
    Object.entries(jsonOf(item)).flatMap(([name, each]): readonly Named[] => {
      const extension = jsonOf(jsonOf(each)[INTEGRATION])
      const found = operationKey(name, path)
      const uri = textOf(extension['uri']) ?? textOf(extension['integrationSubtype'])
      const isMock = textOf(extension['type'])?.toLowerCase() === 'mock'
      if (found === null || uri === undefined || isMock) return []
      const isDefault = jsonOf(each)['isDefaultRoute'] === true || path === '/$default'
      const key = isDefault && keys === 'RouteKeys' ? '$default' : found
      const own = keys === 'RouteKeys' ? httpWire(extension, uri) : {}
      const hint = JSON.stringify([
        ...Object.values(jsonOf(extension['requestTemplates'])),
        extension['requestParameters'] ?? null,
      ]).replaceAll('\\"', '"')
      return [{ key, port: null, uri, hint, properties: { ...qualifierOf(uri), ...own } }]
    }),
  )
  const schemes = {
    ...jsonOf(document['securityDefinitions']),
    ...jsonOf(jsonOf(document['components'])['securitySchemes']),
  }
  const authorizers = Object.entries(schemes).flatMap(([name, each]): readonly Named[] => {
    const uri = textOf(jsonOf(jsonOf(each)[AUTHORIZER])['authorizerUri'])
    const properties = { AuthorizerId: name }
    return uri === undefined ? [] : [{ key: null, port: 'authorizer', uri, hint: '', properties }]
  })
  return [...integrations, ...authorizers]
}

const listOfTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

const without = (properties: Json, name: string): Json =>
  Object.fromEntries(Object.entries(properties).filter(([each]) => each !== name))

/** A wire as it grows while integrations with one target and one set of properties are taken together. */
interface Growing {
  readonly target: string
  readonly port: string | null
  readonly properties: Json
  readonly keys: string[]
}

/** The plan of one wire: a new one, or one that is there with more keys. Null where it says all already. */
function planWire(growing: Growing, keys: Keys, wires: readonly OwnWire[]): WirePlan | null {
  const { target, port, properties, keys: wanted } = growing
  const isSame = (wire: OwnWire): boolean =>
    wire.target === target &&
    wire.port === port &&
    JSON.stringify(without(wire.properties, keys)) === JSON.stringify(properties)
  const known = wires.find(isSame)
  const had = listOfTexts(known?.properties[keys])
  const all = [...new Set([...had, ...wanted])]
  if (known !== undefined && all.length === had.length) return null
  return {
    ...(known !== undefined && { edge: known.id }),
    target,
    ...(port !== null && { port }),
    properties: { ...properties, ...(wanted.length > 0 && { [keys]: all }) },
  }
}

/**
 * The wires that the integrations and authorizers of an OpenAPI document ask for, by the functions, queues, tables and servers of
 * the scenario that their ARNs and URIs name.
 */
export function planWires(
  value: unknown,
  keys: Keys,
  { nodes, wires }: Surroundings,
): PlannedWires {
  const unknown: { key: string; uri: string }[] = []
  const growing = new Map<string, Growing>()
  for (const named of namedIn(jsonOf(value as Json), keys)) {
    const target = findTarget(nodes, named)
    if (target === null) {
      unknown.push({ key: named.key ?? 'authorizer', uri: named.uri })
      continue
    }
    const { port, properties } = named
    const place = JSON.stringify([target, port, properties])
    const one = growing.get(place) ?? { target, port, properties, keys: [] }
    growing.set(place, one)
    if (named.key !== null) one.keys.push(named.key)
  }
  return {
    unknown,
    wires: [...growing.values()].flatMap((one) => planWire(one, keys, wires) ?? []),
  }
}
