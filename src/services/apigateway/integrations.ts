import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { integrationSchema } from './definition.ts'
import { parseRouteKey, type Route } from './routes.ts'

/** Where a route leads. */
export interface Integration {
  readonly edge: Edge<'invoke'>
  readonly format: '1.0' | '2.0'
  readonly timeoutMs: number
  /** The alias or version to invoke; undefined: `$LATEST`. */
  readonly qualifier: string | undefined
}

/** A route with the integration that serves it. */
export type IntegratedRoute = Route & { readonly integration: Integration }

/**
 * The API's routes, from the wires to its functions. A key that is not valid is left out (the scenario's check names
 * it); where two wires claim a key, the one whose edge id comes first has it.
 */
export function collectRoutes(edges: readonly Edge<'invoke'>[]): readonly IntegratedRoute[] {
  const byKey = new Map<string, IntegratedRoute>()
  for (const edge of edges) {
    const properties = z.parse(integrationSchema, edge.properties)
    const integration: Integration = {
      edge,
      format: properties.PayloadFormatVersion,
      timeoutMs: properties.TimeoutInMillis,
      qualifier: properties.Qualifier,
    }
    for (const key of properties.RouteKeys) {
      const route = parseRouteKey(key)
      if (typeof route !== 'string' && !byKey.has(key)) byKey.set(key, { ...route, integration })
    }
  }
  return [...byKey.values()]
}
