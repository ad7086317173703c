import { type Distribution, sample } from '#kernel/distributions.ts'
import type { Cancel, Process } from '#kernel/process.ts'
import { after, between, type Instant, ms, seconds } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { clientDefinition } from './definition.ts'
import { createArrivals, userChanges } from './profile.ts'

type Load = ServiceContext<typeof clientDefinition>['node']['properties']['Load']

/** What a load profile drives. */
export interface LoadTarget {
  /** Begins a request beside the others. `user` counts up. */
  fire(user: number): void
  /** Sends a request and waits for its answer. */
  send(user: number): Process<void>
}

/** The load of one client. Starting another profile ends the one before; requests under way go on. */
export interface LoadDriver {
  start(load: Load): void
}

const UNIT_EXPONENTIAL: Distribution = { type: 'exponential', mean: 1 }

/** Creates what sends a client's load. */
export function createLoadDriver(
  ctx: ServiceContext<typeof clientDefinition>,
  target: LoadTarget,
): LoadDriver {
  const arrivalRandom = ctx.random('arrivals')
  const thinkRandom = ctx.random('think')
  let stop: Cancel | null = null
  let nextUser = 0
  /** Closed load: users at work or thinking, and how many there shall be. */
  let live = 0
  let wanted = 0

  const until = (begun: Instant, at: number) =>
    ctx.sleep(between(ctx.now, after(begun, seconds(at))))

  /** Arrivals come whatever the answers. */
  function* open(load: Load): Process<void> {
    const begun = ctx.now
    const arrivals = createArrivals(load.Stages, load.Repeat)
    const isPoisson = load.Arrival === 'poisson'
    // Even spacing begins half a gap in, so that a stage of n arrivals has n of them and not one more or less.
    let mass = isPoisson ? sample(UNIT_EXPONENTIAL, arrivalRandom) : 0.5
    for (;;) {
      const at = arrivals.next(mass)
      if (at === null) return
      yield until(begun, at)
      target.fire(nextUser++)
      mass = isPoisson ? sample(UNIT_EXPONENTIAL, arrivalRandom) : 1
    }
  }

  /** Thinks, sends, waits for the answer, and so on while there are not too many users. */
  function* user(index: number, load: () => Load): Process<void> {
    for (;;) {
      const mean = load().ThinkTimeMs
      yield ctx.sleep(ms(sample({ type: 'exponential', mean }, thinkRandom)))
      if (live > wanted) break
      yield* target.send(index)
      if (live > wanted) break
    }
    live--
  }

  function* closed(load: Load): Process<void> {
    const begun = ctx.now
    for (const change of userChanges(load.Stages, load.Repeat)) {
      yield until(begun, change.seconds)
      wanted = change.users
      for (; live < wanted; live++) ctx.start(user(nextUser++, () => ctx.node.properties.Load))
    }
  }

  return {
    start(load) {
      stop?.()
      wanted = 0
      stop = ctx.start(load.Model === 'open' ? open(load) : closed(load))
    },
  }
}
