import './RestApi.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps } from '#services/view.ts'
import { useState } from 'react'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import {
  type MethodForm,
  planCorsMock,
  planMethod,
  planMethodRemoval,
  planTree,
  readMethod,
} from '../rest/planMethods.ts'
import { Problem, useEdits } from './parts.tsx'

type Props = PanelProps<typeof restApiDefinition, RestApiState>

const TYPES = [
  { value: '', label: 'As the wire says' },
  { value: 'AWS_PROXY', label: 'Lambda proxy' },
  { value: 'AWS', label: 'AWS: mapped' },
  { value: 'HTTP_PROXY', label: 'HTTP proxy' },
  { value: 'HTTP', label: 'HTTP: mapped' },
  { value: 'MOCK', label: 'Mock' },
]

const PASSTHROUGH = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'].map((value) => ({
  value,
  label: value,
}))

/** The longest that an integration may take, ms: its answer whole, or streamed. */
const TIMEOUT_MAX = 29_000
const STREAM_MAX = 900_000

const TRANSFER = [
  { value: 'BUFFERED', label: 'Buffered' },
  { value: 'STREAM', label: 'Streamed' },
]

/** How a mapped integration's request and its default answer are made. */
function Mapping({
  form,
  onChange,
}: {
  readonly form: MethodForm
  readonly onChange: (form: MethodForm) => void
}) {
  return (
    <>
      <TextField
        label="Request template (application/json)"
        value={form.requestTemplate}
        rows={5}
        mono
        onCommit={(requestTemplate) => onChange({ ...form, requestTemplate })}
      />
      <div className="rest-pair">
        <Select
          label="Without a template"
          value={form.passthrough}
          options={PASSTHROUGH}
          onChange={(passthrough) => onChange({ ...form, passthrough })}
        />
        <TextField
          label="Default response"
          value={form.responseStatus}
          mono
          onCommit={(status) => onChange({ ...form, responseStatus: status.trim() })}
        />
      </div>
      <TextField
        label="Response template (application/json)"
        value={form.responseTemplate}
        rows={4}
        mono
        onCommit={(responseTemplate) => onChange({ ...form, responseTemplate })}
      />
    </>
  )
}

/** The integration of one method. */
function MethodCard(props: {
  readonly method: string
  /** Its kind of integration, the wire's where the document names none. */
  readonly kind: string
  readonly form: MethodForm
  readonly isInDocument: boolean
  readonly onChange: (form: MethodForm) => void
  readonly onRemove: () => void
}) {
  const { method, kind, form, isInDocument, onChange, onRemove } = props
  const isMapped = kind === 'AWS' || kind === 'HTTP' || kind === 'MOCK'
  return (
    <section className="rest-card" aria-label={method}>
      <header>
        <b className="mono">{method}</b>
        <span className="small" />
        <IconButton
          label={`Forget the settings of ${method}`}
          icon="trash"
          size="small"
          disabled={!isInDocument}
          onClick={onRemove}
        />
      </header>
      <div className="rest-pair">
        <Select
          label="Integration"
          value={form.type}
          options={TYPES}
          onChange={(type) => onChange({ ...form, type })}
        />
        <NumberField
          label="Time-out"
          unit="ms"
          value={form.timeoutMs}
          min={50}
          max={form.isStreamed ? STREAM_MAX : TIMEOUT_MAX}
          integer
          optional
          placeholder={String(TIMEOUT_MAX)}
          onCommit={(timeoutMs) => onChange({ ...form, timeoutMs })}
        />
      </div>
      <TextField
        label="Uri"
        value={form.uri}
        mono
        placeholder="arn:aws:apigateway:us-east-1:dynamodb:action/GetItem"
        help="The service's action, or the path at the back end; where it leads the wire decides."
        onCommit={(uri) => onChange({ ...form, uri: uri.trim() })}
      />
      {!isMapped && (
        <Select
          label="Answer"
          value={form.isStreamed ? 'STREAM' : 'BUFFERED'}
          options={TRANSFER}
          onChange={(mode) => onChange({ ...form, isStreamed: mode === 'STREAM' })}
        />
      )}
      {isMapped && <Mapping form={form} onChange={onChange} />}
    </section>
  )
}

/** What a method's line says beside its name. */
const whereTo = (method: RestApiState['methods'][number] | undefined): string => {
  if (method === undefined) return 'no wire'
  const type = TYPES.find(({ value }) => value === method.type)?.label ?? method.type
  return method.target === null ? type : `${type} → ${method.target}`
}

/** The tree of resources, and the integration of the method that was chosen. */
export function RestResources({ properties, source, edit, state }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  const { apply, problem } = useEdits(edit)
  const running = new Map((state?.methods ?? []).map((method) => [method.method, method]))
  const keys = [...new Set([...running.keys(), ...Object.keys(properties.Methods)])]
  return (
    <div className="rest-panel">
      <h3>Resources</h3>
      <ul className="rest-tree">
        {planTree(keys).map(({ path, label, depth, methods }) => (
          <li key={path}>
            <div className="rest-resource" style={{ paddingLeft: 8 + depth * 14 }}>
              <span>{label}</span>
              {!methods.includes('OPTIONS') && (
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={`Answer CORS preflights of ${path}`}
                  onClick={() => apply(planCorsMock(source.properties, path))}
                >
                  + CORS
                </Button>
              )}
            </div>
            {methods.map((httpMethod) => {
              const key = `${httpMethod} ${path}`
              return (
                <button
                  type="button"
                  key={key}
                  className="rest-method"
                  style={{ paddingLeft: 22 + depth * 14 }}
                  aria-pressed={chosen === key}
                  onClick={() => setChosen(chosen === key ? null : key)}
                >
                  <b>{httpMethod}</b>
                  <span>{whereTo(running.get(key))}</span>
                  <small>{formatNumber(running.get(key)?.count ?? 0)}</small>
                </button>
              )
            })}
          </li>
        ))}
      </ul>
      {chosen !== null && keys.includes(chosen) && (
        <MethodCard
          key={chosen}
          method={chosen}
          kind={properties.Methods[chosen]?.Integration.Type ?? running.get(chosen)?.type ?? ''}
          form={readMethod(source.properties, chosen)}
          isInDocument={Object.hasOwn(properties.Methods, chosen)}
          onChange={(form) => apply(planMethod(source.properties, chosen, form))}
          onRemove={() => apply(planMethodRemoval(source.properties, chosen))}
        />
      )}
      <Problem problem={problem} />
      <p className="muted small">
        A wire’s Methods lead along it. Choose a method for its integration and its templates; the
        rest of it stands in the properties.
      </p>
    </div>
  )
}
