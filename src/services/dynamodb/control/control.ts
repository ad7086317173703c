import { type Action, type ActionContext, toTableName } from '../actions/action.ts'
import { type Refusal, serviceError, type WireObject } from '../refusal.ts'
import { refuseProblems, type Shape } from '../shape.ts'
import type { TableLife } from './life.ts'
import { refuseNameLength } from './tableInput.ts'

/** What an action about one table has. */
interface NamesTable {
  readonly TableName?: string | undefined
}

/** An action about one table, whose name is looked at before everything else. */
export const createTableAction = <T extends NamesTable>(
  name: string,
  input: Shape<T>,
  prepare: (request: T, table: string) => (context: ActionContext) => WireObject,
): Action => ({
  name,
  prepare(body) {
    const decoded = input.decode(body)
    refuseNameLength(decoded.TableName)
    const problems: string[] = []
    input.check(decoded, '', problems)
    refuseProblems(problems)
    return prepare(decoded, toTableName(decoded.TableName ?? ''))
  },
})

/** A control action about a table that is not there. */
export const tableNotFound = (name: string): Refusal =>
  serviceError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${name} not found`,
  )

/** The table `name`, whatever its state. */
export function getLife({ control }: ActionContext, name: string): TableLife {
  const life = control.find(name)
  if (life === undefined) throw tableNotFound(name)
  return life
}

const IN_USE_WORDS = {
  CREATING: 'created',
  UPDATING: 'updated',
  DELETING: 'deleted',
} as const

/** Refuses to change a table at which something is under way. */
export function refuseBusy({ settings, table }: TableLife): void {
  const { status } = settings
  if (status === 'ACTIVE') return
  throw serviceError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Table is being ${IN_USE_WORDS[status]}: ` +
      table.definition.name,
  )
}

/** The table `name`, at work; a change to anything else is refused. */
export function getActiveLife(context: ActionContext, name: string): TableLife {
  const life = getLife(context, name)
  refuseBusy(life)
  return life
}
