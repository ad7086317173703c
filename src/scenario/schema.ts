import type { NodeType } from '#services/catalog.ts'
import type { Files, JsonValue } from '#services/service.ts'

// Replaced by the zod schema that these types are inferred from; the shapes stay.

export interface Position {
  readonly x: number
  readonly y: number
}

/** A node as the document holds it: only what differs from the defaults. */
export interface ScenarioNode {
  readonly id: string
  readonly type: NodeType
  readonly name?: string
  readonly position?: Position
  readonly properties?: Readonly<Record<string, JsonValue>>
  readonly model?: Readonly<Record<string, JsonValue>>
  readonly code?: Files
  readonly data?: JsonValue
}

export interface ScenarioEdge {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly port?: string
  readonly properties?: Readonly<Record<string, JsonValue>>
}

/** The single source of truth: what the canvas edits, the engine runs, the link carries. */
export interface Scenario {
  readonly coldstart: 1
  readonly name: string
  readonly description?: string
  readonly seed: number
  readonly region: string
  readonly nodes: readonly ScenarioNode[]
  readonly edges: readonly ScenarioEdge[]
  readonly simulation?: Readonly<Record<string, JsonValue>>
}
