import type { ContractName } from '#contracts/contracts.ts'
import { catalog, type NodeType } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type * as z from 'zod/mini'

/** What a wire between two types would carry, or why there cannot be one. */
export type Wire = { readonly contract: ContractName } | { readonly reason: string }

type Plain = Pick<
  ServiceDefinition,
  'title' | 'category' | 'serves' | 'calls' | 'ports' | 'defaultPort' | 'defaultTargets'
> & {
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

/** `Clients send`, `DynamoDB table takes` */
const say = ({ title }: Plain, verb: string): string =>
  title.endsWith('s') ? `${title} ${verb}` : `${title} ${verb}s`

/** `A Lambda function`, `An HTTP service` */
const oneOf = ({ title }: Plain): string =>
  `${/^(?:[AEIO]|HTTP)/.test(title) ? 'An' : 'A'} ${title}`

/** A wire to draw: from a type, by its default port or a named one, to a type. */
export interface WireEnds {
  readonly source: NodeType
  readonly target: NodeType
  readonly port?: string | undefined
}

/** Who sends the requests of a wire: its source, but records are asked for by the target that they flow to. */
export const callerOf = (edge: {
  readonly contract: ContractName
  readonly source: string
  readonly target: string
}): string => (edge.contract === 'records' ? edge.target : edge.source)

/** Whether an edge of `contract` may join the two: along it one calls what the other serves. */
const joins = (from: Plain, to: Plain, contract: ContractName): boolean =>
  contract === 'records'
    ? from.serves.includes(contract) && to.calls.includes(contract)
    : from.calls.includes(contract) && to.serves.includes(contract)

/** What may leave `from` by a port, in order of preference; null where it has no such port. */
function contractsOf(
  from: Pick<Plain, 'serves' | 'calls' | 'ports' | 'defaultPort'>,
  port: string | undefined,
): readonly ContractName[] | null {
  const ports = from.ports ?? []
  if (port !== undefined) return ports.find(({ id }) => id === port)?.contracts ?? null
  if (from.defaultPort !== undefined) return from.defaultPort
  const own: readonly ContractName[] = from.calls.filter((call) => call !== 'records')
  const claimed = ports.some(({ contracts }) => contracts.includes('records'))
  return from.serves.includes('records') && !claimed ? [...own, 'records'] : own
}

/** Whether anything may leave a node by its default port. */
export const hasDefaultPort = (
  definition: Pick<ServiceDefinition, 'serves' | 'calls' | 'ports' | 'defaultPort'>,
): boolean => (contractsOf(definition, undefined) ?? []).length > 0

/** Something that computes, takes what leaves by a port, and calls what `to` serves. */
function findLink(contracts: readonly ContractName[], to: Plain): Plain | null {
  const all: readonly Plain[] = Object.values(catalog)
  const links = (link: Plain): boolean =>
    link.category === 'compute' &&
    contracts.some((each) => link.serves.includes(each)) &&
    (contractsOf(link, undefined) ?? []).some((each) => joins(link, to, each))
  return all.find(links) ?? null
}

/** Whether a node of one type may be wired to one of another: the first contract that both know. */
export function canWire({ source, target, port }: WireEnds): Wire {
  const from: Plain = catalog[source]
  const to: Plain = catalog[target]
  const contracts = contractsOf(from, port)
  if (contracts === null) return { reason: `${from.title} has no port ${port ?? ''}` }
  const way = from.ports?.find(({ id }) => id === port)
  if (way?.targets !== undefined && !way.targets.includes(target)) {
    return { reason: `${way.title} cannot be a ${to.title}` }
  }
  if (port === undefined && from.defaultTargets?.includes(target) === false) {
    return { reason: `${from.title} sends nothing to a ${to.title}` }
  }
  const contract = contracts.find((each) => joins(from, to, each))
  if (contract !== undefined) return { contract }
  if (contracts.length === 0) return { reason: `${from.title} calls nothing` }
  if (to.serves.length === 0) return { reason: `${to.title} cannot be called` }
  const taken = to.serves.filter((each) => each !== 'records')
  const words = `${say(from, 'send')} ${list(contracts)}; ${say(to, 'take')} ${list(taken.length === 0 ? to.serves : taken)}`
  const link = findLink(contracts, to)
  return { reason: link === null ? words : `${words}. ${oneOf(link)} could stand between them` }
}

/** The schema of the properties that an edge of `contract` from a node of type `source` carries. */
export const findEdgeSchema = (
  source: NodeType,
  contract: ContractName,
): z.ZodMiniType | undefined => {
  const from: Plain = catalog[source]
  return from.edges[contract]
}
