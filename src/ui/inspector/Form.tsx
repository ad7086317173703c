import type { Problem } from '#scenario/problems.ts'
import type { JsonValue } from '#services/service.ts'
import { useMemo, useState } from 'react'
import type * as z from 'zod/mini'
import { deriveForm, type Field } from './deriveForm.ts'
import { FieldEditor } from './FieldEditor.tsx'
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
}

/** Groups stand after the plain fields, under their title. */
function flatten(form: readonly Field[]): readonly (Field | { readonly heading: string })[] {
  return form.flatMap((field) =>
    field.shape.type === 'group'
      ? [{ heading: field.title }, ...flatten(field.shape.fields)]
      : [field],
  )
}

const keyOf = (path: readonly string[]): string => path.join('.')

/** A form drawn from a schema: writes only what differs from its defaults. */
export function Form({ schema, value, onChange, part }: FormProps) {
  const rows = useMemo(() => flatten(deriveForm(schema)), [schema])
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  const commit = (field: Field, next: JsonValue | undefined) => {
    const plain = isSame(next, field.fallback) ? undefined : next
    const key = keyOf(field.path)
    const problems = onChange(putAt(value, field.path, plain), `${part}.${key}`)
    const { [key]: _old, ...others } = errors
    const [problem] = problems
    setErrors(problem === undefined ? others : { ...others, [key]: problem.message })
  }
  if (rows.length === 0) return null
  return (
    <div className="form">
      {rows.map((row) =>
        'heading' in row ? (
          <h3 key={`heading ${row.heading}`} className="form-heading">
            {row.heading}
          </h3>
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
