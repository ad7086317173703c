import { readHeaderLines } from '#kit/httpText.ts'
import { CONSOLE } from '#scenario/outside.ts'
import { create } from 'zustand'
import { getDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import type { Answer } from './readConsole.ts'
import { splitTarget, type WrittenRequest } from './requestText.ts'
import { findSigner } from './signers.ts'

/** A request that was sent, and what came of it. */
export interface HistoryEntry {
  readonly id: string
  readonly request: WrittenRequest
  readonly answer: Answer
  /** The run has it: only now may it be asked for an answer. */
  readonly isSent: boolean
}

/** Requests that are remembered. */
const HISTORY_MAX = 50

interface ConsoleState {
  readonly mode: 'http' | 'socket'
  /** What stands in the form; `node` is empty until one is chosen. */
  readonly request: WrittenRequest
  /** The newest first. */
  readonly history: readonly HistoryEntry[]
  /** The entry whose answer is shown. */
  readonly shown: string | null
  readonly part: 'body' | 'headers' | 'timing' | 'code'
  readonly socket: {
    /** Null before the first one. */
    readonly id: string | null
    readonly node: string
    /** Empty: the API's own stage. */
    readonly target: string
    readonly headers: string
    readonly message: string
  }
}

/** The request console of this page: kept while its tab is closed, gone with the page. */
export const useConsole = create<ConsoleState>(() => ({
  mode: 'http',
  request: {
    node: '',
    method: 'GET',
    scheme: 'https',
    target: '/',
    headers: '',
    body: '',
    signer: '',
  },
  history: [],
  shown: null,
  part: 'body',
  socket: { id: null, node: '', target: '', headers: '', message: '' },
}))

/** Changes the request in the form. */
export const writeRequest = (part: Partial<WrittenRequest>): void =>
  useConsole.setState(({ request }) => ({ request: { ...request, ...part } }))

/** Changes what stands in the WebSocket tab. */
export const writeSocket = (part: Partial<ConsoleState['socket']>): void =>
  useConsole.setState(({ socket }) => ({ socket: { ...socket, ...part } }))

const change = (id: string, part: Partial<HistoryEntry>): void =>
  useConsole.setState(({ history }) => ({
    history: history.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)),
  }))

/** Takes down what became of a request. */
export const takeAnswer = (id: string, answer: Answer): void => change(id, { answer })

/** Sends the request to `node`; from a pause it is shown in slow motion. */
export function sendRequest(written: WrittenRequest): void {
  const id = crypto.randomUUID()
  const answer: Answer = { type: 'waiting', trace: 0 }
  const entry: HistoryEntry = { id, request: written, answer, isSent: false }
  useConsole.setState(({ history }) => ({
    history: [entry, ...history].slice(0, HISTORY_MAX),
    shown: id,
  }))
  const { node, method, body } = written
  const { headers } = readHeaderLines(written.headers)
  const signer = findSigner(written)
  const command = {
    type: 'send',
    id,
    node,
    method,
    ...splitTarget(written.target),
    headers,
    body,
    ...(signer !== null && { signer }),
    ...(written.scheme === 'http' && { scheme: 'http' }),
  }
  void run
    .send(CONSOLE, command, { follow: true, traced: node })
    .then(() => change(id, { isSent: true }))
}

/** Opens a connection. */
export function openSocket(node: string, target: string, headerLines: string): void {
  const id = crypto.randomUUID()
  const { headers } = readHeaderLines(headerLines)
  const command = { type: 'open', id, node, ...splitTarget(target), headers }
  void run.send(CONSOLE, command, { follow: true, traced: node }).then(() => writeSocket({ id }))
}

/** Says something over a connection, or parts. */
export const tellSocket = (
  node: string,
  command:
    | { readonly type: 'say'; readonly id: string; readonly body: string }
    | { readonly type: 'close'; readonly id: string },
): void => void run.send(CONSOLE, command, { follow: true, traced: node })

/** A request to begin with: what a client of the scenario sends to the node. */
export function exampleFor(node: string): Partial<WrittenRequest> {
  const { edges, nodes } = getDocument().scenario
  const callers = new Set(edges.filter(({ target }) => target === node).map(({ source }) => source))
  for (const { id, type, properties } of nodes) {
    if (type !== 'Coldstart::Client' || !callers.has(id)) continue
    const list: unknown = properties?.['Requests']
    const first: unknown = Array.isArray(list) ? list[0] : undefined
    if (typeof first !== 'object' || first === null) continue
    const { Method, Path, Body } = first as Readonly<Record<string, unknown>>
    const plain = (value: unknown, otherwise: string): string =>
      typeof value === 'string' ? value.replaceAll(/\{\{[^{}]*\}\}/g, '1') : otherwise
    const body = plain(Body, '')
    return {
      method: plain(Method, 'GET'),
      target: plain(Path, '/'),
      body,
      headers: body === '' ? '' : 'content-type: application/json',
    }
  }
  return {}
}

/** Shows the console, with the focus on its target. */
export function openConsole(): void {
  const { togglePanel, setDockTab } = useView.getState()
  togglePanel('dock', true)
  setDockTab('console')
  let tries = 40
  const focus = (): void => {
    const field = document.querySelector<HTMLInputElement>('.console-target input')
    if (field !== null) field.focus()
    else if (tries-- > 0) setTimeout(focus, 50)
  }
  focus()
}
