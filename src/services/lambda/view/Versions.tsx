import './Versions.css'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps, RawProperties } from '#services/view.ts'
import { useState } from 'react'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import type { PublishedVersion } from '../properties/versions.ts'
import { planPublish } from '../versions/planPublish.ts'
import { type AliasForm, putAlias, readAlias, removeAlias, removeVersion } from './aliases.ts'

type Props = PanelProps<typeof lambdaDefinition, LambdaState>

/** A share for a canary to begin with, in percent. */
const PERCENT_AT_FIRST = 10

const sizeOf = (code: PublishedVersion['Code']): number =>
  Object.values(code ?? {}).reduce(
    (sum, content) =>
      sum + (typeof content === 'string' ? content.length : (content.base64.length * 3) / 4),
    0,
  )

/** Publishes what the function is now as a version that never changes. */
function Publish({ source, onEdit }: { readonly source: Props['source']; readonly onEdit: Apply }) {
  const [description, setDescription] = useState('')
  const [told, setTold] = useState<string | null>(null)
  const publish = () => {
    const plan = planPublish(source, description.trim())
    if (plan.type === 'publish') {
      setTold(onEdit(plan.properties) ? `Published version ${plan.version}.` : null)
      setDescription('')
    } else if (plan.type === 'unchanged') {
      setTold(`Nothing has changed since version ${plan.version}: Lambda publishes no other.`)
    } else setTold(plan.reason)
  }
  return (
    <form
      className="versions-publish"
      onSubmit={(event) => {
        event.preventDefault()
        publish()
      }}
    >
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
        placeholder="What is new in it"
      />
      <Button type="submit" variant="primary">
        Publish version
      </Button>
      {told !== null && (
        <p className="muted small" role="status">
          {told}
        </p>
      )}
    </form>
  )
}

type Apply = (properties: RawProperties) => boolean

function VersionRow(props: {
  readonly version: PublishedVersion
  readonly aliases: readonly string[]
  readonly served: number
  readonly onRemove: () => void
}) {
  const { version, aliases, served, onRemove } = props
  const memory = version.Properties?.['MemorySize']
  return (
    <tr>
      <th scope="row">{version.Version}</th>
      <td className="versions-what">
        {version.Description ?? ''}
        <span className="muted small">
          {typeof memory === 'number' && `${memory} MB · `}
          {formatBytes(sizeOf(version.Code))}
          {aliases.length > 0 && ` · ${aliases.join(', ')}`}
        </span>
      </td>
      <td>{formatNumber(served)}</td>
      <td>
        <IconButton
          label={`Delete version ${version.Version}`}
          icon="trash"
          size="small"
          disabled={aliases.length > 0}
          onClick={onRemove}
        />
      </td>
    </tr>
  )
}

const optionsOf = (versions: readonly string[]) =>
  versions.map((version) => ({ value: version, label: version }))

/** One alias: which version, a second one with a share of the requests, environments ahead. */
function AliasCard(props: {
  readonly form: AliasForm
  readonly versions: readonly string[]
  readonly served: ReadonlyMap<string, number>
  readonly onChange: (form: AliasForm) => void
  readonly onRemove: () => void
}) {
  const { form, versions, served, onChange, onRemove } = props
  const others = versions.filter((each) => each !== form.version && each !== '$LATEST')
  const { second } = form
  const shares = [form.version, ...(second === null ? [] : [second.version])]
  return (
    <li className="alias">
      <header>
        <b className="mono">{form.name}</b>
        <span className="muted small">
          {shares.map((each) => `${each}: ${formatNumber(served.get(each) ?? 0)}`).join(' · ')}{' '}
          served
        </span>
        <IconButton
          label={`Delete alias ${form.name}`}
          icon="trash"
          size="small"
          onClick={onRemove}
        />
      </header>
      <div className="alias-fields">
        <Select
          label="Version"
          value={form.version}
          options={optionsOf(versions)}
          onChange={(version) => onChange({ ...form, version, second: null })}
        />
        <Select
          label="Second version"
          value={second?.version ?? ''}
          disabled={others.length === 0 || form.version === '$LATEST'}
          options={[{ value: '', label: 'none' }, ...optionsOf(others)]}
          onChange={(version) =>
            onChange({
              ...form,
              second:
                version === '' ? null : { version, percent: second?.percent ?? PERCENT_AT_FIRST },
            })
          }
        />
        {second !== null && (
          <NumberField
            label="Its share"
            unit="%"
            value={second.percent}
            min={0}
            max={100}
            onCommit={(percent) =>
              onChange({ ...form, second: { ...second, percent: percent ?? 0 } })
            }
          />
        )}
        <NumberField
          label="Provisioned concurrency"
          value={form.provisioned}
          min={1}
          max={100_000}
          integer
          optional
          disabled={form.version === '$LATEST'}
          onCommit={(provisioned) => onChange({ ...form, provisioned })}
        />
      </div>
    </li>
  )
}

