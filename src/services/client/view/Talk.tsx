import './Send.css'
import './Talk.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { readHeaderLines } from '#kit/httpText.ts'
import { TextField } from '#kit/TextField.tsx'
import { useEffect, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { clientDefinition, ClientState, HandSocket } from '../definition.ts'
import { exampleOf } from './sendRequest.ts'
import { describeSocket, readHandSocket } from './handSocket.ts'

/** How often the room is asked how the connection stands; ms. */
const ASK_EVERY_MS = 150

const TONES = {
  unknown: 'neutral',
  opening: 'neutral',
  open: 'ok',
  refused: 'error',
  closed: 'throttle',
} as const

function Log({ log }: { readonly log: HandSocket['log'] }) {
  if (log.length === 0) return <p className="muted">No messages yet.</p>
  return (
    <ol className="talk-log" aria-label="Messages">
      {log.map((line, index) => (
        <li key={`${line.atMs} ${index}`} data-way={line.way}>
          <span>{line.way === 'in' ? '←' : '→'}</span>
          <time>{formatNumber(line.atMs / 1_000, 3)} s</time>
          <code>{line.data}</code>
        </li>
      ))}
    </ol>
  )
}

/** One connection by hand: open it, say something, hear what comes, close it. */
export function Talk(props: PanelProps<typeof clientDefinition, ClientState>) {
  const { properties, read, command, nodeId } = props
  const [path, setPath] = useState(exampleOf(properties.Socket?.Path ?? '/production'))
  const [headers, setHeaders] = useState('')
  const [body, setBody] = useState(exampleOf(properties.Socket?.Messages[0]?.Body ?? ''))
  const [id, setId] = useState<string | null>(null)
  const [socket, setSocket] = useState<HandSocket | null>(null)
  const lines = readHeaderLines(headers)
  const isOpen = socket?.state === 'open'
  const isBusy = isOpen || socket?.state === 'opening'

  useEffect(() => {
    if (id === null) return
    let live = true
    const timer = setInterval(() => {
      read({ type: 'socket', id }).then(
        (value) => {
          if (live) setSocket(readHandSocket(value))
        },
        () => undefined,
      )
    }, ASK_EVERY_MS)
    return () => {
      live = false
      clearInterval(timer)
    }
  }, [id, read])

  const open = () => {
    const fresh = crypto.randomUUID()
    setSocket(null)
    setId(fresh)
    command({ type: 'socket-open', id: fresh, path, headers: lines.headers })
  }
  return (
    <form
      className="send"
      aria-label={`Talk over one connection of ${nodeId}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (isOpen) command({ type: 'socket-send', id, body })
        else if (lines.error === null) open()
      }}
    >
      <TextField label="Path" value={path} onChange={setPath} mono />
      <TextField
        label="Headers"
        value={headers}
        onChange={setHeaders}
        rows={2}
        error={lines.error}
        placeholder="authorization: …"
        mono
      />
      <div className="send-actions">
        {isBusy ? (
          <Button onClick={() => command({ type: 'socket-close', id })}>Close</Button>
        ) : (
          <Button type="submit" variant="primary" disabled={lines.error !== null}>
            Open connection
          </Button>
        )}
        {socket !== null && (
          <span role="status" data-tone={TONES[socket.state]}>
            {describeSocket(socket)}
          </span>
        )}
      </div>
      <TextField label="Message" value={body} onChange={setBody} rows={3} mono />
      <div className="send-actions">
        <Button type="submit" variant={isOpen ? 'primary' : 'plain'} disabled={!isOpen}>
          Send message
        </Button>
        <span className="muted small">When paused, it runs in slow motion.</span>
      </div>
      {socket !== null && <Log log={socket.log} />}
    </form>
  )
}
