import type { LogLine, LogStore } from '../stores/logs.ts'

export interface LogFilter {
  /** Empty for all. */
  readonly node: string
  readonly text: string
  readonly level: 'all' | 'warn' | 'error'
}

/** The lines that the filter lets through, oldest first. */
export function filterLogs(store: Pick<LogStore, 'backwards'>, filter: LogFilter): LogLine[] {
  const wanted = filter.text.trim().toLowerCase()
  const kept: LogLine[] = []
  store.backwards((line) => {
    if (filter.node !== '' && line.node !== filter.node) return
    if (filter.level === 'error' && line.level !== 'error') return
    if (filter.level === 'warn' && line.level !== 'error' && line.level !== 'warn') return
    if (wanted !== '' && !line.line.toLowerCase().includes(wanted)) return
    kept.push(line)
  })
  return kept.reverse()
}

/** Rows of text that an error is unfolded to at most. */
const ERROR_LINES_MAX = 14

interface ErrorObject {
  readonly errorType?: unknown
  readonly errorMessage?: unknown
  readonly stack?: unknown
}

/** The error that the Node.js runtime logs as JSON behind `Invoke Error` or `Uncaught Exception`. */
function findError(line: string): ErrorObject | null {
  const start = line.indexOf('{"')
  if (start < 0) return null
  try {
    const value: unknown = JSON.parse(line.slice(start))
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

/** A line as it is shown: one row of text, an error unfolded to its message and stack. */
export function unfold(line: Pick<LogLine, 'line' | 'level'>): readonly string[] {
  const text = line.line.trimEnd()
  if (line.level !== 'error') return [text.replaceAll('\n', ' ↵ ').replaceAll('\t', '  ')]
  const error = findError(text)
  const plain = text.replaceAll('\t', '  ')
  if (error === null) return plain.split('\n').slice(0, ERROR_LINES_MAX)
  const head = plain.slice(0, Math.max(0, plain.indexOf('{"'))).trimEnd()
  const stack = Array.isArray(error.stack) ? error.stack.map(String) : []
  const told =
    stack.length > 0 ? stack : [`${String(error.errorType)}: ${String(error.errorMessage)}`]
  return [head, ...told.map((each) => `  ${each}`)].slice(0, ERROR_LINES_MAX)
}
