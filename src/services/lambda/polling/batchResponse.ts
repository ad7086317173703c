/** What a function said of its batch. */
export type BatchResult =
  | { readonly type: 'success' }
  /** These failed, the others did not. */
  | { readonly type: 'partial'; readonly failed: ReadonlySet<string> }
  /** All of it counts as failed. */
  | { readonly type: 'failure'; readonly reason: string }

const SUCCESS: BatchResult = { type: 'success' }

const failure = (reason: string): BatchResult => ({ type: 'failure', reason })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads the response of a function that reports batch item failures. A null or empty response or list is a complete
 * success; invalid JSON, and an item identifier that is empty, null, of a wrong name or not in the batch, a complete
 * failure. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function readBatchResponse(payload: string, identifiers: ReadonlySet<string>): BatchResult {
  let response: unknown
  try {
    response = JSON.parse(payload)
  } catch {
    return failure('the response is not valid JSON')
  }
  if (response === null) return SUCCESS
  if (!isObject(response)) return failure('the response is not an object')
  const { batchItemFailures: list } = response
  if (list === undefined || list === null) return SUCCESS
  if (!Array.isArray(list)) return failure('batchItemFailures is not a list')
  const failed = new Set<string>()
  for (const item of list as readonly unknown[]) {
    const identifier = isObject(item) ? item['itemIdentifier'] : undefined
    if (typeof identifier !== 'string' || identifier === '') {
      return failure('an itemIdentifier is empty, null or missing')
    }
    if (!identifiers.has(identifier))
      return failure(`itemIdentifier ${identifier} is not in the batch`)
    failed.add(identifier)
  }
  return failed.size === 0 ? SUCCESS : { type: 'partial', failed }
}
