import type { ComponentType } from 'react'
import type * as z from 'zod/mini'
import type { CallSite, DocumentFiles } from '#contracts/files.ts'
import type { ServiceDefinition } from './definition.ts'
import type { JsonValue } from './service.ts'

export type { CallSite }

/** What every part of a room's view is handed. `state` is `inspect()`'s last answer; null before the first run. */
export interface ViewProps<D extends ServiceDefinition, State> {
  readonly properties: z.output<D['properties']>
  readonly state: State | null
  /** Virtual time, µs: ages and flashes are told from it. */
  readonly now: number
}

/** A node's properties as the document holds them: only what differs from the defaults. */
export type RawProperties = Readonly<Record<string, JsonValue>>

/** A node of the document. */
export interface DocumentNode {
  readonly id: string
  readonly type: string
  readonly properties: RawProperties
}

/** A wire that leaves a node, as the document holds it. */
export interface OwnWire {
  readonly id: string
  readonly target: string
  readonly port: string | null
  readonly properties: RawProperties
}

/** A wire to draw, or one that is there with new properties. */
export interface WirePlan {
  /** Of the wire that is there. */
  readonly edge?: string
  readonly target: string
  readonly port?: string
  readonly properties: RawProperties
}

/** What panels may ask of the running room, by `query` and `command` of its service, and change in the document. */
export interface PanelProps<D extends ServiceDefinition, State> extends ViewProps<D, State> {
  readonly nodeId: string
  /** The node as the document holds it. */
  readonly source: {
    readonly properties: RawProperties
    readonly code: DocumentFiles
    readonly data: JsonValue | undefined
  }
  /** Puts new properties into the document, and so into the run. Answers why that cannot be; empty where it was done. */
  readonly edit: (properties: RawProperties) => readonly string[]
  /** Puts new `data` into the document, and so into the run: what the node begins with. As `edit`. */
  readonly editData: (data: JsonValue) => readonly string[]
  /** The document's nodes, and the wires that leave this one, at this moment. */
  readonly look: () => {
    readonly nodes: readonly DocumentNode[]
    readonly wires: readonly OwnWire[]
  }
  /** Draws wires that leave the node, all in one step. As `edit`. */
  readonly draw: (wires: readonly WirePlan[]) => readonly string[]
  readonly read: (query: unknown) => Promise<unknown>
  readonly command: (command: unknown) => void
  /** Shows a line of a function's code. */
  readonly openCode: (at: CallSite) => void
}

/** How a room looks. */
export interface ServiceView<D extends ServiceDefinition, State> {
  /** The URL of AWS's icon for the service. */
  readonly icon: string
  /** One line of configuration under the name: `nodejs22.x · 128 MB · 3 s`. */
  subline(properties: z.output<D['properties']>): string
  /** The live inside of the node: headline, cells, bars, rows. Never changes its size while running. */
  readonly Node: ComponentType<ViewProps<D, State>>
  /** Extra tabs of the inspector: Data, Environments, Send. */
  readonly panels?: readonly {
    readonly title: string
    /** For which nodes it is there; absent: for all. */
    readonly isFor?: (properties: RawProperties) => boolean
    readonly Panel: ComponentType<PanelProps<D, State>>
  }[]
}
