import './site.css'
import { formatMs } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { Splitter } from '#kit/Splitter.tsx'
import { EPOCH_MS } from '#kernel/time.ts'
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { fitView } from '../canvas/flow.ts'
import { nameOf } from '../canvas/nodeFacts.ts'
import { useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { type CookieJar, createCookieJar } from './cookieJar.ts'
import { createFrameDocument, SANDBOX } from './frame.ts'
import {
  createSiteBridge,
  readGuestMessage,
  type SiteAnswer,
  type SiteBridge,
  type SiteRequest,
} from './siteBridge.ts'

/** What the frame shows: a new one for each page, so that nothing of the last is left. */
interface Visit {
  readonly number: number
  readonly request: SiteRequest
}

/** A request of the site, as the list shows it. */
interface Line {
  readonly key: number
  readonly method: string
  readonly path: string
  readonly trace: number | null
  readonly said: string
  readonly tone: 'ok' | 'error'
}

/** Until the panel has taken its place and React Flow has seen it. */
const FIT_AFTER_MS = 250
const LINES_MAX = 60
const PANEL = { min: 280, max: 1_000, first: 420 }

const get = (path: string): SiteRequest => ({ method: 'GET', path, headers: [], body: '' })
const FORM = [['content-type', 'application/x-www-form-urlencoded']] as const

/** A run that stands still is played: a page that is asked for has to come. */
const clientOf = (node: string) => ({
  async command(command: unknown) {
    await run.send(node, command)
    if (run.store.getState().status === 'paused') await run.play()
  },
  read: (query: unknown) => run.read(node, query),
})

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

function describeAnswer(answer: SiteAnswer): Pick<Line, 'said' | 'tone' | 'trace'> {
  if (answer.type === 'failed') return { said: answer.message, tone: 'error', trace: answer.trace }
  const cache = answer.headers.find(([name]) => name.toLowerCase() === 'x-cache')?.[1]
  const parts = [String(answer.status), formatMs(answer.latencyMs), ...(cache ? [cache] : [])]
  return {
    said: parts.join(' · '),
    tone: answer.status >= 400 ? 'error' : 'ok',
    trace: answer.trace,
  }
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ol className="site-lines" aria-label="Requests of the site">
      {lines.map(({ key, method, path, trace, said, tone }) => (
        <li key={key} data-tone={tone}>
          <button
            type="button"
            disabled={trace === null}
            onClick={() => useView.getState().selectTrace(trace)}
          >
            <span className="mono">
              {method} {path}
            </span>
            <span className="mono">{said}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

/** The site's frame of one visit: asks for the page, and carries what the page asks for. */
function Frame({
  visit,
  client,
  cookies,
  onGo,
  onLine,
  onPath,
}: {
  readonly visit: Visit
  readonly client: string
  readonly cookies: CookieJar
  readonly onGo: (request: SiteRequest) => void
  readonly onLine: (request: SiteRequest, answer: SiteAnswer) => void
  readonly onPath: (path: string) => void
}) {
  const ref = useRef<HTMLIFrameElement>(null)
  const frameDocument = useMemo(() => createFrameDocument(), [])
  useEffect(() => {
    const post = (message: object) => ref.current?.contentWindow?.postMessage(message, '*')
    const bridge: SiteBridge = createSiteBridge({
      client: clientOf(client),
      cookies,
      createId: () => crypto.randomUUID(),
      later,
      onAnswer: onLine,
    })
    /** Where the frame is, which decides what cookies its scripts see. */
    let at = visit.request.path
    const openPage = async () => {
      const { answer, path } = await bridge.exchange(visit.request)
      onPath(path)
      at = path
      if (answer.type === 'answered') {
        post({ ...answer, type: 'document', path, cookie: cookies.visible(at) })
        return
      }
      const headers = [['content-type', 'text/plain']]
      const body = `The site could not be reached: ${answer.message}`
      post({ type: 'document', path, headers, body, isBase64Encoded: false })
    }
    const onMessage = ({ source, data }: MessageEvent) => {
      if (source === null || source !== ref.current?.contentWindow) return
      const said = readGuestMessage(data)
      if (said?.type === 'ready') void openPage()
      else if (said?.type === 'navigate') {
        onGo({ ...said, headers: said.method === 'POST' ? FORM : [] })
      } else if (said?.type === 'path') {
        at = said.path
        onPath(at)
      } else if (said?.type === 'cookie') {
        cookies.write(said.text, at)
        post({ type: 'cookie', cookie: cookies.visible(at) })
      } else if (said?.type === 'blocked') {
        onLine(get(said.url), {
          type: 'failed',
          trace: null,
          message: 'another host: not simulated',
        })
      } else if (said?.type === 'request') {
        const { id } = said
        void bridge.exchange(said).then(({ answer }) => {
          if (answer.type === 'answered') {
            post({ ...answer, type: 'response', id, cookie: cookies.visible(at) })
          } else post({ type: 'failed', id })
        })
      }
    }
    addEventListener('message', onMessage)
    return () => {
      removeEventListener('message', onMessage)
      bridge.dispose()
    }
  }, [visit, client, cookies, onGo, onLine, onPath])
  return (
    <iframe
      ref={ref}
      title="Site"
      className="site-frame"
      sandbox={SANDBOX}
      referrerPolicy="no-referrer"
      srcDoc={frameDocument}
    />
  )
}

/** A web app, served whole by the scenario: each of its requests travels through the simulation. */
export function SitePanel({ client }: { readonly client: string }) {
  const [size, setSize] = useState(PANEL.first)
  const [visit, setVisit] = useState<Visit>({ number: 0, request: get('/') })
  const [draft, setDraft] = useState('/')
  const [lines, setLines] = useState<readonly Line[]>([])
  const counted = useRef(0)
  // They last as long as the site is open, from page to page.
  const [cookies] = useState(() =>
    createCookieJar(() => EPOCH_MS + run.store.getState().now / 1_000),
  )
  const name = useDocument((state) => {
    const node = state.scenario.nodes.find(({ id }) => id === client)
    return node === undefined ? null : nameOf(node)
  })
  const go = useCallback((request: SiteRequest) => {
    setDraft(request.path)
    setVisit(({ number }) => ({ number: number + 1, request }))
  }, [])
  const addLine = useCallback(({ method, path }: SiteRequest, answer: SiteAnswer) => {
    const key = ++counted.current
    const line = { key, method, path, ...describeAnswer(answer) }
    setLines((before) => [line, ...before].slice(0, LINES_MAX))
  }, [])
  // The canvas is narrower now, and wider again later: the whole graph is to be seen.
  useEffect(() => {
    const timer = setTimeout(fitView, FIT_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setTimeout(fitView, FIT_AFTER_MS)
    }
  }, [])
  const close = () => useView.getState().openSite(null)
  if (name === null) return null
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    go(get(draft.startsWith('/') ? draft : `/${draft}`))
  }
  return (
    <>
      <section className="site" aria-label="Site" style={{ width: size }}>
        <form className="site-bar" onSubmit={onSubmit}>
          <IconButton
            type="button"
            label="Load the page again"
            icon="redo"
            size="small"
            onClick={() => go(visit.request)}
          />
          <input
            aria-label="Path of the site"
            className="mono"
            spellCheck={false}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
          <span className="muted small">as {name}</span>
          <IconButton
            type="button"
            label="Close the site"
            icon="close"
            size="small"
            onClick={close}
          />
        </form>
        <Frame
          key={visit.number}
          visit={visit}
          client={client}
          cookies={cookies}
          onGo={go}
          onLine={addLine}
          onPath={setDraft}
        />
        <Lines lines={lines} />
      </section>
      <Splitter
        label="Resize the site"
        orientation="vertical"
        size={size}
        min={PANEL.min}
        max={PANEL.max}
        grows={1}
        onResize={setSize}
        onCollapse={close}
      />
    </>
  )
}
