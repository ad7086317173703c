import { utf8Length } from '#contracts/body.ts'
import { between, type Instant, minutes, toSeconds } from '#kernel/time.ts'
import type { Usage } from '../cost.ts'
import type { LambdaMeter } from './cost.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { Architecture } from './runtimes/runtimes.ts'

/** What an invocation is charged for. */
interface Charged {
  readonly configuration: FunctionConfiguration
  readonly billedMs: number
  readonly isProvisioned: boolean
  readonly isAsynchronous: boolean
  readonly payloadBytes: number
  readonly streamedBytes: number
}

/** Counts what a function is billed for. https://aws.amazon.com/lambda/pricing/ */
export interface Metering {
  invoked(charged: Charged): void
  /** A line went to CloudWatch Logs. */
  logged(line: string): void
  /** A snapshot was restored. */
  restored(configuration: FunctionConfiguration): void
  /** So much provisioned concurrency is configured for `alias` from now on. */
  provisioned(alias: string, count: number, configuration: FunctionConfiguration): void
  /** An environment was made for one tenant. */
  tenanted(configuration: FunctionConfiguration): void
  /** A mapping has so many event pollers of provisioned mode from now on. */
  pollers(mapping: string, count: number): void
  /** A version with SnapStart is there since `at`; its snapshot is cached. */
  cached(version: string, configuration: FunctionConfiguration): void
  uncached(version: string): void
  usage(): Usage
}

const GB = 1_024 * 1_048_576
/** Free in the price of the duration, in MB. */
const EPHEMERAL_FREE_MB = 512
/** Streamed bytes of a request that are free. https://aws.amazon.com/lambda/pricing/ */
const STREAM_FREE_BYTES = 6 * 1_048_576
/** "A request charge for each 64 KB chunk beyond 256 KB" of an asynchronous event. Same page. */
const ASYNC_FREE_BYTES = 262_144
const ASYNC_CHUNK_BYTES = 65_536
/** What CloudWatch adds to each log event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const LOG_EVENT_BYTES = 26
/** Provisioned concurrency is charged "rounded up to the nearest five minutes". */
const PROVISIONED_STEP = minutes(5)
/** A snapshot is charged for 3 hours at least. https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-pricing */
const CACHE_SECONDS_MIN = 10_800

/** Event pollers are charged "per second, with a minimum of 1 minute". https://aws.amazon.com/lambda/pricing/ */
const POLLER_SECONDS_MIN = 60
const SECONDS_PER_HOUR = 3_600

/** The meters of a duration: not put together for every invocation. */
const DURATION = { x86_64: 'duration-x86_64', arm64: 'duration-arm64' } as const
const PROVISIONED_DURATION = {
  x86_64: 'provisioned-duration-x86_64',
  arm64: 'provisioned-duration-arm64',
} as const

interface HeldPollers {
  readonly count: number
  readonly since: Instant
}

interface Held {
  readonly count: number
  readonly since: Instant
  readonly gigabytes: number
  readonly architecture: Architecture
}

const gigabytesOf = ({ properties }: FunctionConfiguration): number => properties.MemorySize / 1_024

const isJava = ({ properties }: FunctionConfiguration): boolean =>
  properties.Runtime.startsWith('java')

