import type { FieldProps } from '#kit/Field.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { JsonValue } from '#services/service.ts'
import { type ReactNode, useState } from 'react'

export interface RecordFieldProps extends FieldProps {
  readonly value: JsonValue | undefined
  readonly onCommit: (value: JsonValue | undefined) => void
  readonly extra?: ReactNode
}

const toText = (value: JsonValue | undefined): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .map(([key, each]) => `${key}: ${typeof each === 'string' ? each : JSON.stringify(each)}`)
        .join('\n')
    : ''

/** `name: value`, one a line. */
function read(
  text: string,
): { readonly value: Readonly<Record<string, string>> } | { readonly error: string } {
  const value: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) return { error: `“${line.trim()}” is not “name: value”` }
    value[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
  }
  return { value }
}

/** Texts by name, written one a line. */
export function RecordField(props: RecordFieldProps) {
  const { value, onCommit } = props
  const [broken, setBroken] = useState<{ readonly text: string; readonly error: string } | null>(
    null,
  )
  const shown = broken?.text ?? toText(value)
  return (
    <TextField
      {...props}
      layout="stacked"
      mono
      rows={Math.min(8, Math.max(2, shown.split('\n').length))}
      placeholder="name: value"
      value={shown}
      error={broken?.error ?? props.error}
      onCommit={(text) => {
        const result = read(text)
        if ('error' in result) setBroken({ text, error: result.error })
        else {
          setBroken(null)
          onCommit(result.value)
        }
      }}
    />
  )
}
