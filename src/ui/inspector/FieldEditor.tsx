import './inspector.css'
import type { FieldProps } from '#kit/Field.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import { Tooltip } from '#kit/Tooltip.tsx'
import { Icon } from '#kit/Icon.tsx'
import type { JsonValue } from '#services/service.ts'
import type { ReactNode } from 'react'
import type { Field } from './deriveForm.ts'
import { JsonField } from './JsonField.tsx'
import { RecordField } from './RecordField.tsx'
import { TableField } from './TableField.tsx'

export interface FieldEditorProps {
  readonly field: Field
  /** What the document says; undefined where it says nothing. */
  readonly value: JsonValue | undefined
  /** Answers why a value cannot be taken, or null. undefined goes back to the default. */
  readonly onCommit: (value: JsonValue | undefined) => void
  readonly error?: string | null | undefined
  readonly layout?: 'row' | 'stacked'
}

const show = (value: JsonValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const LONG_TEXT = 48

/** Where a number comes from: a link to AWS's page, or the words that were said about it. */
export function Source({ source }: { readonly source: string }) {
  if (source.startsWith('https://')) {
    return (
      <Tooltip content={source}>
        <a
          className="field-source"
          href={source}
          target="_blank"
          rel="noreferrer"
          aria-label="Source"
        >
          <Icon name="external" size={12} />
        </a>
      </Tooltip>
    )
  }
  return (
    <Tooltip content={source}>
      <span className="field-source" tabIndex={0} role="note" aria-label={source}>
        <Icon name="info" size={12} />
      </span>
    </Tooltip>
  )
}

function Extras({ field, value, onCommit }: FieldEditorProps) {
  const { source, title, fallback } = field
  const hint = fallback === undefined ? 'Reset: nothing set' : `Reset to ${show(fallback)}`
  return (
    <>
      {source !== undefined && <Source source={source} />}
      {value !== undefined && (
        <span className="field-reset">
          <IconButton
            label={`${title}: ${hint.length > LONG_TEXT ? 'Reset to the default' : hint}`}
            icon="undo"
            size="small"
            onClick={() => onCommit(undefined)}
          />
        </span>
      )}
    </>
  )
}

/** Help with its `code` set off. */
function Help({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    // oxlint-disable-next-line react/no-array-index-key -- the parts of a fixed text
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  )
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

const textsOf = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : []

interface ControlProps extends FieldProps {
  readonly value: JsonValue | undefined
  readonly onCommit: (value: JsonValue | undefined) => void
  readonly extra?: ReactNode
}

/** Texts, one a line. */
function TextsField(props: ControlProps) {
  const texts = textsOf(props.value)
  return (
    <TextField
      {...props}
      layout="stacked"
      mono
      rows={Math.min(8, Math.max(2, texts.length + 1))}
      value={texts.join('\n')}
      onCommit={(next) => {
        const lines = next.split('\n').map((line) => line.trim())
        props.onCommit(lines.filter((line) => line !== ''))
      }}
    />
  )
}

/** What stands for no choice: a select takes an empty value for none at all, and would show nothing. */
const NOT_CHOSEN = { value: 'not set', label: 'not set' }

/** One of a few texts; `many`: kept as a list of that one, as CloudFormation wants it. */
function ChoiceField(
  props: ControlProps & { readonly options: readonly string[]; readonly many: boolean },
) {
  const { value, options, many, onCommit } = props
  const shown = options.map((each) => ({ value: each, label: each }))
  const chosen = many ? (textsOf(value)[0] ?? options[0] ?? '') : textOf(value)
  return (
    <Select
      {...props}
      value={chosen === '' ? NOT_CHOSEN.value : chosen}
      options={chosen === '' ? [NOT_CHOSEN, ...shown] : shown}
      onChange={(next) => onCommit(many ? [next] : next === NOT_CHOSEN.value ? undefined : next)}
    />
  )
}

/** What every control is given. */
const commonOf = (props: FieldEditorProps) => {
  const { field, value, error, layout = 'row' } = props
  return {
    label: field.title,
    layout,
    changed: value !== undefined,
    error,
    help: field.help === undefined ? undefined : <Help text={field.help} />,
    extra: layout === 'row' ? <Extras {...props} /> : undefined,
  }
}

/** The control for one field, with its default, its source and what is wrong with it. */
export function FieldEditor(props: FieldEditorProps): ReactNode {
  const { field, value, onCommit } = props
  const { shape } = field
  const held = value ?? field.fallback
  const common = commonOf(props)
  switch (shape.type) {
    case 'number':
      return (
        <NumberField
          {...common}
          value={typeof held === 'number' ? held : null}
          min={shape.min}
          max={shape.max}
          integer={shape.integer}
          optional={field.optional}
          unit={field.unit}
          placeholder={field.optional ? 'not set' : undefined}
          onCommit={(next) => onCommit(next ?? undefined)}
        />
      )
    case 'text':
      return (
        <TextField
          {...common}
          value={textOf(held)}
          rows={shape.rows > 1 ? shape.rows : undefined}
          mono={shape.rows > 1}
          unit={field.unit}
          placeholder={field.optional ? 'not set' : undefined}
          onCommit={(next) => onCommit(next === '' && field.optional ? undefined : next)}
        />
      )
    case 'choice':
    case 'choices':
      return (
        <ChoiceField
          {...common}
          value={held}
          options={shape.options}
          many={shape.type === 'choices'}
          onCommit={onCommit}
        />
      )
    case 'flag':
      return <Switch {...common} checked={held === true} onChange={onCommit} />
    case 'texts':
      return <TextsField {...common} value={held} onCommit={onCommit} />
    case 'record':
      return <RecordField {...common} value={held} onCommit={onCommit} />
    case 'table':
      return (
        <TableField
          {...common}
          columns={shape.columns}
          value={held}
          onCommit={onCommit}
          renderCell={(column, cell, commit) => (
            <FieldEditor field={column} value={cell} onCommit={commit} layout="stacked" />
          )}
        />
      )
    case 'group':
      return null
    case 'json':
      return <JsonField {...common} value={held} onCommit={onCommit} />
  }
}
