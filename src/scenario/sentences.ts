import { catalog } from '#services/catalog.ts'
import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue

/** What zod/mini says where nobody gave words of their own. */
const NO_WORDS = 'Invalid input'

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** A value as a message shows it: JSON, cut to a bearable length. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const either = (values: readonly unknown[]): string => values.map(show).join(', ')

const lengthOf = (origin: string): string => (origin === 'string' ? 'characters' : 'entries')

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const { origin, minimum, inclusive, input } = issue
  if (origin === 'number' || origin === 'int') {
    return inclusive === false
      ? `${show(input)} is not above ${minimum}`
      : `${show(input)} is below ${minimum}`
  }
  return `has fewer than ${minimum} ${lengthOf(origin)}`
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const { origin, maximum, inclusive, input } = issue
  if (origin === 'number' || origin === 'int') {
    return inclusive === false
      ? `${show(input)} is not below ${maximum}`
      : `${show(input)} is above ${maximum}`
  }
  return `has more than ${maximum} ${lengthOf(origin)}`
}

/** A node whose `type` chooses no schema. */
function unknownType({ input }: Extract<Issue, { code: 'invalid_union' }>): string {
  const type: unknown =
    typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  if (type === undefined) return 'is missing'
  return `${show(type)} is none of ${either(Object.keys(catalog))}`
}

/** One finding of zod's as places (relative to the issue's own path) with a sentence each. */
export function toSentences(
  issue: Issue,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  const at = (message: string) => [{ path: issue.path, message }]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not known here' }))
  }
  if (issue.code === 'invalid_key') {
    return at(issue.issues[0]?.message ?? 'is not a name that may stand here')
  }
  if (issue.message !== NO_WORDS) return at(issue.message)
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return at('is missing')
      return at(`${show(issue.input)} is not ${TYPE_WORDS[issue.expected] ?? issue.expected}`)
    case 'too_small':
      return at(tooSmall(issue))
    case 'too_big':
      return at(tooBig(issue))
    case 'invalid_value':
      if (issue.input === undefined) return at('is missing')
      return at(
        issue.values.length === 1
          ? `${show(issue.input)} is not ${either(issue.values)}`
          : `${show(issue.input)} is none of ${either(issue.values)}`,
      )
    case 'invalid_format':
      return at(`${show(issue.input)} does not match ${issue.pattern ?? issue.format}`)
    case 'not_multiple_of':
      return at(`${show(issue.input)} is not a multiple of ${issue.divisor}`)
    case 'invalid_union':
      return issue.errors[0]?.flatMap((inner) => [...toSentences(inner)]) ?? at(unknownType(issue))
    case 'invalid_element':
      return issue.issues.flatMap((inner) => [...toSentences(inner)])
    case 'custom':
      return at('is not valid')
  }
}
