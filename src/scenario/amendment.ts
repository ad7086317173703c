import type { ScenarioNode } from './schema.ts'

/** What a service's own API has changed of a node since the run began: the document says otherwise. */
export interface Amendment {
  /** The properties that are other than the document's, as they are now; undefined: there is none any more. */
  readonly properties: Readonly<
    Record<string, NonNullable<ScenarioNode['properties']>[string] | undefined>
  >
  /** Whether other code was deployed. */
  readonly code: boolean
}
