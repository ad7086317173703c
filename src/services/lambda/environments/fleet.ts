import type { Instant } from '#kernel/time.ts'
import type { Environment } from './environment.ts'

/** Every execution environment of one function, whatever its version. */
export interface Fleet {
  /** Oldest first. */
  readonly all: readonly Environment[]
  /** Puts a new environment into the fleet: being placed, without code. */
  add(of: Pick<Environment, 'logStream' | 'deployment' | 'recycleAt'>): Environment
  /** Takes an environment out and frees its code. */
  remove(environment: Environment): void
}

/** Creates a fleet with no environment. */
export function createFleet(now: () => Instant): Fleet {
  const all: Environment[] = []
  let created = 0
  return {
    all,
    add(of) {
      const environment: Environment = {
        ...of,
        id: ++created,
        phase: 'starting',
        since: now(),
        until: now(),
        invocations: 0,
        handlerCalls: 0,
        isolate: null,
        maxHeapBytes: 0,
        inbox: [],
        wake: null,
        cancelExpiry: null,
      }
      all.push(environment)
      return environment
    },
    remove(environment) {
      environment.cancelExpiry?.()
      environment.cancelExpiry = null
      environment.isolate?.dispose()
      environment.isolate = null
      const at = all.lastIndexOf(environment)
      if (at >= 0) all.splice(at, 1)
    },
  }
}
