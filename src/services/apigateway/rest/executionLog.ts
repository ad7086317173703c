import { readTraceHeader } from '#contracts/xray.ts'
import type { Arrived } from './call.ts'
import type { Refusal } from './gatewayResponses.ts'
import type { MethodSetting } from './properties.ts'
import type { RestResponse } from './restResponse.ts'

/** "Log events longer than 1,024 bytes are truncated." https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const LINE_MAX = 1_024
/** Lines that one request may write. */
const LINES_MAX = 64

/** One request's lines for CloudWatch. */
export interface ExecutionLog {
  readonly lines: readonly string[]
  write(line: string): void
}

/** Where a stage's execution log goes. */
export const executionLogStream = (call: Arrived): string => {
  const stage = call.release.stage.StageName
  return `API-Gateway-Execution-Logs_${call.api.apiId}/${stage}${call.release.isCanary ? '/Canary' : ''}`
}

const asMap = (record: Readonly<Record<string, string>>): string =>
  `{${Object.entries(record)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}}`

/** A log of `level`; null where the method logs nothing. `ERROR` keeps the lines of a request that failed only. */
export function createExecutionLog(
  call: Arrived,
  setting: Partial<MethodSetting>,
): ExecutionLog | null {
  const level = setting.LoggingLevel ?? 'OFF'
  if (level === 'OFF') return null
  const { extendedRequestId } = call
  const lines: string[] = []
  const write = (line: string): void => {
    if (lines.length < LINES_MAX) lines.push(`(${extendedRequestId}) ${line}`.slice(0, LINE_MAX))
  }
  write(`Extended Request Id: ${extendedRequestId}`)
  return { lines, write }
}

/** The lines with which a method's execution begins, once the caller may call it. */
export function startExecutionLog(
  log: ExecutionLog,
  call: Arrived,
  setting: Partial<MethodSetting>,
): void {
  const { match, request, requestId } = call
  log.write(`Starting execution for request: ${requestId}`)
  log.write(`HTTP Method: ${request.method}, Resource Path: ${match?.resourcePath ?? call.path}`)
  if (setting.DataTraceEnabled !== true) return
  log.write(`Method request path: ${asMap(match?.parameters ?? {})}`)
  log.write(`Method request query string: {${request.query}}`)
  log.write(`Method request headers: ${asMap(Object.fromEntries(request.headers))}`)
  log.write(
    `Method request body before transformations: ${typeof request.body === 'string' ? request.body : '[Binary Data]'}`,
  )
}

/** The last lines: how it ended. */
export function endExecutionLog(
  log: ExecutionLog,
  by: {
    readonly response: RestResponse
    readonly refusal: Refusal | null
    readonly setting: Partial<MethodSetting>
    readonly seen: Arrived
  },
): readonly string[] {
  const { response, refusal, setting, seen } = by
  if (refusal?.detail !== undefined) log.write(refusal.detail)
  else if (refusal === null) {
    if (setting.DataTraceEnabled === true && typeof response.body === 'string') {
      log.write(`Method response body after transformations: ${response.body}`)
    }
    log.write('Successfully completed execution')
  }
  log.write(`Method completed with status: ${response.status}`)
  if (setting.LoggingLevel === 'INFO') {
    // As public logs of traced stages end.
    const root = seen.tracing === null ? null : readTraceHeader(seen.traceHeader).root
    if (root !== null) log.write(`X-ray Tracing ID : Root=${root}`)
    return log.lines
  }
  return refusal === null ? [] : log.lines.slice(refusal.detail === undefined ? -1 : -2)
}
