import { type Duration, minutes, ms, seconds } from '#kernel/time.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html unless another page is named.

/** One vCPU's worth of `MemorySize`. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MEMORY_MIB_PER_VCPU = 1_769

/** Largest synchronous request payload, in bytes. */
export const SYNC_REQUEST_BYTES_MAX = 6_291_456

/** Largest synchronous response payload, in bytes: what the error message of AWS names. */
export const SYNC_RESPONSE_BYTES_MAX = 6_291_556

/** The init phase's own limit. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export const INIT_LIMIT: Duration = seconds(10)

/** Ahead of requests (provisioned concurrency, SnapStart) init has this long, or the function's time-out if that is longer. Same page. */
export const INIT_LIMIT_AHEAD_MIN: Duration = seconds(130)
/** However long the time-out. */
export const INIT_LIMIT_AHEAD_MAX: Duration = seconds(900)

/** SnapStart's own limit on a restore with its hooks. https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html */
export const RESTORE_LIMIT: Duration = seconds(10)

/** The longest shutdown with internal extensions only, and with external ones; none without. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
export const SHUTDOWN_INTERNAL_MAX: Duration = ms(500)
/** SIGKILL comes after it. */
export const SHUTDOWN_EXTERNAL_MAX: Duration = ms(2_000)

/** New environments that one function may have at once, and how fast more may follow: 1,000 every 10 s. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#scaling-rate */
export const SCALING_BURST = 1_000
/** "Refilled continuously"; what is unused does not add up. */
export const SCALING_PER_SECOND = 100
/** Before November 2023: 500 a minute for the Region, in multiples of 0.001. AWS's page of 2022. */
export const REGIONAL_SCALING_PER_SECOND = 8.333

/** Requests a second for each unit of concurrency. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const REQUESTS_PER_CONCURRENCY = 10

/** Of the account's concurrency this much stays unreserved. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export const UNRESERVED_MIN = 100

/** How long the screen lets an init phase seem to take before its end is known. Assumption: a plain Node.js function's. */
export const INIT_EXPECTED: Duration = ms(150)

/** Delays before the two retries of an asynchronous event that failed. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const ASYNC_RETRY_DELAYS: readonly Duration[] = [minutes(1), minutes(2)]

/** Throttled asynchronous events go back to the queue: 1 s at first, doubling to at most 5 minutes, for up to 6 hours. Same page. */
export const ASYNC_BACKOFF_MIN: Duration = seconds(1)
/** The longest delay between two tries of a throttled event. */
export const ASYNC_BACKOFF_MAX: Duration = minutes(5)
/** Asynchronous events that one function's queue holds at most. Ours: AWS publishes no bound. */
export const ASYNC_EVENTS_MAX = 100_000

/** A change of provisioned concurrency is begun after 1 to 2 minutes. https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
export const ALLOCATION_DELAY_MIN: Duration = minutes(1)
/** The longest of these waits. */
export const ALLOCATION_DELAY_MAX: Duration = minutes(2)
/** "Up to 6,000 execution environments every minute": one each. Same page. */
export const ALLOCATION_STEP: Duration = ms(10)

/** A ZIP up to here is fetched within placement. Assumption, as the next two. */
export const ZIP_FREE_BYTES = 5 * 1_048_576
/** Fetching each further MB. */
export const DOWNLOAD_MS_PER_MB = 10
/** Reading and compiling each MB of JavaScript that init loads, at any memory size. */
export const LOADING_MS_PER_MB = 50
/** What the first use of an image version costs: the least, */
export const IMAGE_FIRST_USE_MIN: Duration = ms(100)
/** and at the largest size. */
export const IMAGE_FIRST_USE_MAX: Duration = ms(250)
/** The largest container image. */
export const IMAGE_MB_MAX = 10_240

/** Loading the runtime in a restored snapshot, which is billed. Assumption, after public REPORT lines: 26 to 303 ms. */
export const RESTORE_BILLED: Duration = ms(120)

/** The least that a draw may be, as a share of the median. */
export const IDLE_EXPIRY_FACTOR_MIN = 2 / 3
/** The most that a draw may be, as a multiple of the median. */
export const IDLE_EXPIRY_FACTOR_MAX = 2.5

/** Spread of the log-normal placement and overhead models. Assumption. */
export const PLACEMENT_SIGMA = 0.25
/** The same for the overhead of an invoke. */
export const OVERHEAD_SIGMA = 0.3

/**
 * What the runtime itself costs per warm invoke: a fixed part and a part that grows as the CPU share shrinks, so that an
 * empty handler's `Duration` is about 1.5 ms at 128 MB and 0.9 ms at 1 GB. Assumption, after public REPORT lines.
 */
export const RUNTIME_FIXED: Duration = ms(0.8)
/** The part that grows, at one whole vCPU. */
export const RUNTIME_CPU: Duration = ms(0.05)

/** Cells that `inspect()` hands to the screen at most. */
export const CELLS_MAX = 200

/** Bytes that one step may log. Ours, as the next: AWS publishes no bound. */
export const LOG_BYTES_MAX = 262_144
/** Timers that wait at once at most. */
export const TIMERS_MAX = 1_000

/** What `X-Amz-Log-Type: Tail` brings: "the last 4 KB". https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const LOG_TAIL_BYTES_MAX = 4_096

/** `X-Amz-Tenant-Id`: 1 to 256 of these. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const TENANT_ID = /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/

/** A streamed response at most. https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
export const STREAMED_BYTES_MAX = 209_715_200

/** `X-Amz-Client-Context` at most, in bytes of base64. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const CLIENT_CONTEXT_BYTES_MAX = 3_583
