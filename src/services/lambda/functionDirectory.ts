import type { NodeId } from '#kernel/trace.ts'

/** What a function tells of itself when the account is asked: by AWS's entries. */
export interface FunctionEntry {
  readonly functionName: string
  /** As ListFunctions has it. */
  describe(): object
  readonly codeSize: number
  /** The account's concurrency, and what of it no function has reserved. */
  concurrency(): { readonly limit: number; readonly unreserved: number }
  /** Its event source mappings, as ListEventSourceMappings has them. */
  eventSourceMappings(): readonly EventSourceMappingDescription[]
}

/** A mapping, described by AWS's entries. */
export type EventSourceMappingDescription = Readonly<Record<string, unknown>> & {
  readonly UUID: string
  readonly EventSourceArn?: string | undefined
}

/** Which functions an account has in its Region. */
export interface FunctionDirectory {
  /** States what function `node` is; call again after an edit. */
  set(node: NodeId, entry: FunctionEntry): void
  remove(node: NodeId): void
  /** All of them, by name. */
  all(): readonly FunctionEntry[]
  /** Of two with one name (a problem of the scenario) the one whose id comes first. */
  findByName(functionName: string): NodeId | undefined
  /** The function that the event source mapping of this UUID is of. */
  findByMapping(uuid: string): NodeId | undefined
}

/** Creates a directory without functions. */
export function createFunctionDirectory(): FunctionDirectory {
  const entries = new Map<NodeId, FunctionEntry>()
  return {
    set: (node, entry) => void entries.set(node, entry),
    remove: (node) => void entries.delete(node),
    all: () =>
      [...entries.values()].toSorted((one, two) => (one.functionName < two.functionName ? -1 : 1)),
    findByMapping(uuid) {
      for (const [node, entry] of entries) {
        if (entry.eventSourceMappings().some(({ UUID }) => UUID === uuid)) return node
      }
      return undefined
    },
    findByName(functionName) {
      let found: NodeId | undefined
      for (const [node, entry] of entries) {
        if (entry.functionName === functionName && (found === undefined || node < found))
          found = node
      }
      return found
    },
  }
}
