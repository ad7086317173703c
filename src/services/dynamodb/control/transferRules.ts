import { toEpochMs } from '#kernel/time.ts'
import type { ActionContext } from '../actions/action.ts'
import { integer, optional, string } from '../shape.ts'

// What exports and imports have in common.

/** A bucket's name. */
export const bucketName = string({
  lengthMax: 255,
  pattern: /^[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/,
  patternText: '^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$',
})

/** An account's number. */
export const bucketOwner = string({ pattern: /^[0-9]{12}$/, patternText: '[0-9]{12}' })

/** A ClientToken. */
export const clientToken = string({ pattern: /^[^$]+$/, patternText: '^[^\\$]+$' })

/** An ARN of an export or an import. */
export const transferArn = string({ lengthMin: 37, lengthMax: 1_024 })

/** Whether a table's ARN. */
export const tableArn = string({ lengthMin: 1, lengthMax: 1_024 })

/** How long a client token is remembered. "…valid for 8 hours". In microseconds. */
const TOKEN_MICROS = 8 * 3_600 * 1_000_000

/** The task that came with the same token within the last eight hours. */
export function findRepeated<
  T extends { readonly clientToken: string | null; readonly startedAt: number },
>(tasks: ReadonlyMap<string, T>, token: string | undefined, now: number): T | null {
  if (token === undefined) return null
  for (const task of tasks.values()) {
    if (task.clientToken === token && now - task.startedAt < TOKEN_MICROS) return task
  }
  return null
}

/** `01693685827463-2d8752fd`: the end of a transfer's ARN. */
export function drawTransferId({ control, now }: ActionContext): string {
  const stamp = String(toEpochMs(now)).padStart(14, '0')
  const hex = Array.from({ length: 8 }, () => control.random.integer(0, 15).toString(16)).join('')
  return `${stamp}-${hex}`
}

/** At most so many on a page, and where it goes on. */
export const pageMembers = {
  MaxResults: optional(integer({ min: 1, max: 25 })),
  NextToken: optional(string()),
}

const PAGE_MAX = 25

/** A page of `tasks`, the newest first, after the one whose ARN is `token`. */
export function pageOf<T extends { readonly arn: string }>(
  tasks: readonly T[],
  {
    size = PAGE_MAX,
    token,
  }: { readonly size?: number | undefined; readonly token?: string | undefined },
): { readonly page: readonly T[]; readonly next: string | null } {
  const ordered = tasks.toReversed()
  const from = token === undefined ? 0 : ordered.findIndex(({ arn }) => arn === token) + 1
  const page = ordered.slice(from, from + size)
  const last = page.at(-1)
  const isMore = last !== undefined && from + page.length < ordered.length
  return { page, next: isMore ? last.arn : null }
}
