import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { readHeaderLines } from '#kit/httpText.ts'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { CONSOLE } from '#scenario/outside.ts'
import { type ReactNode, useCallback } from 'react'
import { useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { Doors } from './Doors.tsx'
import { openSocket, tellSocket, useConsole, writeSocket } from './consoleStore.ts'
import { type Door, readSocket, type Socket } from './readConsole.ts'

const ASK_EVERY_MS = 150

const TONES = {
  unknown: 'neutral',
  opening: 'neutral',
  open: 'ok',
  refused: 'error',
  closed: 'throttle',
} as const

const STATES = {
  unknown: 'The run was reset.',
  opening: 'Shaking hands…',
  open: 'Open',
  refused: 'Refused',
  closed: 'Closed',
} as const

const describe = ({ state, status, code, reason = '' }: Socket): string => {
  const number = state === 'closed' ? code : state === 'refused' ? status : undefined
  return [STATES[state], ...(number === undefined ? [] : [String(number)]), reason]
    .filter((part) => part !== '')
    .join(' · ')
}

function Frames({ socket }: { readonly socket: Socket | null }) {
  if (socket === null || socket.log.length === 0) {
    return (
      <div className="panel-empty">
        <strong>No messages yet</strong>
        <span>Open a connection and say something.</span>
      </div>
    )
  }
  return (
    <ol className="console-frames" aria-label="Messages">
      {socket.log.map((line, index) => (
        <li key={`${line.atMs} ${index}`} data-way={line.way}>
          <span aria-label={line.way === 'in' ? 'received' : 'sent'}>
            {line.way === 'in' ? '↓' : '↑'}
          </span>
          <time>{formatNumber(line.atMs / 1_000, 3)} s</time>
          <span className="muted">{formatNumber(line.bytes)} B</span>
          <code>{line.data}</code>
        </li>
      ))}
    </ol>
  )
}

function Texts({ error }: { readonly error: string | null }) {
  const { headers, message } = useConsole((state) => state.socket)
  return (
    <>
      <TextField
        label="Message"
        mono
        rows={3}
        placeholder='{"action":"sendmessage","text":"Hello"}'
        value={message}
        onChange={(next) => writeSocket({ message: next })}
      />
      <TextField
        label="Headers of the handshake"
        mono
        rows={2}
        error={error}
        placeholder="authorization: …"
        value={headers}
        onChange={(next) => writeSocket({ headers: next })}
      />
    </>
  )
}

function Conversation({ socket }: { readonly socket: Socket | null }) {
  return (
    <section className="console-answer" aria-label="Conversation">
      <div className="console-status" role="status">
        {socket === null ? (
          <span className="muted">Not connected</span>
        ) : (
          <strong data-tone={TONES[socket.state]}>{describe(socket)}</strong>
        )}
      </div>
      <Frames socket={socket} />
    </section>
  )
}

/** The connection as it now stands. */
function useSocket(id: string | null): Socket | null {
  const ask = useCallback(
    async () =>
      id === null ? undefined : readSocket(await run.read(CONSOLE, { type: 'socket', id })),
    [id],
  )
  const socket = usePolled<Socket | null>(ask, null, ASK_EVERY_MS)
  return id === null ? null : socket
}

/** One connection: open it, talk, see every message, close it. */
export function SocketTab({
  doors,
  modes,
}: {
  readonly doors: readonly Door[]
  readonly modes: ReactNode
}) {
  const written = useConsole((state) => state.socket)
  const nodes = useDocument((state) => state.scenario.nodes)
  const { id } = written
  const socket = useSocket(id)
  const node = (doors.find((door) => door.node === written.node) ?? doors[0])?.node ?? ''
  const stage = nodes.find((each) => each.id === node)?.properties?.['StageName']
  const target = written.target || `/${typeof stage === 'string' ? stage : 'production'}`
  const { error } = readHeaderLines(written.headers)
  const isOpen = socket?.state === 'open'
  const isBusy = isOpen || socket?.state === 'opening'
  return (
    <div className="console" data-mode="socket">
      <form
        className="console-form"
        aria-label="Connection"
        onSubmit={(event) => {
          event.preventDefault()
          if (id !== null && isOpen) tellSocket(node, { type: 'say', id, body: written.message })
          else if (error === null) openSocket(node, target, written.headers)
        }}
      >
        <div className="console-line">
          {modes}
          <Doors
            doors={doors}
            node={node}
            onChange={(next) => writeSocket({ node: next, target: '' })}
          />
        </div>
        <div className="console-line">
          <div className="console-target">
            <TextField
              label="Path and query"
              hideLabel
              mono
              value={target}
              onChange={(next) => writeSocket({ target: next })}
            />
          </div>
          {isBusy ? (
            <Button onClick={() => id !== null && tellSocket(node, { type: 'close', id })}>
              Disconnect
            </Button>
          ) : (
            <Button type="submit" variant="primary" disabled={error !== null}>
              Connect
            </Button>
          )}
        </div>
        <Texts error={error} />
        <div className="console-line">
          <Button
            type="submit"
            variant={isOpen ? 'primary' : 'plain'}
            disabled={!isOpen}
            icon="send"
          >
            Send message
          </Button>
        </div>
      </form>
      <Conversation socket={socket} />
    </div>
  )
}
