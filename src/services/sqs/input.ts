import { invalidValue, missingParameter, Refusal, type Wire } from './refusal.ts'

/** Whether a value is a JSON object. */
export const isWire = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const serialization = (): Refusal =>
  new Refusal('SerializationException', 'The request body is not valid JSON of the expected types.')

/** A request's body. */
export function readBody(text: string): Wire {
  let body: unknown
  try {
    body = JSON.parse(text === '' ? '{}' : text)
  } catch {
    throw serialization()
  }
  if (!isWire(body)) throw serialization()
  return body
}

/** An optional text. */
export function text(input: Wire, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw serialization()
  return value
}

/** A text that must be there. */
export function requiredText(input: Wire, name: string): string {
  const value = text(input, name)
  if (value === undefined || value === '') throw missingParameter(name)
  return value
}

/** An optional whole number within bounds. */
export function integer(
  input: Wire,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw serialization()
  if (value < min || value > max) {
    throw invalidValue(name, value, `Must be between ${min} and ${max}, if provided.`)
  }
  return value
}

/** An optional list of texts. */
export function texts(input: Wire, name: string): readonly string[] {
  const value = input[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw serialization()
  return value.map((one: unknown) => {
    if (typeof one !== 'string') throw serialization()
    return one
  })
}

/** An optional list of objects. */
export function wires(input: Wire, name: string): readonly Wire[] {
  const value = input[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw serialization()
  return value.map((one: unknown) => {
    if (!isWire(one)) throw serialization()
    return one
  })
}

/** An optional object. */
export function wire(input: Wire, name: string): Wire {
  const value = input[name]
  if (value === undefined || value === null) return {}
  if (!isWire(value)) throw serialization()
  return value
}
