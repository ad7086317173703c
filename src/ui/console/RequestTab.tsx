import { Button } from '#kit/Button.tsx'
import { formatMs } from '#kit/format.ts'
import { readHeaderLines } from '#kit/httpText.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { CONSOLE } from '#scenario/outside.ts'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect } from 'react'
import { useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { Doors } from './Doors.tsx'
import { AnswerView } from './AnswerView.tsx'
import {
  exampleFor,
  type HistoryEntry,
  sendRequest,
  takeAnswer,
  useConsole,
  writeRequest,
} from './consoleStore.ts'
import { type Answer, type Door, readAnswer, toneOf } from './readConsole.ts'
import { type WrittenRequest } from './requestText.ts'
import { signersOf } from './signers.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((value) => ({
  value,
  label: value,
}))
const SCHEMES = (['https', 'http'] as const).map((value) => ({ value, label: `${value}://` }))
const ASK_EVERY_MS = 120

const statusOf = (answer: Answer): string => {
  if (answer.type === 'answered') return String(answer.status)
  return answer.type === 'failed' ? 'failed' : '…'
}

function History() {
  const history = useConsole((state) => state.history)
  const shown = useConsole((state) => state.shown)
  const choose = ({ id, request }: HistoryEntry) => useConsole.setState({ shown: id, request })
  return (
    <section className="console-history" aria-label="History">
      <header>
        <h3>History</h3>
        {history.length > 0 && (
          <IconButton
            label="Forget all"
            icon="trash"
            size="small"
            onClick={() => useConsole.setState({ history: [], shown: null })}
          />
        )}
      </header>
      {history.length === 0 && <p className="muted small">Requests that you send.</p>}
      <ol>
        {history.map((entry) => (
          <li key={entry.id}>
            <button type="button" aria-current={entry.id === shown} onClick={() => choose(entry)}>
              <span className="mono" data-tone={toneOf(entry.answer)}>
                {statusOf(entry.answer)}
              </span>
              <span className="console-what mono">
                {entry.request.method} {entry.request.target}
              </span>
              <span className="muted small">
                {'latencyMs' in entry.answer ? formatMs(entry.answer.latencyMs) : ''}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Asks for the answer of a request until there is one. */
function Waiting({ id }: { readonly id: string }) {
  const ask = useCallback(
    async () => readAnswer(await run.read(CONSOLE, { type: 'sent', id })),
    [id],
  )
  const answer = usePolled<Answer | null>(ask, null, ASK_EVERY_MS)
  useEffect(() => {
    if (answer !== null && answer.type !== 'waiting') takeAnswer(id, answer)
  }, [answer, id])
  return null
}

function Line({
  written,
  canSend,
}: {
  readonly written: WrittenRequest
  readonly canSend: boolean
}) {
  return (
    <div className="console-line">
      <div className="console-method">
        <Select
          label="Method"
          hideLabel
          value={written.method}
          options={METHODS}
          onChange={(method) => writeRequest({ method })}
        />
      </div>
      <div className="console-target">
        <TextField
          label="Path and query"
          hideLabel
          mono
          value={written.target}
          onChange={(target) => writeRequest({ target })}
        />
      </div>
      <Button type="submit" variant="primary" icon="send" disabled={!canSend}>
        Send
      </Button>
    </div>
  )
}

const NOBODY = { value: '', label: 'nobody: not signed' }

/** Who signs the request, where the API knows IAM users. */
function SignAs({ node, signer }: { readonly node: string; readonly signer: string }) {
  const scenario = useDocument((state) => state.scenario)
  const users = signersOf(scenario, node)
  if (users.length === 0) return null
  const known = users.some(({ accessKeyId }) => accessKeyId === signer)
  return (
    <Select
      label="Sign as"
      layout="row"
      value={known ? signer : ''}
      options={[
        NOBODY,
        ...users.map(({ name, accessKeyId }) => ({
          value: accessKeyId,
          label: `${name} (${accessKeyId})`,
        })),
      ]}
      onChange={(next) => writeRequest({ signer: next })}
    />
  )
}

function Form({ doors, modes }: { readonly doors: readonly Door[]; readonly modes: ReactNode }) {
  const written = useConsole((state) => state.request)
  const chosen = doors.find(({ node }) => node === written.node) ?? doors[0]
  const node = chosen?.node ?? ''
  const { error } = readHeaderLines(written.headers)
  const isKnown = written.node === node

  // The first node is chosen by itself, with what its clients send.
  useEffect(() => {
    if (!isKnown) writeRequest({ node, signer: '', ...exampleFor(node) })
  }, [isKnown, node])

  const send = () => {
    if (error === null && node !== '') sendRequest({ ...written, node })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className="console-form"
      aria-label="Request"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="console-line">
        {modes}
        <Doors
          doors={doors}
          node={node}
          onChange={(next) => writeRequest({ node: next, signer: '', ...exampleFor(next) })}
        />
      </div>
      <Line written={written} canSend={error === null} />
      <div className="console-host mono muted small" title={chosen?.hosts[0]}>
        <div className="console-scheme">
          <Select
            label="Scheme"
            hideLabel
            value={written.scheme}
            options={SCHEMES}
            onChange={(scheme) => writeRequest({ scheme })}
          />
        </div>
        <span>{chosen?.hosts[0]}</span>
      </div>
      <SignAs node={node} signer={written.signer} />
      <TextField
        label="Headers"
        mono
        rows={2}
        error={error}
        placeholder="content-type: application/json"
        value={written.headers}
        onChange={(headers) => writeRequest({ headers })}
      />
      <TextField
        label="Body"
        mono
        rows={4}
        value={written.body}
        onChange={(body) => writeRequest({ body })}
      />
    </form>
  )
}

/** One request after the other: what was sent, what is to be sent, what came back. */
export function RequestTab(props: { readonly doors: readonly Door[]; readonly modes: ReactNode }) {
  const shown = useConsole((state) => state.history.find(({ id }) => id === state.shown) ?? null)
  return (
    <div className="console">
      <History />
      <Form {...props} />
      <section className="console-answer" aria-label="Response">
        {shown === null ? (
          <div className="panel-empty">
            <strong>No answer yet</strong>
            <span>Send a request. When the run is paused, it goes in slow motion.</span>
          </div>
        ) : (
          <>
            {shown.isSent && shown.answer.type === 'waiting' && (
              <Waiting key={shown.id} id={shown.id} />
            )}
            <AnswerView entry={shown} />
          </>
        )}
      </section>
    </div>
  )
}
