/** A bug of ours: something that must hold did not. Stops the run. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** States what must hold. For our own bugs only; a caller's mistake is a reply. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** For hot paths, where the message must not be put together unless it is needed: `if (!ok) failAssertion(…)`. */
export function failAssertion(message: string): never {
  throw new AssertionError(message)
}
