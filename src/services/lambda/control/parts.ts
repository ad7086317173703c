import type { ApiRequest } from '#contracts/api.ts'
import type { ServiceContext } from '#services/service.ts'
import type { Operation } from '../api/operation.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { EventSources } from '../polling/eventSources.ts'
import type { Alias } from '../properties/versions.ts'
import type { Versions } from '../versions/versions.ts'
import type { Change } from './changes.ts'
import { badParameter, type Outcome } from './outcome.ts'

/** What changes of a function are made from. */
export interface ControlParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly versions: Versions
  /** As a caller names the function. */
  readonly arnOf: (qualifier: string | undefined) => string
  /** Changes the function; a text says what is not valid, and nothing is changed. */
  readonly apply: (change: Change) => string | null
  /** What of the account's concurrency no function has reserved, this one's own not counted as reserved. */
  readonly unreserved: () => number
  /** Provisioned concurrency that the function asks for in all. */
  readonly provisioned: () => number
  readonly urlHost: () => string | null
  readonly eventSources: Pick<EventSources, 'describe' | 'change'>
}

/** One call that changes something. */
export interface Asked {
  readonly request: ApiRequest
  readonly operation: Operation
  /** The alias or version that it names, by name or query. */
  readonly qualifier: string | undefined
}

/** Makes one kind of change. */
export type Changer = (parts: ControlParts, asked: Asked) => Outcome

/** The function's aliases. */
export const aliasesOf = ({ ctx }: ControlParts): readonly Alias[] =>
  ctx.node.properties.Aliases ?? []

/** Whether a version of the number, or `$LATEST`, is there. */
export const hasVersion = ({ versions }: ControlParts, version: string): boolean =>
  versions.all().some((each) => each.version === version)

/** Sets properties and answers `done`, or what is not valid of them. */
export function set(
  parts: ControlParts,
  properties: Readonly<Record<string, unknown>>,
  done: () => Outcome,
): Outcome {
  const wrong = parts.apply({ properties })
  return wrong === null ? done() : badParameter(wrong)
}

/** Puts `next` in the place of the alias of its name, or at the end; answers all aliases. */
export const withAlias = (aliases: readonly Alias[], next: Alias): readonly Alias[] =>
  aliases.some(({ Name }) => Name === next.Name)
    ? aliases.map((alias) => (alias.Name === next.Name ? next : alias))
    : [...aliases, next]
