import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { integrationSchema } from './integrationSchema.ts'
import type { ParameterMapping } from './parameterMapping.ts'
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
}

/** Where a route leads. */
export type Integration = LambdaIntegration | HttpIntegration

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

const isInvoke = (edge: Edge): edge is Edge<'invoke'> => edge.contract === 'invoke'

/**
 * The API's routes, from the wires to its functions and servers. A key that is not valid is left out (the scenario's
 * check names it); where two wires claim a key, the one whose edge id comes first has it.
 */
export function collectRoutes(
  edges: readonly (Edge<'invoke'> | Edge<'http'>)[],
  /** The routes of a wire, where they are a deployment's and not the wire's own. */
  keysOf?: (edge: Edge) => readonly string[],
): readonly IntegratedRoute[] {
  const byKey = new Map<string, IntegratedRoute>()
  const sorted = edges.toSorted((one, two) => (one.id < two.id ? -1 : 1))
  for (const edge of sorted) {
    if (edge.port !== null) continue
    const properties = z.parse(integrationSchema, edge.properties)
    const timeoutMs = properties.TimeoutInMillis
    const integration: Integration = isInvoke(edge)
      ? {
          type: 'lambda',
          edge,
          format: properties.PayloadFormatVersion,
          timeoutMs,
          qualifier: properties.Qualifier,
        }
      : {
          type: 'http',
          edge,
          timeoutMs,
          method: properties.IntegrationMethod,
          uri: properties.IntegrationUri,
        }
    const mappings: Mappings = {
      request: properties.RequestParameters,
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
