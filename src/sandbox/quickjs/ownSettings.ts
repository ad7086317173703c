import type { HandlerBundle, IsolateLimits } from '../runtime.ts'

const MIB = 1_048_576
/** "The first 6 MB of your function's response has uncapped bandwidth", then 2 MBps. https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
const STREAMING = { burstBytes: 6 * MIB, bytesPerSecond: 2 * MIB }

/** How Lambda tells the runtime client of `LoggingConfig`. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html */
const loggingVariables = ({ logging }: HandlerBundle): Readonly<Record<string, string>> => {
  if (logging === undefined) return {}
  const level = logging.applicationLogLevel ?? (logging.format === 'JSON' ? 'INFO' : undefined)
  return {
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(level === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: level }),
  }
}

/** What one environment has for itself, as JSON for `configure` in `node/internal/bootstrap.cjs`. */
export const ownSettings = (bundle: HandlerBundle, limits: IsolateLimits): string =>
  JSON.stringify({
    handler: bundle.handler,
    environment: { ...bundle.environment, ...loggingVariables(bundle) },
    streaming: limits.streaming ?? STREAMING,
    logBytesMax: limits.logBytesMax,
    timersMax: limits.timersMax,
  })
