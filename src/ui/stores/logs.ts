import type { NodeId } from '#kernel/trace.ts'
import { createLive, type Live } from './live.ts'
import { createRing, type Ring } from './ring.ts'

export type LogLevel = 'platform' | 'debug' | 'info' | 'warn' | 'error'

/** One line of a log stream, as CloudWatch would show it. */
export interface LogLine {
  readonly sequence: number
  readonly at: number
  readonly node: NodeId
  readonly stream: string
  readonly trace: number | null
  readonly line: string
  readonly level: LogLevel
}

export const LOG_LINES_MAX = 5_000

const PLATFORM = /^(START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION|XRAY)\b/
const FAILED = /^(REPORT|INIT_REPORT) .*(Status: (timeout|error)|Error Type:)|Task timed out after/
/** `2026-01-01T00:00:00.000Z\t<request id>\tINFO\ttext`: how the Node.js runtime writes a line. */
const LEVELLED = /^\S+\t\S+\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t/

const LEVELS: Readonly<Record<string, LogLevel>> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
}

/** The level that a line of CloudWatch's tells. */
export function levelOf(line: string): LogLevel {
  if (FAILED.test(line)) return 'error'
  if (PLATFORM.test(line)) return 'platform'
  return LEVELS[LEVELLED.exec(line)?.[1] ?? 'INFO'] ?? 'info'
}

export interface LogStore extends Live, Ring<LogLine> {}

/** Creates a store without lines. */
export function createLogStore(capacity = LOG_LINES_MAX): LogStore {
  const live = createLive()
  const ring = createRing<LogLine>(capacity)
  return {
    get version() {
      return live.version
    },
    get size() {
      return ring.size
    },
    get pushed() {
      return ring.pushed
    },
    subscribe: (listener) => live.subscribe(listener),
    changed: () => live.changed(),
    push: (line) => ring.push(line),
    at: (index) => ring.at(index),
    backwards: (visit) => ring.backwards(visit),
    clear() {
      ring.clear()
      live.changed(true)
    },
  }
}