function NewAlias({ onAdd }: { readonly onAdd: (name: string) => boolean }) {
  const [name, setName] = useState('')
  return (
    <form
      className="versions-publish"
      onSubmit={(event) => {
        event.preventDefault()
        if (onAdd(name.trim())) setName('')
      }}
    >
      <TextField label="New alias" value={name} onChange={setName} placeholder="live" mono />
      <Button type="submit" disabled={name.trim() === ''}>
        Create alias
      </Button>
    </form>
  )
}

/** Invocations by the alias that was asked and the version that ran; by version alone under ''. */
function countServed(state: LambdaState | null): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const served = new Map<string, Map<string, number>>()
  const add = (group: string, version: string, count: number): void => {
    const own = served.get(group) ?? new Map<string, number>()
    served.set(group, own)
    own.set(version, (own.get(version) ?? 0) + count)
  }
  for (const { alias, version, invocations } of state?.qualifiers ?? []) {
    add('', version, invocations)
    if (alias !== null) add(alias, version, invocations)
  }
  return served
}

const NONE: ReadonlyMap<string, number> = new Map()

/** Published versions and the aliases that point to them. */
export function Versions({ properties, source, edit, state }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const apply: Apply = (next) => {
    const [message] = edit(next)
    setProblem(message ?? null)
    return message === undefined
  }
  const { Versions: versions = [], Aliases: aliases = [] } = properties
  const forms = aliases.map(readAlias)
  const served = countServed(state)
  const names = versions.map(({ Version }) => Version)
  const pointing = (version: string): readonly string[] =>
    forms
      .filter((form) => form.version === version || form.second?.version === version)
      .map(({ name }) => name)
  return (
    <div className="versions">
      <h3>Versions</h3>
      <Publish source={source} onEdit={apply} />
      {versions.length > 0 && (
        <table aria-label="Published versions">
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">What</th>
              <th scope="col">Served</th>
              <th scope="col" aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow
                key={version.Version}
                version={version}
                aliases={pointing(version.Version)}
                served={served.get('')?.get(version.Version) ?? 0}
                onRemove={() => apply(removeVersion(source.properties, version.Version))}
              />
            ))}
          </tbody>
        </table>
      )}
      <h3>Aliases</h3>
      <ul>
        {forms.map((form) => (
          <AliasCard
            key={form.name}
            form={form}
            versions={[...names, '$LATEST']}
            served={served.get(form.name) ?? NONE}
            onChange={(next) => apply(putAlias(source.properties, next))}
            onRemove={() => apply(removeAlias(source.properties, form.name))}
          />
        ))}
      </ul>
      <NewAlias
        onAdd={(name) =>
          apply(
            putAlias(source.properties, {
              name,
              version: names.at(-1) ?? '$LATEST',
              second: null,
              provisioned: null,
            }),
          )
        }
      />
      {problem !== null && (
        <p className="versions-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="muted small">
        A caller asks for an alias or a version by the Qualifier of its wire, or in the name of the
        function: <span className="mono">name:live</span>.
      </p>
    </div>
  )
}
