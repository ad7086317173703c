import { formatNumber } from '#kit/format.ts'
import type { RequestInput } from '../planRequest.ts'
import type { Item } from './items.ts'

type JsonValue = RequestInput[string]

/** What a request by hand was answered. */
export type Answer =
  | {
      readonly type: 'items'
      readonly items: readonly Item[]
      readonly count: number
      readonly scannedCount: number
      readonly capacityUnits: number
      /** Where the next page begins; null at the end. */
      readonly lastKey: JsonValue
    }
  | { readonly type: 'refused'; readonly error: string; readonly message: string }

const isRecord = (value: unknown): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads the room's answer to `ask`; null where it makes no sense. */
export function readAnswer(value: unknown): Answer | null {
  if (!isRecord(value) || typeof value['body'] !== 'string') return null
  const body: unknown = JSON.parse(value['body'])
  if (!isRecord(body)) return null
  if (value['status'] !== 200) {
    const error = textOf(body['__type']).replace(/^.*#/, '')
    return { type: 'refused', error, message: textOf(body['message'] ?? body['Message']) }
  }
  const { Items: items, ConsumedCapacity: capacity } = body
  return {
    type: 'items',
    items: Array.isArray(items) ? items.filter(isRecord) : [],
    count: numberOf(body['Count']),
    scannedCount: numberOf(body['ScannedCount']),
    capacityUnits: isRecord(capacity) ? numberOf(capacity['CapacityUnits']) : 0,
    lastKey: body['LastEvaluatedKey'] ?? null,
  }
}

/** Capacity units: an eventually consistent read may take a half of one. */
export const formatUnits = (units: number): string =>
  formatNumber(units, Number.isInteger(units) ? 0 : 1)
