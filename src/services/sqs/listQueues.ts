import { integer, text } from './input.ts'
import type { Wire } from './refusal.ts'
import { toQueueName } from './settings.ts'

const QUEUES_MAX = 1_000

/** What the caller may see of `urls`, in the order of their names. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export function listQueues(input: Wire, urls: readonly string[]): Wire {
  const prefix = text(input, 'QueueNamePrefix') ?? ''
  const max = integer(input, 'MaxResults', { min: 1, max: QUEUES_MAX }) ?? QUEUES_MAX
  const from = text(input, 'NextToken') ?? ''
  const found = urls.filter((url) => {
    const name = toQueueName(url)
    return name.startsWith(prefix) && name > from
  })
  const page = found.slice(0, max)
  const last = page.at(-1)
  if (last === undefined) return {}
  return { QueueUrls: page, ...(found.length > max ? { NextToken: toQueueName(last) } : {}) }
}
