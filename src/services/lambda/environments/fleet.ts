import type { Instant } from '#kernel/time.ts'
import type { Environment, EnvironmentBirth } from './environment.ts'
import { enterPhase, type PhaseBar } from './lifeCycle.ts'

/** An environment that is gone, as the timeline remembers it. */
export interface PastEnvironment extends Pick<
  Environment,
  'id' | 'version' | 'initializationType' | 'cause' | 'bornAt' | 'invocations'
> {
  readonly bars: readonly PhaseBar[]
  readonly goneAt: Instant
}

/** Every execution environment of one function, whatever its version. */
export interface Fleet {
  /** Oldest first. */
  readonly all: readonly Environment[]
  /** Those that are gone, the last `PAST_MAX` of them, in the order in which they went. */
  readonly past: readonly PastEnvironment[]
  /** How many have gone, and how long they lived all together, in µs. */
  readonly departed: { readonly count: number; readonly lifespan: number }
  /** Puts a new environment into the fleet: being placed, without code. */
  add(birth: EnvironmentBirth): Environment
  /** Takes an environment out and frees its code. */
  remove(environment: Environment): void
}

/** Environments that are gone and still have a row in the timeline. Ours. */
const PAST_MAX = 500

const toPast = (environment: Environment, goneAt: Instant): PastEnvironment => ({
  id: environment.id,
  version: environment.version,
  initializationType: environment.initializationType,
  cause: environment.cause,
  bornAt: environment.bornAt,
  invocations: environment.invocations,
  bars: environment.bars,
  goneAt,
})

/** Creates a fleet with no environment. */
export function createFleet(now: () => Instant): Fleet {
  const all: Environment[] = []
  const past: PastEnvironment[] = []
  const departed = { count: 0, lifespan: 0 }
  let created = 0
  return {
    all,
    past,
    departed,
    add(birth) {
      const environment: Environment = {
        ...birth,
        id: ++created,
        bornAt: now(),
        phase: 'starting',
        since: now(),
        until: now(),
        bars: [],
        invocations: 0,
        handlerCalls: 0,
        isolate: null,
        maxHeapBytes: 0,
        streamedBytes: 0,
        inbox: [],
        wake: null,
        cancelExpiry: null,
        isReplaced: false,
      }
      enterPhase(environment, 'starting', { since: now(), until: now() })
      all.push(environment)
      return environment
    },
    remove(environment) {
      const at = all.lastIndexOf(environment)
      if (at < 0) return
      all.splice(at, 1)
      environment.cancelExpiry?.()
      environment.cancelExpiry = null
      environment.isolate?.dispose()
      environment.isolate = null
      departed.count++
      departed.lifespan += now() - environment.bornAt
      past.push(toPast(environment, now()))
      if (past.length > PAST_MAX) past.shift()
    },
  }
}