/** Creates the meters of a function that was never invoked. */
export function createMetering(now: () => Instant): Metering {
  const meters = new Map<LambdaMeter, { sum: number }>()
  const held = new Map<string, Held[]>()
  const snapshots = new Map<string, { readonly gigabytes: number; readonly since: Instant }>()
  const pollers = new Map<string, HeldPollers[]>()
  let logBytes = 0

  const add = (meter: LambdaMeter, quantity: number): void => {
    if (quantity <= 0) return
    const known = meters.get(meter)
    if (known === undefined) meters.set(meter, { sum: quantity })
    else known.sum += quantity
  }
  const heldSeconds = ({ count, since, gigabytes }: Held): number => {
    const steps = Math.ceil(between(since, now()) / PROVISIONED_STEP)
    return count * gigabytes * steps * toSeconds(PROVISIONED_STEP)
  }
  const pollerHours = ({ count, since }: HeldPollers): number =>
    (count * Math.max(POLLER_SECONDS_MIN, toSeconds(between(since, now())))) / SECONDS_PER_HOUR
  const cacheSeconds = (of: { readonly gigabytes: number; readonly since: Instant }): number =>
    of.gigabytes * Math.max(CACHE_SECONDS_MIN, toSeconds(between(of.since, now())))

  return {
    invoked({
      configuration,
      billedMs,
      isProvisioned,
      isAsynchronous,
      payloadBytes,
      streamedBytes,
    }) {
      const { architecture, properties } = configuration
      const seconds = billedMs / 1_000
      const extra = isAsynchronous ? Math.max(0, payloadBytes - ASYNC_FREE_BYTES) : 0
      add('requests', 1 + Math.ceil(extra / ASYNC_CHUNK_BYTES))
      const kind = isProvisioned ? PROVISIONED_DURATION : DURATION
      add(kind[architecture], gigabytesOf(configuration) * seconds)
      const extraMB = (properties.EphemeralStorage?.Size ?? EPHEMERAL_FREE_MB) - EPHEMERAL_FREE_MB
      add('ephemeral', (extraMB / 1_024) * seconds)
      add('streamed', Math.max(0, streamedBytes - STREAM_FREE_BYTES) / GB)
    },
    logged(line) {
      logBytes += utf8Length(line) + LOG_EVENT_BYTES
    },
    restored(configuration) {
      if (!isJava(configuration)) add('snapstart-restore', gigabytesOf(configuration))
    },
    tenanted: (configuration) => add('tenant-environments', gigabytesOf(configuration)),
    provisioned(alias, count, configuration) {
      const { architecture } = configuration
      const stack = held.get(alias) ?? []
      held.set(alias, stack)
      let more = count - stack.reduce((sum, one) => sum + one.count, 0)
      const gigabytes = gigabytesOf(configuration)
      if (more > 0) stack.push({ count: more, since: now(), gigabytes, architecture })
      // The newest go first.
      for (; more < 0;) {
        const last = stack.pop()
        if (last === undefined) return
        const gone = Math.min(last.count, -more)
        add(`provisioned-${last.architecture}`, heldSeconds({ ...last, count: gone }))
        if (last.count > gone) stack.push({ ...last, count: last.count - gone })
        more += gone
      }
    },
    pollers(mapping, count) {
      const stack = pollers.get(mapping) ?? []
      pollers.set(mapping, stack)
      let more = count - stack.reduce((sum, one) => sum + one.count, 0)
      if (more > 0) stack.push({ count: more, since: now() })
      for (; more < 0;) {
        const last = stack.pop()
        if (last === undefined) return
        const gone = Math.min(last.count, -more)
        add('poller-hours', pollerHours({ ...last, count: gone }))
        if (last.count > gone) stack.push({ ...last, count: last.count - gone })
        more += gone
      }
    },
    cached(version, configuration) {
      if (isJava(configuration) || snapshots.has(version)) return
      snapshots.set(version, { gigabytes: gigabytesOf(configuration), since: now() })
    },
    uncached(version) {
      const gone = snapshots.get(version)
      if (gone === undefined) return
      add('snapstart-cache', cacheSeconds(gone))
      snapshots.delete(version)
    },
    usage() {
      const usage: Record<string, number> = {}
      for (const [meter, { sum }] of meters) usage[meter] = sum
      const more = (meter: LambdaMeter, quantity: number): void => {
        if (quantity > 0) usage[meter] = (usage[meter] ?? 0) + quantity
      }
      for (const stack of held.values()) {
        for (const one of stack) more(`provisioned-${one.architecture}`, heldSeconds(one))
      }
      for (const stack of pollers.values()) {
        for (const one of stack) more('poller-hours', pollerHours(one))
      }
      for (const one of snapshots.values()) more('snapstart-cache', cacheSeconds(one))
      more('logs', logBytes / 1e9)
      return usage
    },
  }
}
