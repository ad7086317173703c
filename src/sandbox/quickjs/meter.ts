import { createReader, encodeLeb, encodeSignedLeb, I32, type Reader } from './webAssembly.ts'

/**
 * Meters the loops of one compiled function: QuickJS's natives go over text, numbers and memory without ticks, and a
 * program that calls nothing else would never be cut. Each round takes one of a budget that all functions share; where
 * that runs out the host is asked, which charges what no ticks have paid for (`budget.ts`).
 */
export interface Metering {
  /** The index of the global that holds the budget. */
  readonly global: number
  /** Leaves a new budget, 0 where no time is left. */
  readonly refuel: readonly number[]
  readonly parameters: number
  /** Leaves the result where no time is left; nothing for a function that must come to its end. */
  readonly leave: readonly number[]
  /** What a round of its loops takes of the budget. */
  readonly weight: number
}

/** Bytes that memory instructions copy or fill in about the time of one round. */
const BYTES_PER_ROUND_SHIFT = 3

/** Rounds until one that must come to its end asks again: 2 to this. */
const GO_ON_SHIFT = 17

const LOOP = 0x03
const RETURN = 0x0f
const PREFIX = 0xfc
const MEMORY_COPY = 10
const MEMORY_FILL = 11

/** How many LEB128 numbers follow an instruction; what follows otherwise is told apart below. */
const NUMBERS: Readonly<Record<number, number>> = {
  ...Object.fromEntries(
    [0x02, LOOP, 0x04, 0x0c, 0x0d, 0x10, 0x41, 0x42, 0xd2].map((op) => [op, 1]),
  ),
  ...Object.fromEntries(Array.from({ length: 7 }, (_, at) => [0x20 + at, 1])),
  ...Object.fromEntries(Array.from({ length: 0x17 }, (_, at) => [0x28 + at, 2])),
  0x11: 2,
  0x3f: 1,
  0x40: 1,
  0x43: -4,
  0x44: -8,
  0xd0: 1,
}
/** The same of those with the prefix 0xfc. */
const PREFIXED: Readonly<Record<number, number>> = {
  8: 2,
  9: 1,
  [MEMORY_COPY]: 2,
  [MEMORY_FILL]: 1,
  12: 2,
  13: 1,
  14: 2,
  15: 1,
  16: 1,
  17: 1,
}

/** Goes past one instruction; which it was, those with a prefix above 0xfc00. */
function step(reader: Reader): number {
  const opcode = reader.byte()
  if (opcode === PREFIX) {
    const inner = reader.leb()
    for (let left = PREFIXED[inner] ?? 0; left > 0; left--) reader.leb()
    return (PREFIX << 8) + inner
  }
  if (opcode === 0x0e || opcode === 0x1c) {
    // A table of branches has one more than it says, a typed select just its types.
    for (let left = reader.leb() + (opcode === 0x0e ? 1 : 0); left > 0; left--) reader.leb()
    return opcode
  }
  const follows = NUMBERS[opcode] ?? 0
  if (follows < 0) reader.skip(-follows)
  for (let left = follows; left > 0; left--) reader.leb()
  return opcode
}

/** The function's body with its loops metered. */
export function meter(body: Uint8Array, metering: Metering): Uint8Array {
  const { global, refuel, leave, weight } = metering
  const [get, set] = [
    [0x23, ...encodeLeb(global)],
    [0x24, ...encodeLeb(global)],
  ]
  const reader = createReader(body)
  const groups = reader.leb()
  let locals = metering.parameters
  const start = reader.at()
  for (let left = groups; left > 0; left--) {
    locals += reader.leb()
    reader.skip(1)
  }
  const declared = body.subarray(start, reader.at())
  // if (budget <= 0) { budget = refuel(); if (budget === 0) leave }
  const stop = leave.length === 0 ? [] : [...get, 0x45, 0x04, 0x40, ...leave, RETURN, 0x0b]
  // One that must come to its end goes on, and does not ask at every round.
  const goOn = leave.length === 0 ? [0x41, 1, 0x41, GO_ON_SHIFT, 0x74, 0x72] : []
  const check = [...get, 0x41, 0, 0x4c, 0x04, 0x40, ...refuel, ...goOn, ...set, ...stop, 0x0b]
  const round = [...get, 0x41, ...encodeSignedLeb(weight), 0x6b, ...set, ...check]
  const bytes = [
    [0x22, ...encodeLeb(locals), ...get, 0x20, ...encodeLeb(locals)],
    [0x41, BYTES_PER_ROUND_SHIFT, 0x76, 0x6b, ...set],
    check,
  ].flat()
  const out: number[] = [...encodeLeb(groups + 1), ...declared, 1, I32]
  while (reader.at() < body.length) {
    const from = reader.at()
    const opcode = step(reader)
    // The length lies on top of the stack, and is left there.
    const isBulk = opcode === (PREFIX << 8) + MEMORY_COPY || opcode === (PREFIX << 8) + MEMORY_FILL
    if (isBulk) out.push(...bytes)
    for (let at = from; at < reader.at(); at++) out.push(body[at] ?? 0)
    if (opcode === LOOP) out.push(...round)
  }
  return Uint8Array.from(out)
}
