import type { FieldProps } from '#kit/Field.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { JsonValue } from '#services/service.ts'
import { type ReactNode, useState } from 'react'

export interface JsonFieldProps extends FieldProps {
  readonly value: JsonValue | undefined
  readonly onCommit: (value: JsonValue | undefined) => void
  readonly extra?: ReactNode
}

const ROWS_MAX = 16

/** Reads JSON as typed; says where it breaks. */
function read(
  text: string,
): { readonly value: JsonValue | undefined } | { readonly error: string } {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as JsonValue }
  } catch (reason) {
    return { error: reason instanceof Error ? reason.message : 'This is not JSON' }
  }
}

/** Any JSON as text. What cannot be read stays to be mended; it is never committed. */
export function JsonField(props: JsonFieldProps) {
  const { value, onCommit } = props
  const text = value === undefined ? '' : JSON.stringify(value, null, 2)
  const [broken, setBroken] = useState<{ readonly text: string; readonly error: string } | null>(
    null,
  )
  const shown = broken?.text ?? text
  const commit = (next: string) => {
    const result = read(next)
    if ('error' in result) setBroken({ text: next, error: result.error })
    else {
      setBroken(null)
      onCommit(result.value)
    }
  }
  return (
    <TextField
      {...props}
      layout="stacked"
      mono
      rows={Math.min(ROWS_MAX, Math.max(2, shown.split('\n').length))}
      placeholder="JSON"
      value={shown}
      error={broken?.error ?? props.error}
      onCommit={commit}
    />
  )
}
