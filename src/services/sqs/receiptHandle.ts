import { base64Decode, base64Encode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'

/** What a receipt handle stands for: one receive of one message of one queue. */
export interface Receipt {
  readonly queue: string
  readonly sequence: number
  readonly receive: number
}

const PREFIX = 'AQEB'

/** Opaque to its holder, as AWS's are; it begins as they do. */
export const toReceiptHandle = ({ queue, sequence, receive }: Receipt): string =>
  PREFIX + base64Encode(utf8Encode(`${sequence}:${receive}:${queue}`))

/** null: no handle of ours. */
export function readReceiptHandle(handle: string): Receipt | null {
  if (!handle.startsWith(PREFIX)) return null
  const bytes = base64Decode(handle.slice(PREFIX.length))
  const text = bytes === null ? null : utf8Decode(bytes)
  const found = text === null ? null : /^(\d{1,15}):(\d{1,9}):(.+)$/.exec(text)
  if (found === null) return null
  const [, sequence = '', receive = '', queue = ''] = found
  return { queue, sequence: Number(sequence), receive: Number(receive) }
}
