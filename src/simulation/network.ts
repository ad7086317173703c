import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms } from '#kernel/time.ts'
import { sampleAround } from '#world/latency.ts'
import { findRegion } from '#world/regions.ts'
import { findRttMs } from '#world/regionRtt.ts'

/**
 * One way between two services of a Region, in ms: median and spread of a log-normal distribution.
 * assumption: AWS publishes single-digit-millisecond round trips between Availability Zones; sub-millisecond within one.
 */
const IN_REGION = logNormalOf({ median: 0.35, sigma: 0.25 })

/**
 * Median round trip in ms between a caller's `location` (a Region or its city) and `region`; 0 when it is the same,
 * or unknown. Source: cloudping.co, one-year p50.
 */
export function findRoundTripMs(location: string, region: string): number {
  const from = findRegion(location)?.code
  if (from === undefined || from === region) return 0
  return findRttMs(from, region) ?? 0
}

/** How long one way along a wire takes this time. `roundTripMs` comes on top of the Region's own network. */
export function sampleOneWay(random: Random, roundTripMs: number): Duration {
  const inside = sample(IN_REGION, random)
  if (roundTripMs === 0) return ms(inside)
  return ms(inside + sampleAround(roundTripMs / 2, random))
}

/** What a caller gets when nobody is there any more: the network's answer, or AWS's where a service has one. */
export const unreachableReply: {
  readonly [C in ContractName]: (request: Request<C>) => Reply<C>
} = {
  http: () => ({
    status: 0,
    headers: [],
    body: '',
    networkError: { code: 'ECONNRESET', message: 'socket hang up' },
  }),
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: the function is gone.
  invoke: () => ({
    type: 'refused',
    statusCode: 404,
    errorType: 'ResourceNotFoundException',
    payload: '{"Type":"User","Message":"Function not found"}',
  }),
  api: () => ({ type: 'unreachable', code: 'ECONNRESET', message: 'socket hang up' }),
  records: () => ({ type: 'unavailable' }),
}
