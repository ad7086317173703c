import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { integrationSchema } from './integrationSchema.ts'
import type { ParameterMapping } from './parameterMapping.ts'
import { findSubtype, type Subtype } from './subtypes.ts'
import { parseRouteKey, type Route } from './routes.ts'

/** A route to a function. */
export interface LambdaIntegration {
  readonly type: 'lambda'
  readonly edge: Edge<'invoke'>
  readonly format: '1.0' | '2.0'
  readonly timeoutMs: number
  /** The alias or version to invoke; undefined: `$LATEST`. */
  readonly qualifier: string | undefined
}

/** A route to a server: `HTTP_PROXY`. */
export interface HttpIntegration {
  readonly type: 'http'
  readonly edge: Edge<'http'>
  readonly timeoutMs: number
  /** Undefined, or `ANY`: the request's own. */
  readonly method: string | undefined
  /** Undefined: the request's own path. */
  readonly uri: string | undefined
  readonly isPrivate: boolean
}

/** A route to a service of AWS. */
export interface ServiceIntegration {
  readonly type: 'service'
  readonly edge: Edge<'api'>
  readonly timeoutMs: number
  /** Null where the wire names none that is simulated. */
  readonly subtype: Subtype | null
  readonly parameters: ParameterMapping
}

/** Where a route leads. */
export type Integration = LambdaIntegration | HttpIntegration | ServiceIntegration

/** What an integration changes of requests and responses; undefined where it changes nothing. */
interface Mappings {
  readonly request: ParameterMapping | undefined
  /** By status code. */
  readonly response: Readonly<Record<string, ParameterMapping>> | undefined
}

/** A route with the integration that serves it. */
export type IntegratedRoute = Route & {
  readonly integration: Integration
  readonly mappings: Mappings
}

/** A wire of an HTTP API. */
export type HttpApiEdge = Edge<'invoke'> | Edge<'http'> | Edge<'api'>

const isInvoke = (edge: Edge): edge is Edge<'invoke'> => edge.contract === 'invoke'

const isApi = (edge: Edge): edge is Edge<'api'> => edge.contract === 'api'

function integrationOf(
  edge: HttpApiEdge,
  properties: z.output<typeof integrationSchema>,
): Integration {
  const timeoutMs = properties.TimeoutInMillis
  if (isInvoke(edge)) {
    const { PayloadFormatVersion: format, Qualifier: qualifier } = properties
    return { type: 'lambda', edge, format, timeoutMs, qualifier }
  }
  if (isApi(edge)) {
    const { IntegrationSubtype, RequestParameters: parameters = {} } = properties
    return {
      type: 'service',
      edge,
      timeoutMs,
      subtype: findSubtype(IntegrationSubtype),
      parameters,
    }
  }
  const { IntegrationMethod: method, IntegrationUri: uri } = properties
  const isPrivate = properties.ConnectionType === 'VPC_LINK'
  return { type: 'http', edge, timeoutMs, method, uri, isPrivate }
}

/**
 * The API's routes, from the wires to its functions and servers. A key that is not valid is left out (the scenario's
 * check names it); where two wires claim a key, the one whose edge id comes first has it.
 */
export function collectRoutes(
  edges: readonly HttpApiEdge[],
  /** The routes of a wire, where they are a deployment's and not the wire's own. */
  keysOf?: (edge: Edge) => readonly string[],
): readonly IntegratedRoute[] {
  const byKey = new Map<string, IntegratedRoute>()
  const sorted = edges.toSorted((one, two) => (one.id < two.id ? -1 : 1))
  for (const edge of sorted) {
    if (edge.port !== null) continue
    const properties = z.parse(integrationSchema, edge.properties)
    const integration = integrationOf(edge, properties)
    const mappings: Mappings = {
      // A subtype's parameters are its own, and change nothing of the request.
      request: integration.type === 'service' ? undefined : properties.RequestParameters,
      response: properties.ResponseParameters,
    }
    for (const key of keysOf?.(edge) ?? properties.RouteKeys) {
      const route = parseRouteKey(key)
      if (typeof route !== 'string' && !byKey.has(key))
        byKey.set(key, { ...route, integration, mappings })
    }
  }
  return [...byKey.values()]
}
