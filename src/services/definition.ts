import type { ContractName } from '#contracts/contracts.ts'
import type { DocumentFiles } from '#contracts/files.ts'
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
  /** Of a wire's field: the kinds of targets that it says something of; absent: all. */
  readonly targets?: readonly TypeName[]
}

/** The registry that holds every field's meta. */
export const fields = z.registry<FieldMeta>()

/** The palette's sections. */
export type NodeCategory = 'traffic' | 'edge' | 'compute' | 'data' | 'events'

/** CloudFormation's resource type, or ours. */
export type TypeName = `AWS::${string}` | `Coldstart::${string}`

/** A wire as a check sees it; `properties` with their defaults. */
interface CheckedEdge {
  readonly id: string
  readonly contract: ContractName
  readonly port: string | null
  readonly properties: unknown
}

/** A node as its own room's `check` sees it: defaults filled in, with the wires that leave it and those that come in. */
export interface CheckedNode<P = unknown, M = unknown> {
  readonly id: string
  readonly properties: P
  readonly model: M
  readonly code: DocumentFiles
  readonly layers?: Readonly<Record<string, DocumentFiles>>
  readonly data: unknown
  readonly edges: readonly (CheckedEdge & { readonly target: string })[]
  readonly callers?: readonly (CheckedEdge & { readonly source: string })[]
  /** The other nodes of its type, as the document has their properties: what an account's nodes share. */
  readonly siblings?: readonly Readonly<Record<string, unknown>>[]
}

/** What a room finds wrong with one of its nodes. */
export interface NodeFinding {
  /** A place in the node, or in the edge where `edge` is set: `properties.Requests[0].Path`, `data[3]`. */
  readonly path: string
  readonly message: string
  /** Absent: a warning. An `error` cannot run as it is. */
  readonly kind?: 'error' | 'warning' | 'ignored'
  /** The id of the edge that it is about. */
  readonly edge?: string
}

/** What a node must have for a wire to be of use, and is given when the wire is drawn. */
export interface WireNeed {
  /** With what the node's own properties say already. */
  readonly properties: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `a function URL that anyone may call` */
  readonly title: string
}

/** A way out of a node beside its default one: a table's stream, a function's destinations. */
export interface PortDefinition {
  /** What the edge's `port` says: `stream`, `onFailure`. */
  readonly id: string
  readonly title: string
  readonly help: string
  /** What an edge from here may carry. */
  readonly contracts: readonly ContractName[]
  /** The types of node that it may lead to; absent: all that serve one of the contracts. */
  readonly targets?: readonly TypeName[]
  /** Without it, nothing leaves by this port. */
  readonly needs?: WireNeed
}

/** A property that is worth running the same load over: what power tuning varies, and what it looks at. */
export interface TuningDefinition {
  readonly property: string
  readonly title: string
  readonly unit: string
  /** Values to begin with. */
  readonly values: readonly number[]
  readonly min: number
  readonly max: number
  /** A sample metric in ms: how long the work took. */
  readonly durationMetric: string
  /** The meter that counts pieces of work. */
  readonly meter: string
  /** A list of snapshots each of which holds the property too, and where: what runs may be one of them. */
  readonly snapshots?: { readonly list: string; readonly under: string }
}

/** What a service is, as data: everyone may read it. */
export interface ServiceDefinition<
  P extends z.ZodMiniType = z.ZodMiniType,
  M extends z.ZodMiniType = z.ZodMiniType,
  S extends ContractName = ContractName,
  C extends ContractName = ContractName,
  T extends TypeName = TypeName,
  E extends { readonly [K in C]?: z.ZodMiniType } = { readonly [K in C]?: z.ZodMiniType },
> {
  /** CloudFormation's resource type, or ours; the discriminant in the scenario. */
  readonly type: T
  readonly title: string
  readonly description: string
  readonly category: NodeCategory
  /** CloudFormation's names, bounds and defaults; an object schema for which `{}` is valid. */
  readonly properties: P
  /** What AWS does not let you set: latency distributions, init model. Everything has a default. */
  readonly model: M
  readonly serves: readonly S[]
  readonly calls: readonly C[]
  /** Without it, nothing that comes in by the contract is served. */
  readonly needs?: { readonly [K in S]?: WireNeed }
  /** Whether a node with these properties answers by itself, wired to nothing; absent: never. */
  readonly standsAlone?: (properties: Readonly<Record<string, unknown>>) => boolean
  /** Named ways out; an edge without a `port` leaves by the default one, which carries what `ports` do not claim. */
  readonly ports?: readonly PortDefinition[]
  readonly tuning?: TuningDefinition
  /** How a run goes as though such a node were not there, to be held against one with it: what it is called, and its model then. */
  readonly without?: {
    readonly title: string
    readonly model: Readonly<Record<string, boolean | number | string>>
  }
  /** What may leave by the default port, where that is less than `calls` and `serves` tell. */
  readonly defaultPort?: readonly ContractName[]
  /** The types of node that the default port may lead to; absent: all that serve one of its contracts. */
  readonly defaultTargets?: readonly TypeName[]
  /** What an edge from here carries in its `properties`, by contract. `{}` is valid for each. */
  readonly edges: E
  /** Whether a node carries `code` (files by name) or `data` (JSON). */
  readonly carries: { readonly code: boolean; readonly data: boolean }
  /** What `data` looks like, and in words; without a schema the room reads it by itself, and tells in `check` what is wrong. */
  readonly data?: { readonly schema?: z.ZodMiniType; readonly title: string; readonly help: string }
  /** The property that names a node in its account and Region (the node's id where it is absent): no two may share it. */
  readonly nameProperty?: string
  /** What is wrong or odd about a node beyond what its schema can say. Pure; never throws. */
  check?(node: CheckedNode<z.output<P>, z.output<M>>): readonly NodeFinding[]
}

/** Keeps the literal types of a definition. */
export const define = <
  P extends z.ZodMiniType,
  M extends z.ZodMiniType,
  const S extends ContractName = never,
  const C extends ContractName = never,
  const T extends TypeName = TypeName,
  E extends { readonly [K in C]: z.ZodMiniType } = { readonly [K in C]: z.ZodMiniType },
>(
  definition: ServiceDefinition<P, M, S, C, T, E>,
): ServiceDefinition<P, M, S, C, T, E> => definition
