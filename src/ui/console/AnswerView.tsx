import { Button } from '#kit/Button.tsx'
import { formatMs, formatNumber } from '#kit/format.ts'
import { setOut } from '#kit/httpText.ts'
import { showToast } from '#kit/showToast.ts'
import { Tabs } from '#kit/Tabs.tsx'
import { Waterfall } from '../panels/Waterfall.tsx'
import { getDocument } from '../stores/document.ts'
import { type HistoryEntry, useConsole } from './consoleStore.ts'
import { type Answer, toneOf } from './readConsole.ts'
import { type CodeSigner, toCurl, toFetch, type WrittenRequest } from './requestText.ts'
import { findSigner } from './signers.ts'

const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    showToast({ title: 'Copied', tone: 'success' })
  } catch {
    showToast({
      title: 'Not copied',
      description: 'The browser does not allow it.',
      tone: 'warning',
    })
  }
}

function Code({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section className="console-code">
      <header>
        <h3>{title}</h3>
        <Button size="small" icon="copy" onClick={() => void copy(text)}>
          Copy
        </Button>
      </header>
      <pre aria-label={title}>{text}</pre>
    </section>
  )
}

/** In place of an answer that is not there, or not yet. */
function Nothing({ answer }: { readonly answer: Answer }) {
  return (
    <p className="muted small">
      {answer.type === 'waiting' ? 'Nothing came yet.' : 'Nothing came.'}
    </p>
  )
}

function Body({ answer }: { readonly answer: Answer }) {
  if (answer.type !== 'answered') return <Nothing answer={answer} />
  const text = answer.isBase64Encoded ? answer.body : setOut(answer.body)
  return (
    <>
      {answer.isBase64Encoded && <p className="muted small">Bytes, in base64.</p>}
      <pre aria-label="Response body">{text === '' ? '(empty)' : text}</pre>
    </>
  )
}

function Headers({ answer }: { readonly answer: Answer }) {
  if (answer.type !== 'answered') return <Nothing answer={answer} />
  return (
    <dl className="console-headers" aria-label="Response headers">
      {answer.headers.map(([name, value], index) => (
        <div key={`${name} ${index}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Status({ answer }: { readonly answer: Answer }) {
  switch (answer.type) {
    case 'waiting':
      return <span className="muted">Waiting for the answer…</span>
    case 'unknown':
      return <span className="muted">The run was reset before an answer came.</span>
    case 'failed':
      return (
        <>
          <strong data-tone="error">{answer.message}</strong>
          <span className="muted mono">{formatMs(answer.latencyMs)}</span>
        </>
      )
    case 'answered':
      return (
        <>
          <strong className="mono" data-tone={toneOf(answer)}>
            {answer.status}
          </strong>
          <span className="muted mono">
            {formatMs(answer.latencyMs)}
            {answer.firstByteMs !== undefined &&
              ` (first byte after ${formatMs(answer.firstByteMs)})`}
            {' · '}
            {formatNumber(answer.bytes)} B
          </span>
        </>
      )
    default:
      return answer satisfies never
  }
}

const codeSignerOf = (request: WrittenRequest): CodeSigner | null => {
  const signer = findSigner(request)
  return signer === null ? null : { ...signer, region: getDocument().scenario.region }
}

/** What came of a request, and the request as code. */
export function AnswerView({ entry }: { readonly entry: HistoryEntry }) {
  const part = useConsole((state) => state.part)
  const { answer, request } = entry
  const trace = 'trace' in answer ? answer.trace : 0
  return (
    <>
      <div className="console-status" role="status">
        <Status answer={answer} />
      </div>
      <Tabs
        label="Parts of the answer"
        value={part}
        onChange={(next) =>
          useConsole.setState({
            part: next === 'headers' || next === 'timing' || next === 'code' ? next : 'body',
          })
        }
        tabs={[
          { value: 'body', label: 'Body', content: <Body answer={answer} /> },
          { value: 'headers', label: 'Headers', content: <Headers answer={answer} /> },
          {
            value: 'timing',
            label: 'Timing',
            content: trace === 0 ? null : <Waterfall key={trace} id={trace} />,
          },
          {
            value: 'code',
            label: 'Code',
            content: (
              <>
                <p className="muted small">
                  Against <code>npm run serve -- FILE</code>, which runs this scenario on
                  127.0.0.1:4566.
                </p>
                <Code title="curl" text={toCurl(request, codeSignerOf(request))} />
                {request.signer === '' && <Code title="fetch" text={toFetch(request)} />}
              </>
            ),
          },
        ]}
      />
    </>
  )
}
