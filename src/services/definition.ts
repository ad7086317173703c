import type { ContractName } from '#contracts/contracts.ts'
import * as z from 'zod/mini'

/** What the inspector shows beside a property. Attach with `.register(fields, {...})`. */
export interface FieldMeta {
  readonly title: string
  /** e.g. `ms`, `MiB`, `requests/s` */
  readonly unit?: string
  readonly help?: string
  /** Where the default or the rule comes from: an AWS page, a paper, a measurement, or `assumption: …`. */
  readonly source?: string
  /** Groups fields under a heading; `Model` for what AWS does not let you set. */
  readonly group?: string
  readonly widget?: 'text' | 'multiline' | 'json'
}

/** The registry that holds every field's meta. */
export const fields = z.registry<FieldMeta>()

export type NodeCategory = 'traffic' | 'edge' | 'compute' | 'data' | 'events'

/** What a service is, as data: everyone may read it. */
export interface ServiceDefinition<
  P extends z.ZodMiniType = z.ZodMiniType,
  M extends z.ZodMiniType = z.ZodMiniType,
  S extends ContractName = ContractName,
  C extends ContractName = ContractName,
> {
  /** CloudFormation's resource type, or ours; the discriminant in the scenario. */
  readonly type: `AWS::${string}` | `Coldstart::${string}`
  readonly title: string
  readonly description: string
  readonly category: NodeCategory
  /** CloudFormation's names, bounds and defaults; an object schema for which `{}` is valid. */
  readonly properties: P
  /** What AWS does not let you set: latency distributions, init model. Everything has a default. */
  readonly model: M
  readonly serves: readonly S[]
  readonly calls: readonly C[]
  /** What an edge from here carries in its `properties`, by contract. `{}` is valid for each. */
  readonly edges: { readonly [K in C]?: z.ZodMiniType }
  /** Whether a node carries `code` (files by name) or `data` (JSON). */
  readonly carries: { readonly code: boolean; readonly data: boolean }
}

/** Keeps the literal types of a definition. */
export const define = <
  P extends z.ZodMiniType,
  M extends z.ZodMiniType,
  const S extends ContractName = never,
  const C extends ContractName = never,
>(
  definition: ServiceDefinition<P, M, S, C>,
): ServiceDefinition<P, M, S, C> => definition
