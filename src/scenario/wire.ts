import type { ContractName } from '#contracts/contracts.ts'
import { catalog, type NodeType } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type * as z from 'zod/mini'

/** What a wire between two types would carry, or why there cannot be one. */
export type Wire = { readonly contract: ContractName } | { readonly reason: string }

type Plain = Pick<ServiceDefinition, 'title' | 'serves' | 'calls'> & {
  readonly edges: Readonly<Partial<Record<ContractName, z.ZodMiniType>>>
}

/** What each contract is called in a sentence. */
const WORDS: Readonly<Record<ContractName, string>> = {
  http: 'HTTP requests',
  invoke: 'invocations',
  api: 'calls of its API',
  records: 'polls for records',
}

const list = (contracts: readonly ContractName[]): string =>
  contracts.map((contract) => WORDS[contract]).join(' and ')

/** Whether a node of type `source` may be wired to one of type `target`: the first contract that both know. */
export function canWire(source: NodeType, target: NodeType): Wire {
  const from: Plain = catalog[source]
  const to: Plain = catalog[target]
  const contract = from.calls.find((call) => to.serves.includes(call))
  if (contract !== undefined) return { contract }
  if (from.calls.length === 0) return { reason: `${from.title} calls nothing` }
  if (to.serves.length === 0) return { reason: `${to.title} cannot be called` }
  return {
    reason: `${from.title} sends ${list(from.calls)}, but ${to.title} takes ${list(to.serves)}`,
  }
}

/** The schema of the properties that an edge of `contract` from a node of type `source` carries. */
export const findEdgeSchema = (
  source: NodeType,
  contract: ContractName,
): z.ZodMiniType | undefined => {
  const from: Plain = catalog[source]
  return from.edges[contract]
}
