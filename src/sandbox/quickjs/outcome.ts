import { utf8Length } from '#contracts/body.ts'
import type { CodeLine } from '#contracts/files.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import { EPOCH_MS } from '#kernel/time.ts'
import type { HandlerCall, HttpTarget, HandlerStep, StreamOutput } from '../runtime.ts'
import { writeUtf8 } from './utf8.ts'

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

const encodeUtf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  return bytes
}
const bodyOf = (value: unknown): HandlerCall['body'] => {
  if (typeof value === 'string') return value
  return Uint8Array.from(textOf(listOf(value)[0]), (character) => character.charCodeAt(0))
}

/** What left the response stream: content type, whether it is over, chunks. */
const streamOf = (value: unknown): { readonly stream?: StreamOutput } => {
  if (value === null || value === undefined) return {}
  const [contentType, isFinished, chunks] = listOf(value)
  return {
    stream: {
      contentType: textOf(contentType),
      isFinished: isFinished === true,
      chunks: listOf(chunks).map((chunk) => {
        const body = bodyOf(chunk)
        return typeof body === 'string' ? encodeUtf8(body.toWellFormed()) : body
      }),
    },
  }
}

const hostOf = (value: unknown): HttpTarget => {
  const [protocol, name, port] = listOf(value)
  return {
    protocol: protocol === 'https' ? 'https' : 'http',
    name: textOf(name),
    port: numberOf(port),
  }
}

/** The line that a number of `CallSites` stands for. */
type SiteAt = (site: number) => CodeLine | undefined

const callOf =
  (siteAt: SiteAt) =>
  (value: unknown): HandlerCall => {
    const [id, service, method, path, query, headers, body, attempt, host, site] = listOf(value)
    return {
      id: numberOf(id),
      service: textOf(service),
      ...(host === undefined || host === null ? {} : { host: hostOf(host) }),
      method: textOf(method),
      path: textOf(path),
      query: textOf(query),
      headers: listOf(headers).map((field) => {
        const [name, content] = listOf(field)
        return [textOf(name), textOf(content)] as const
      }),
      body: bodyOf(body),
      attempt: numberOf(attempt),
      ...(typeof site === 'number' && { calledAt: siteAt(site) }),
    }
  }

const parseList = (line: string): readonly unknown[] =>
  line === '[]' ? [] : listOf(JSON.parse(line))

/** Reads log lines as the guest writes them: a JSON array of texts. */
export const readLogs = (line: string): readonly string[] => parseList(line).map(textOf)

interface Sent {
  readonly siteAt: SiteAt
  /** The SDK's calls that the guest does not tell of itself. */
  readonly sent: readonly HandlerCall[]
}

/** The SDK's calls among those that the guest told of, in the order in which they were made. */
function withSent(
  told: readonly HandlerCall[],
  sent: readonly HandlerCall[],
): readonly HandlerCall[] {
  if (sent.length === 0) return told
  return told.length === 0 ? sent : [...told, ...sent].toSorted((a, b) => a.id - b.id)
}

/** Reads what `settle` in `node/internal/lambda.cjs` wrote: header, logs and, once ended, calls and payload by line. `w` and `r` alone: there is nothing besides. */
export function readOutcome(
  text: string,
  { cpu, heapBytes, siteAt, sent }: Omit<Common, 'logs'> & Sent,
  end: Instant,
): HandlerStep {
  if (text === 'w') return { cpu, heapBytes, logs: [], type: 'waiting', calls: sent, wakeIn: null }
  if (text.startsWith('r')) {
    return { cpu, heapBytes, logs: [], type: 'returned', payload: text.slice(1), calls: sent }
  }
  const headerEnd = text.indexOf('\n')
  const logsEnd = text.indexOf('\n', headerEnd + 1)
  const header = text.slice(0, headerEnd)
  const logs = readLogs(text.slice(headerEnd + 1, logsEnd))
  const [type, ...rest] = listOf(JSON.parse(header))
  const step = { cpu, heapBytes, logs }
  if (type === 'w') {
    const due = rest[1] === null ? null : numberOf(rest[1]) - EPOCH_MS * 1_000
    const wakeIn = due === null ? null : (Math.max(0, due - end) as Duration)
    const calls = withSent(listOf(rest[0]).map(callOf(siteAt)), sent)
    return { ...step, ...streamOf(rest[2]), type: 'waiting', calls, wakeIn }
  }
  const callsEnd = text.indexOf('\n', logsEnd + 1)
  const payload = text.slice(callsEnd + 1)
  if (type === 'r') {
    const told = parseList(text.slice(logsEnd + 1, callsEnd)).map(callOf(siteAt))
    const calls = withSent(told, sent)
    const [status, stream] = rest
    const ended = typeof status === 'number' ? { exitStatus: status } : {}
    return { ...step, ...streamOf(stream), type: 'returned', payload, calls, ...ended }
  }
  const [origin, errorType, errorMessage, stack, status, stream] = rest
  return {
    ...step,
    ...streamOf(stream),
    type: 'failed',
    origin: origin === 'exit' ? 'exit' : 'handler',
    errorType: textOf(errorType),
    errorMessage: textOf(errorMessage),
    stack: listOf(stack).map(textOf),
    payload,
    ...(typeof status === 'number' ? { exitStatus: status } : {}),
  }
}
