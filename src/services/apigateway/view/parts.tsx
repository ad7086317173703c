import { Button } from '#kit/Button.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { RawProperties } from '#services/view.ts'
import { useState } from 'react'

/** Edits of a panel, and why the last one could not be. */
export interface Edits {
  /** Answers whether it was done. */
  readonly apply: (next: RawProperties) => boolean
  readonly problem: string | null
  readonly setProblem: (problem: string) => void
}

/** Puts a panel's plans into the document. */
export function useEdits(edit: (next: RawProperties) => readonly string[]): Edits {
  const [problem, setProblem] = useState<string | null>(null)
  const apply = (next: RawProperties): boolean => {
    const [message] = edit(next)
    setProblem(message ?? null)
    return message === undefined
  }
  return { apply, problem, setProblem }
}

/** Why an edit could not be; nothing where it was done. */
export function Problem({ problem }: Pick<Edits, 'problem'>) {
  return problem === null ? null : (
    <p className="rest-problem" role="alert">
      {problem}
    </p>
  )
}

/** Makes something by its name; the field is empty again once that was done. */
export function NewName(props: {
  readonly label: string
  readonly placeholder?: string
  readonly button: string
  readonly create: (name: string) => boolean
}) {
  const { label, placeholder, button, create } = props
  const [name, setName] = useState('')
  return (
    <form
      className="rest-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (create(name.trim())) setName('')
      }}
    >
      <TextField label={label} value={name} onChange={setName} placeholder={placeholder} mono />
      <Button type="submit" disabled={name.trim() === ''}>
        {button}
      </Button>
    </form>
  )
}
