import './RestApi.css'
import { Button } from '#kit/Button.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { RawProperties } from '#services/view.ts'
import { useRef, useState } from 'react'
import { parse, stringify } from 'yaml'
import { DEFINITION_LENGTH_MAX } from '../openapi/planRestImport.ts'

/** Node names that a YAML document may refer to more than once: none grows beyond measure. */
const ALIASES_MAX = 100

const FORMATS = [
  { value: 'yaml', label: 'YAML' },
  { value: 'json', label: 'JSON' },
] as const

type Format = (typeof FORMATS)[number]['value']

/** What became of an import. */
interface Outcome {
  readonly isRefused: boolean
  readonly lines: readonly string[]
}

/** A document of either notation; a text says why it is none. JSON is YAML. */
function readDocument(text: string): { readonly document: unknown } | string {
  if (text.length > DEFINITION_LENGTH_MAX) return 'A definition has at most 6 MB'
  try {
    return { document: parse(text, { maxAliasCount: ALIASES_MAX }) as unknown }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Saves `text` as a file of the browser's. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Takes a definition out of the API, and puts one in. */
export function OpenApi(props: {
  readonly name: string
  /** The API as a document. */
  readonly create: () => Promise<object>
  /** Takes a document over: what to put into the API, and what to say of it; a text refuses it. */
  readonly take: (
    document: unknown,
  ) => { readonly properties: RawProperties; readonly notes: readonly string[] } | string
  readonly edit: (properties: RawProperties) => readonly string[]
}) {
  const { name, create, take, edit } = props
  const [format, setFormat] = useState<Format>('yaml')
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const file = useRef<HTMLInputElement>(null)

  const write = async () => {
    const made = await create()
    return format === 'yaml' ? stringify(made) : JSON.stringify(made, null, 2)
  }
  const put = (source: string) => {
    const read = readDocument(source)
    if (typeof read === 'string') return setOutcome({ isRefused: true, lines: [read] })
    const taken = take(read.document)
    if (typeof taken === 'string') return setOutcome({ isRefused: true, lines: [taken] })
    const [problem] = edit(taken.properties)
    setOutcome(
      problem === undefined
        ? { isRefused: false, lines: ['Imported.', ...taken.notes] }
        : { isRefused: true, lines: [problem] },
    )
  }
  return (
    <div className="rest-panel">
      <h3>Export</h3>
      <Select label="As" layout="row" value={format} options={FORMATS} onChange={setFormat} />
      <div className="rest-actions">
        <Button
          variant="primary"
          onClick={() => void write().then((made) => save(made, `${name}.${format}`))}
        >
          Download
        </Button>
        <Button onClick={() => void write().then(setText)}>Show below</Button>
      </div>
      <h3>Import</h3>
      <TextField
        label="OpenAPI 3, YAML or JSON"
        value={text}
        rows={14}
        mono
        placeholder="openapi: 3.0.1"
        onChange={setText}
      />
      <div className="rest-actions">
        <Button variant="primary" disabled={text.trim() === ''} onClick={() => put(text)}>
          Import
        </Button>
        <Button onClick={() => file.current?.click()}>Choose a file…</Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,.yaml,.yml"
          aria-label="OpenAPI file"
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            void chosen?.text().then(setText)
            event.target.value = ''
          }}
        />
      </div>
      {outcome !== null && (
        <div role={outcome.isRefused ? 'alert' : 'status'}>
          {outcome.lines.map((line) => (
            <p key={line} className={outcome.isRefused ? 'rest-problem' : 'muted small'}>
              {line}
            </p>
          ))}
        </div>
      )}
      <p className="muted small">
        What the document says takes the place of what the API says now. Integrations with functions
        are wires: draw them, and give them the routes.
      </p>
    </div>
  )
}
