import type { Duration, Instant } from '#kernel/time.ts'
import { EPOCH_MS } from '#kernel/time.ts'
import type { HandlerCall, HandlerStep } from '../runtime.ts'

type Common = Pick<HandlerStep, 'cpu' | 'heapBytes' | 'logs'>

/** What the guest wrote is not what we expect: its own machinery was tampered with, or is broken. */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError'
}

const textOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new OutcomeError('a text was expected')
  return value
}
const numberOf = (value: unknown): number => {
  if (typeof value !== 'number') throw new OutcomeError('a number was expected')
  return value
}
const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new OutcomeError('a list was expected')
  return value
}

const bodyOf = (value: unknown): HandlerCall['body'] => {
  if (typeof value === 'string') return value
  return Uint8Array.from(textOf(listOf(value)[0]), (character) => character.charCodeAt(0))
}

const callOf = (value: unknown): HandlerCall => {
  const [id, service, method, path, query, headers, body, attempt] = listOf(value)
  return {
    id: numberOf(id),
    service: textOf(service),
    method: textOf(method),
    path: textOf(path),
    query: textOf(query),
    headers: listOf(headers).map((field) => {
      const [name, content] = listOf(field)
      return [textOf(name), textOf(content)] as const
    }),
    body: bodyOf(body),
    attempt: numberOf(attempt),
  }
}

const parseList = (line: string): readonly unknown[] =>
  line === '[]' ? [] : listOf(JSON.parse(line))

/** Reads log lines as the guest writes them: a JSON array of texts. */
export const readLogs = (line: string): readonly string[] => parseList(line).map(textOf)

/** Reads what `settle` in `node/internal/lambda.cjs` wrote: header, logs and, once ended, calls and payload by line. */
export function readOutcome(text: string, common: Omit<Common, 'logs'>, end: Instant): HandlerStep {
  const headerEnd = text.indexOf('\n')
  const logsEnd = text.indexOf('\n', headerEnd + 1)
  const header = text.slice(0, headerEnd)
  const logs = readLogs(text.slice(headerEnd + 1, logsEnd))
  const [type, ...rest] = listOf(JSON.parse(header))
  const step = { ...common, logs }
  if (type === 'w') {
    const due = rest[1] === null ? null : numberOf(rest[1]) - EPOCH_MS * 1_000
    const wakeIn = due === null ? null : (Math.max(0, due - end) as Duration)
    return { ...step, type: 'waiting', calls: listOf(rest[0]).map(callOf), wakeIn }
  }
  const callsEnd = text.indexOf('\n', logsEnd + 1)
  const payload = text.slice(callsEnd + 1)
  if (type === 'r') {
    const calls = parseList(text.slice(logsEnd + 1, callsEnd)).map(callOf)
    return { ...step, type: 'returned', payload, calls }
  }
  const [origin, errorType, errorMessage, stack, status] = rest
  return {
    ...step,
    type: 'failed',
    origin: origin === 'exit' ? 'exit' : 'handler',
    errorType: textOf(errorType),
    errorMessage: textOf(errorMessage),
    stack: listOf(stack).map(textOf),
    payload,
    ...(typeof status === 'number' ? { exitStatus: status } : {}),
  }
}
