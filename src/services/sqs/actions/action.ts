import type { Instant } from '#kernel/time.ts'
import { wires } from '../input.ts'
import { BATCH_ENTRIES_MAX } from '../limits.ts'
import type { MoveTasks } from '../moveTask.ts'
import type { OwnQueue, Sender } from '../ownQueue.ts'
import { batchRefusals, Refusal, type Wire } from '../refusal.ts'

/** What an action may look at and change. */
export interface ActionHost {
  readonly now: Instant
  readonly own: OwnQueue
  readonly sender: Sender
  readonly moves: MoveTasks
  readonly counted: {
    sent(bytes: number): void
    deleted(many: number): void
  }
}

/** One action of the API, named as AWS names it. It refuses by throwing a Refusal, before it has changed anything. */
export interface Action {
  readonly name: string
  /** null: the action has no result. */
  run(input: Wire, host: ActionHost): Wire | null
}

const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/

/** A batch's entries by their ids, once the batch itself is in order. */
export function readBatch(input: Wire, entryType: string): ReadonlyMap<string, Wire> {
  const entries = wires(input, 'Entries')
  if (entries.length === 0) throw batchRefusals.empty(entryType)
  if (entries.length > BATCH_ENTRIES_MAX) throw batchRefusals.tooMany(entries.length)
  const byId = new Map<string, Wire>()
  for (const entry of entries) {
    const id = entry['Id']
    if (typeof id !== 'string' || !ENTRY_ID.test(id)) throw batchRefusals.badId()
    if (byId.has(id)) throw batchRefusals.twice(id)
    byId.set(id, entry)
  }
  return byId
}

/** Does each entry: what one is refused for does not stop the others, and the reply is 200 all the same. */
export function runBatch(
  entries: ReadonlyMap<string, Wire>,
  run: (entry: Wire, id: string) => Wire,
): Wire {
  const Successful: Wire[] = []
  const Failed: Wire[] = []
  for (const [Id, entry] of entries) {
    try {
      Successful.push({ Id, ...run(entry, Id) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const SenderFault = error.status < 500
      Failed.push({ Id, SenderFault, Code: error.queryCode, Message: error.message })
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) }
}
