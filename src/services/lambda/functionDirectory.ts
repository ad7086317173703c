import type { NodeId } from '#kernel/trace.ts'

/** Which functions an account has in its Region. */
export interface FunctionDirectory {
  /** States the name of function `node`; call again after an edit. */
  set(node: NodeId, functionName: string): void
  remove(node: NodeId): void
  /** Of two with one name (a problem of the scenario) the one whose id comes first. */
  findByName(functionName: string): NodeId | undefined
}

/** Creates a directory without functions. */
export function createFunctionDirectory(): FunctionDirectory {
  const names = new Map<NodeId, string>()
  return {
    set: (node, functionName) => void names.set(node, functionName),
    remove: (node) => void names.delete(node),
    findByName(functionName) {
      let found: NodeId | undefined
      for (const [node, name] of names) {
        if (name === functionName && (found === undefined || node < found)) found = node
      }
      return found
    },
  }
}
