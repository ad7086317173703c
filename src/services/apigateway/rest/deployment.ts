import * as z from 'zod/mini'
import type { Edge } from '#services/service.ts'
import { parseMethodKey } from './methodKey.ts'
import {
  type ApiParts,
  functionWireSchema,
  type IntegrationProperties,
  type MethodProperties,
  methodsSchema,
  type RestApiProperties,
} from './properties.ts'
import { createResourceTree, type ResourceTree } from './resources.ts'

/** The wires that a REST API's integrations go by. */
export type IntegrationEdge = Edge<'invoke'> | Edge<'http'> | Edge<'api'>

/** A method as it is deployed, with where it leads. */
export interface DeployedMethod {
  /** `GET /items/{id}` */
  readonly key: string
  readonly properties: MethodProperties
  readonly type: NonNullable<IntegrationProperties['Type']>
  /** Null where no wire has the method: a mock, or nothing at all. */
  readonly edge: IntegrationEdge | null
  /** The alias or version of a function; undefined: `$LATEST`. */
  readonly qualifier: string | undefined
}

/** What a stage serves. */
export interface Deployment {
  /** Six letters and digits. */
  readonly id: string
  readonly tree: ResourceTree<DeployedMethod>
  readonly methods: readonly DeployedMethod[]
  /** The API's authorizers, models, validators, gateway responses, types and policy, as they were. */
  readonly api: ApiParts
}

const TYPE_OF = { invoke: 'AWS_PROXY', http: 'HTTP_PROXY', api: 'AWS' } as const

const PLAIN: MethodProperties = {
  Integration: {
    PassthroughBehavior: 'WHEN_NO_MATCH',
    TimeoutInMillis: 29_000,
    ResponseTransferMode: 'BUFFERED',
    CacheKeyParameters: [],
    IntegrationResponses: [],
  },
}

/** A wire with the methods that lead along it: those of a deployment, or its own. */
interface MethodsOfWire {
  readonly edge: IntegrationEdge
  readonly keys: readonly string[]
}

const qualifierOf = (edge: IntegrationEdge): string | undefined =>
  edge.contract === 'invoke' ? z.parse(functionWireSchema, edge.properties).Qualifier : undefined

function deploy(
  { id, api }: Pick<Deployment, 'id' | 'api'>,
  properties: Readonly<Record<string, MethodProperties>>,
  wires: readonly MethodsOfWire[],
): Deployment {
  const methods = new Map<string, DeployedMethod>()
  for (const { edge, keys } of wires) {
    for (const key of keys) {
      if (methods.has(key)) continue
      const own = Object.hasOwn(properties, key) ? properties[key] : undefined
      const type = own?.Integration.Type ?? TYPE_OF[edge.contract]
      const qualifier = qualifierOf(edge)
      methods.set(key, { key, properties: own ?? PLAIN, type, edge, qualifier })
    }
  }
  for (const [key, own] of Object.entries(properties)) {
    if (methods.has(key)) continue
    const type = own.Integration.Type ?? 'AWS_PROXY'
    methods.set(key, { key, properties: own, type, edge: null, qualifier: undefined })
  }
  const valid = [...methods.values()].flatMap((method) => {
    const key = parseMethodKey(method.key)
    return typeof key === 'string' ? [] : [[key, method] as const]
  })
  return { id, api, tree: createResourceTree(valid), methods: valid.map(([, method]) => method) }
}

/** The document as it is, deployed. */
export const deployCurrent = (
  properties: Pick<RestApiProperties, 'Methods'> & ApiParts,
  edges: readonly IntegrationEdge[],
  id: string,
): Deployment =>
  deploy(
    { id, api: properties },
    properties.Methods,
    edges.map((edge) => ({ edge, keys: z.parse(methodsSchema, edge.properties).Methods })),
  )

/** A snapshot, over the wires that still are there. */
export const deploySnapshot = (
  snapshot: RestApiProperties['Deployments'][number],
  edges: readonly IntegrationEdge[],
  current: ApiParts,
): Deployment =>
  deploy(
    { id: snapshot.DeploymentId, api: snapshot.Api ?? current },
    snapshot.Methods,
    edges.map((edge) => ({
      edge,
      keys: Object.hasOwn(snapshot.Wires, edge.id) ? (snapshot.Wires[edge.id] ?? []) : [],
    })),
  )
