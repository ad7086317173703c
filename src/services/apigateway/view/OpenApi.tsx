import './RestApi.css'
import { Button } from '#kit/Button.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { RawProperties, WirePlan } from '#services/view.ts'
import { useRef, useState } from 'react'
import { parse, stringify } from 'yaml'
import { DEFINITION_LENGTH_MAX } from '../openapi/planRestImport.ts'
import type { PlannedWires } from '../openapi/planWires.ts'

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

const keysOf = ({ properties }: WirePlan): string => {
  const keys: unknown =
    properties['Methods'] ?? properties['RouteKeys'] ?? properties['AuthorizerId']
  return Array.isArray(keys) ? keys.join(', ') : String(keys)
}

/** Wires that an imported document asks for. */
function Offer(props: { readonly wires: readonly WirePlan[]; readonly draw: () => void }) {
  const { wires, draw } = props
  return (
    <section aria-label="Wires of the document">
      <ul className="muted small">
        {wires.map((wire) => (
          <li key={`${wire.target} ${keysOf(wire)}`}>
            <span className="mono">{keysOf(wire)}</span> → {wire.target}
          </li>
        ))}
      </ul>
      <div className="rest-actions">
        <Button variant="primary" onClick={draw}>
          {wires.length === 1 ? 'Draw the wire' : `Draw ${wires.length} wires`}
        </Button>
      </div>
    </section>
  )
}

/** Reads a file of the person's. */
function FileButton({ take }: { readonly take: (text: string) => void }) {
  const file = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button onClick={() => file.current?.click()}>Choose a file…</Button>
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.yaml,.yml"
        aria-label="OpenAPI file"
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          void chosen?.text().then(take)
          event.target.value = ''
        }}
      />
    </>
  )
}

/** What became of an import, in words. */
function Told({ outcome: { isRefused, lines } }: { readonly outcome: Outcome }) {
  return (
    <div role={isRefused ? 'alert' : 'status'}>
      {lines.map((line) => (
        <p key={line} className={isRefused ? 'rest-problem' : 'muted small'}>
          {line}
        </p>
      ))}
    </div>
  )
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
  /** The wires that a document asks for. */
  readonly wire: (document: unknown) => PlannedWires
  readonly draw: (wires: readonly WirePlan[]) => readonly string[]
}) {
  const { name, create, take, edit, wire, draw } = props
  const [wires, setWires] = useState<readonly WirePlan[]>([])
  const [format, setFormat] = useState<Format>('yaml')
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)

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
    if (problem !== undefined) return setOutcome({ isRefused: true, lines: [problem] })
    const planned = wire(read.document)
    setWires(planned.wires)
    const strangers = planned.unknown.map(
      ({ key, uri }) => `${key}: the scenario has nothing that is ${uri}`,
    )
    setOutcome({ isRefused: false, lines: ['Imported.', ...taken.notes, ...strangers] })
  }
  const drawWires = () => {
    const [problem] = draw(wires)
    setWires([])
    const count = `${wires.length} ${wires.length === 1 ? 'wire' : 'wires'} drawn.`
    setOutcome({ isRefused: problem !== undefined, lines: [problem ?? count] })
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
        <FileButton take={setText} />
      </div>
      {outcome !== null && <Told outcome={outcome} />}
      {wires.length > 0 && <Offer wires={wires} draw={drawWires} />}
      <p className="muted small">
        What the document says takes the place of what the API says now. Integrations are wires:
        those that name a node of the scenario are offered to be drawn.
      </p>
    </div>
  )
}
