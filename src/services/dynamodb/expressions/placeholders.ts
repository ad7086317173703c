import type { AttributeValue } from '../attributeValue.ts'
import { type RawItem, toAttributeValue } from '../attributeShape.ts'
import { Refusal, validation } from '../refusal.ts'

/** A request's ExpressionAttributeNames and ExpressionAttributeValues, and which of them its expressions use. */
export interface Placeholders {
  findName(placeholder: string): string | undefined
  findValue(placeholder: string): AttributeValue | undefined
  /** Refuses placeholders that no expression used. */
  refuseUnused(): void
}

const NAME = /^#[0-9a-zA-Z_]+$/
const VALUE = /^:[0-9a-zA-Z_]+$/

function refuseKeys(
  parameter: string,
  given: ReadonlyMap<string, unknown> | undefined,
  form: RegExp,
): void {
  if (given === undefined) return
  if (given.size === 0) throw validation(`${parameter} must not be empty`)
  for (const key of given.keys()) {
    if (form.test(key)) continue
    throw validation(`${parameter} contains invalid key: Syntax error; key: "${key}"`)
  }
}

function toValues(raw: RawItem): ReadonlyMap<string, AttributeValue> {
  const values = new Map<string, AttributeValue>()
  for (const [key, value] of raw) {
    try {
      values.set(key, toAttributeValue(value))
    } catch (error) {
      const message = error instanceof Refusal ? error.body['message'] : undefined
      if (typeof message !== 'string') throw error
      const found = `ExpressionAttributeValues contains invalid value: ${message}`
      throw validation(`${found} for key ${key}`)
    }
  }
  return values
}

function refuseLeft(parameter: string, given: Iterable<string>, used: ReadonlySet<string>): void {
  const left = [...given].filter((key) => !used.has(key))
  if (left.length === 0) return
  const keys = `keys: {${left.join(', ')}}`
  throw validation(`Value provided in ${parameter} unused in expressions: ${keys}`)
}

/** Checks the placeholders themselves, in AWS's order. */
export function createPlaceholders(
  givenNames: ReadonlyMap<string, string> | undefined,
  givenValues: RawItem | undefined,
): Placeholders {
  refuseKeys('ExpressionAttributeNames', givenNames, NAME)
  refuseKeys('ExpressionAttributeValues', givenValues, VALUE)
  const names: ReadonlyMap<string, string> = givenNames ?? new Map()
  const values = toValues(givenValues ?? new Map())
  const used = new Set<string>()
  return {
    findName(placeholder) {
      used.add(placeholder)
      return names.get(placeholder)
    },
    findValue(placeholder) {
      used.add(placeholder)
      return values.get(placeholder)
    },
    refuseUnused() {
      refuseLeft('ExpressionAttributeNames', names.keys(), used)
      refuseLeft('ExpressionAttributeValues', values.keys(), used)
    },
  }
}
