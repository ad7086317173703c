import './Send.css'
import { Button } from '#kit/Button.tsx'
import { formatMs } from '#kit/format.ts'
import { readHeaderLines, setOut } from '#kit/httpText.ts'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { useEffect, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { clientDefinition, ClientState, SendCommand, SentRequest } from '../definition.ts'
import { exampleOf, readSentRequest } from './sendRequest.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((value) => ({
  value,
  label: value,
}))
const SCHEMES = (['https', 'http'] as const).map((value) => ({ value, label: value }))
/** How often the room is asked whether its answer is there; ms. */
const ASK_EVERY_MS = 120

function Answer({ answer }: { readonly answer: SentRequest }) {
  if (answer.type === 'unknown') return <p className="muted">The run was reset.</p>
  if (answer.type === 'waiting') return <p className="muted">Waiting for the answer…</p>
  if (answer.type === 'failed') {
    return (
      <div className="send-status" role="status">
        <span data-tone="error">{answer.message}</span>
        <span>{formatMs(answer.latencyMs)}</span>
      </div>
    )
  }
  const tone = answer.status >= 500 ? 'error' : answer.status >= 400 ? 'throttle' : 'ok'
  return (
    <>
      <div className="send-status" role="status">
        <span data-tone={tone}>{answer.status}</span>
        <span>{formatMs(answer.latencyMs)}</span>
      </div>
      <pre aria-label="Response body">
        {answer.body === '' ? '(empty)' : setOut(answer.body)}
        {answer.isBase64Encoded ? '\n(base64)' : ''}
      </pre>
      <pre aria-label="Response headers">
        {answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
      </pre>
    </>
  )
}

/** An answer below the fold would look like none. */
const reveal = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' })

/** Sends one request by hand, as an HTTP client does; from a pause it runs in slow motion. */
export function Send(props: PanelProps<typeof clientDefinition, ClientState>) {
  const { properties, read, command, nodeId } = props
  const [first] = properties.Requests
  const [method, setMethod] = useState(first?.Method ?? 'GET')
  const [scheme, setScheme] = useState(first?.Scheme ?? 'https')
  const [path, setPath] = useState(exampleOf(first?.Path ?? '/'))
  const [headers, setHeaders] = useState(() =>
    Object.entries(first?.Headers ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
  const [body, setBody] = useState(exampleOf(first?.Body ?? ''))
  const [sent, setSent] = useState<string | null>(null)
  const [answer, setAnswer] = useState<SentRequest | null>(null)
  const lines = readHeaderLines(headers)
  const pathError = path.startsWith('/') ? null : 'A path begins with /'
  const waiting = sent !== null && (answer === null || answer.type === 'waiting')

  useEffect(() => {
    if (!waiting) return
    let live = true
    const timer = setInterval(() => {
      read({ type: 'sent', id: sent }).then(
        (value) => {
          if (live) setAnswer(readSentRequest(value))
        },
        () => undefined,
      )
    }, ASK_EVERY_MS)
    return () => {
      live = false
      clearInterval(timer)
    }
  }, [waiting, sent, read])

  const send = () => {
    const id = crypto.randomUUID()
    const request: SendCommand = {
      type: 'send',
      id,
      method,
      ...(scheme === 'http' && { scheme }),
      path,
      headers: lines.headers,
      body,
    }
    setAnswer(null)
    setSent(id)
    command(request)
  }
  return (
    <form
      className="send"
      aria-label={`Send one request from ${nodeId}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (pathError === null && lines.error === null) send()
      }}
    >
      <div className="send-line">
        <Select label="Method" value={method} options={METHODS} onChange={setMethod} />
        <Select label="Scheme" value={scheme} options={SCHEMES} onChange={setScheme} />
        <TextField label="Path" value={path} onChange={setPath} error={pathError} mono />
      </div>
      <TextField
        label="Headers"
        value={headers}
        onChange={setHeaders}
        rows={2}
        error={lines.error}
        placeholder="content-type: application/json"
        mono
      />
      <TextField label="Body" value={body} onChange={setBody} rows={4} mono />
      <div className="send-actions">
        <Button
          type="submit"
          variant="primary"
          icon="send"
          disabled={pathError !== null || lines.error !== null}
        >
          Send request
        </Button>
        <span className="muted small">When paused, it runs in slow motion.</span>
      </div>
      {sent !== null && (
        <div key={answer?.type ?? 'none'} ref={reveal} className="send-answer">
          <Answer answer={answer ?? { type: 'waiting', trace: 0 }} />
        </div>
      )}
    </form>
  )
}
