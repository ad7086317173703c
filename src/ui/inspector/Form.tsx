import type { Problem } from '#scenario/problems.ts'
import type { JsonValue } from '#services/service.ts'
import { useMemo, useState } from 'react'
import type * as z from 'zod/mini'
import { deriveForm, type Field } from './deriveForm.ts'
import { FieldEditor, Source } from './FieldEditor.tsx'
import { findAt, isSame, putAt } from './values.ts'

type Properties = Readonly<Record<string, JsonValue>>

export interface FormProps {
  readonly schema: z.ZodMiniType
  /** What the document says: only what differs from the defaults. */
  readonly value: Properties
  /** Answers the problems because of which nothing was changed. */
  readonly onChange: (value: Properties, merge: string) => readonly Problem[]
  /** `properties` or `model`: how problems name this part of a node. */
  readonly part: string
  /** Of a wire: the type of the node that it leads to. */
  readonly target?: string | undefined
}

const keyOf = (path: readonly string[]): string => path.join('.')

/** Groups stand after the plain fields, under their title. */
interface Heading {
  readonly heading: string
  readonly help: string | undefined
  readonly source: string | undefined
}

function flatten(form: readonly Field[]): readonly (Field | Heading)[] {
  return form.flatMap((field): readonly (Field | Heading)[] => {
    if (field.shape.type !== 'group') return [field]
    const { title: heading, help, source } = field
    return [{ heading, help, source }, ...flatten(field.shape.fields)]
  })
}

const isField = (row: Field | Heading): row is Field => 'path' in row

/** What a field holds that has to be there because another of its group is. */
const leastOf = ({ shape }: Field): JsonValue =>
  shape.type === 'number'
    ? (shape.min ?? 0)
    : shape.type === 'choice'
      ? (shape.options[0] ?? '')
      : ''

/** `value` with `next` in `field`; fields that only make sense together come and go together. */
function put(
  value: Properties,
  field: Field,
  next: JsonValue | undefined,
  fields: readonly Field[],
): Properties {
  const group = field.path.slice(0, -1)
  if (group.length === 0) return putAt(value, field.path, next)
  if (next === undefined && field.binding === true) return putAt(value, group, undefined)
  const missing = fields.filter(
    (other) =>
      other.binding === true &&
      keyOf(other.path.slice(0, -1)) === keyOf(group) &&
      findAt(value, other.path) === undefined,
  )
  const whole =
    next === undefined
      ? value
      : missing.reduce((all, other) => putAt(all, other.path, leastOf(other)), value)
  return putAt(whole, field.path, next)
}

/** A form drawn from a schema: writes only what differs from its defaults. */
export function Form({ schema, value, onChange, part, target = '' }: FormProps) {
  const rows = useMemo(
    () =>
      flatten(
        deriveForm(schema).filter(
          ({ targets }) => targets === undefined || targets.includes(target),
        ),
      ),
    [schema, target],
  )
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  const commit = (field: Field, next: JsonValue | undefined) => {
    const plain = isSame(next, field.fallback) ? undefined : next
    const key = keyOf(field.path)
    const problems = onChange(put(value, field, plain, rows.filter(isField)), `${part}.${key}`)
    const { [key]: _old, ...others } = errors
    const [problem] = problems
    setErrors(problem === undefined ? others : { ...others, [key]: problem.message })
  }
  if (rows.length === 0) return null
  return (
    <div className="form">
      {rows.map((row) =>
        'heading' in row ? (
          <div key={`heading ${row.heading}`}>
            <h3 className="form-heading">
              {row.heading}
              {row.source !== undefined && <Source source={row.source} />}
            </h3>
            {row.help !== undefined && <p className="muted small">{row.help}</p>}
          </div>
        ) : (
          <FieldEditor
            key={keyOf(row.path)}
            field={row}
            value={findAt(value, row.path)}
            error={errors[keyOf(row.path)]}
            onCommit={(next) => commit(row, next)}
          />
        ),
      )}
    </div>
  )
}
