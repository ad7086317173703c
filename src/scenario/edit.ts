import type { Files, JsonValue } from '#services/service.ts'
import type { Position, ScenarioEdge, ScenarioNode } from './schema.ts'

type Properties = Readonly<Record<string, JsonValue>>

/** One change of the document: all that the UI may send to a running simulation. */
export type ScenarioEdit =
  | { readonly type: 'add-node'; readonly node: ScenarioNode }
  | { readonly type: 'remove-node'; readonly node: string }
  | { readonly type: 'set-properties'; readonly node: string; readonly properties: Properties }
  | { readonly type: 'set-model'; readonly node: string; readonly model: Properties }
  | { readonly type: 'set-code'; readonly node: string; readonly code: Files }
  | { readonly type: 'set-data'; readonly node: string; readonly data: JsonValue }
  | { readonly type: 'rename-node'; readonly node: string; readonly name: string }
  | { readonly type: 'move-nodes'; readonly positions: Readonly<Record<string, Position>> }
  | { readonly type: 'add-edge'; readonly edge: ScenarioEdge }
  | { readonly type: 'remove-edge'; readonly edge: string }
  | { readonly type: 'set-edge-properties'; readonly edge: string; readonly properties: Properties }
  | {
      readonly type: 'set-document'
      readonly name?: string
      readonly description?: string
      readonly seed?: number
      readonly region?: string
    }
  /** Several at once, as one step of undo and one instant of the run. */
  | { readonly type: 'batch'; readonly edits: readonly ScenarioEdit[] }
