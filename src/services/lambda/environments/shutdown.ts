import { type Duration, ms, us, ZERO } from '#kernel/time.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import { SHUTDOWN_EXTERNAL_MAX, SHUTDOWN_INTERNAL_MAX } from '../limits.ts'

/**
 * How long an environment's shutdown takes: nothing without extensions; with internal ones at most 500 ms, with an external
 * one at most 2,000 ms, when SIGKILL comes.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html#runtimes-lifecycle-shutdown
 */
export function computeShutdown({ model }: FunctionConfiguration): Duration {
  if (model.ExtensionCount === 0 && !model.InternalExtensions) return ZERO
  const limit = model.ExtensionCount > 0 ? SHUTDOWN_EXTERNAL_MAX : SHUTDOWN_INTERNAL_MAX
  return us(Math.min(limit, ms(model.ExtensionShutdownMs)))
}
