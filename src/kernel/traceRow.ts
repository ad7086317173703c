import { type Name, Names } from './names.ts'
import {
  codeOfCacheUse,
  codeOfKind,
  codeOfOutcome,
  hopBits,
  phases,
  rowKinds,
} from './readColumns.ts'
import type { Instant } from './time.ts'
import type { NodeId, TraceBody } from './trace.ts'

/** Where a row has no trace. */
export const NO_TRACE = -1
/** Where the numbers of a row lie. */
export const [AT, A, B, C, D] = [0, 1, 2, 3, 4] as const
/** Values of notes no longer than this are mostly the same few: a status, an environment's number. */
const NAME_LENGTH_MAX = 4

/** How many of a row's numbers mean something, by its kind. */
export const numbersOf: readonly number[] = rowKinds.map((kind) => {
  if (kind === 'hop') return D + 1
  if (kind === 'span-begin' || kind === 'span-end') return C + 1
  return kind === 'note' ? B + 1 : A + 1
})

/**
 * One event as it is hashed and kept in columns: numbers, names, and one text that rarely comes twice. There is one of
 * these in a recorder, set anew for each event.
 */
export class TraceRow {
  kind = 0
  /** `NO_TRACE` where it belongs to none. */
  trace = NO_TRACE
  /** `AT` to `D`; what a kind has no use for is 0. */
  readonly numbers = new Float64Array(D + 1)
  /** The same, as the hash takes them: the bits of IEEE 754, low word first on every machine that has a browser. */
  readonly words = new Int32Array(this.numbers.buffer)
  node: Name
  name: Name
  /** Null with `text`, and where there is neither. */
  name2: Name | null = null
  text: string | null = null
  private readonly names = new Names()
  /** Stands where a kind has no name. */
  private readonly none: Name

  constructor() {
    this.none = this.names.find('')
    this.node = this.none
    this.name = this.none
  }

  set(at: Instant, node: NodeId, body: TraceBody): void {
    this.numbers[AT] = at
    // Mostly the same node as a moment ago.
    if (node !== this.node.text) this.node = this.names.find(node)
    this.kind = codeOfKind[body.type]
    switch (body.type) {
      case 'span-begin':
        this.write(body.trace, body.span, body.parent ?? NO_TRACE, 0)
        return this.writeName(body.name)
      case 'span-end':
        return this.write(body.trace, body.span, codeOfOutcome[body.outcome], 0)
      case 'note':
        this.write(body.trace, body.span, 0, 0)
        return this.writeTexts(body.key, body.value)
      case 'hop': {
        const how = codeOfOutcome[body.outcome] + (body.phase === phases[0] ? 0 : hopBits.phase)
        const far = body.way === undefined ? 0 : hopBits.way
        const cache = body.cache === undefined ? 0 : hopBits.cache * codeOfCacheUse[body.cache]
        const facts = how + far + cache + hopBits.attempt * body.attempt
        this.write(body.trace, body.span, facts, body.arriveAt)
        this.writeName(body.edge)
        if (body.way !== undefined) this.name2 = this.names.find(body.way)
        return
      }
      case 'log':
        this.write(body.trace ?? NO_TRACE, 0, 0, 0)
        this.writeName(body.stream)
        this.text = body.line
        return
      case 'gauge':
      case 'counter':
      case 'sample':
        this.write(NO_TRACE, 0, 0, 0)
        this.numbers[A] = body.value
        return this.writeName(body.name)
      case 'mark':
        this.write(body.trace ?? NO_TRACE, 0, 0, 0)
        return this.writeTexts(body.mark, body.detail)
    }
  }

  private write(trace: number, b: number, c: number, d: number): void {
    const { numbers } = this
    this.trace = trace
    numbers[A] = trace
    numbers[B] = b
    numbers[C] = c
    numbers[D] = d
    this.name = this.none
    this.name2 = null
    this.text = null
  }

  private writeName(name: string): void {
    this.name = this.names.find(name)
  }

  private writeTexts(name: string, text: string): void {
    this.writeName(name)
    if (text.length <= NAME_LENGTH_MAX) this.name2 = this.names.find(text)
    else this.text = text
  }
}
