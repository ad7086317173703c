import type { Random } from '#kernel/random.ts'
import { md5OfText } from './digest.ts'

const hex = (word: number): string => word.toString(16).padStart(8, '0')

/** A random UUID, version 4 (RFC 9562): what SQS names messages and requests by. */
export function createUuid(random: Random): string {
  const [one, two, three, four] = [random.word(), random.word(), random.word(), random.word()].map(
    hex,
  )
  const variant = '89ab'.charAt(random.integer(0, 3))
  return `${one}-${two?.slice(0, 4)}-4${two?.slice(5)}-${variant}${three?.slice(1, 4)}-${three?.slice(4)}${four}`
}

/** `SenderId` of a role at work: its unique id and the name of the session. The same for the same node in every run. */
export const toSenderId = (node: string): string =>
  `AROA${md5OfText(node).toUpperCase().slice(0, 17)}:${node}`
