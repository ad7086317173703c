import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { apiMappingSchema } from './definition.ts'

/** A path of the domain with the stage that it leads to. */
export interface Mapping {
  readonly edge: Edge<'http'>
  /** `v1/orders`; empty: every path. */
  readonly key: string
  readonly stage: string
}

/** The mappings of a domain's wires, the longest path first. Where two have one path, the first by edge id has it. */
export function collectMappings(edges: readonly Edge<'http'>[]): readonly Mapping[] {
  const byKey = new Map<string, Mapping>()
  for (const edge of edges) {
    const {
      ApiMappingKey: key,
      Stage: stage,
      RoutingRules = [],
    } = z.parse(apiMappingSchema, edge.properties)
    // A wire with rules is no mapping.
    if (RoutingRules.length === 0 && !byKey.has(key)) byKey.set(key, { edge, key, stage })
  }
  return [...byKey.values()].toSorted((one, two) => two.key.length - one.key.length)
}

/**
 * The mapping of a path, and what is left of it: "the mapping with the longest matching path".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
 */
export function findMapping(
  mappings: readonly Mapping[],
  path: string,
): { readonly mapping: Mapping; readonly rest: string } | null {
  for (const mapping of mappings) {
    const prefix = mapping.key === '' ? '' : `/${mapping.key}`
    if (path === prefix) return { mapping, rest: '/' }
    if (path.startsWith(`${prefix}/`)) return { mapping, rest: path.slice(prefix.length) }
  }
  return null
}
