import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ARENA, ARENA_BYTES, compileAllocator, KIND, placeBytes } from './allocator.ts'
import { createArenas } from './arenas.ts'
import { exportedFunction, Instance, Memory } from './webAssembly.ts'

const KIB = 1_024

/** The allocator over a host that never uses memory twice and knows what it has given out. */
function createFixture(chunksMax: number) {
  const memory = new Memory({ initial: 512, maximum: 512 })
  const bytes = new Uint8Array(memory.buffer)
  const words = new Int32Array(memory.buffer)
  const given = new Set<number>()
  let end = 64 * KIB
  const malloc = (size: number): number => {
    const at = end + 8
    // As Emscripten's allocator: the size with its header, marked as in use.
    words[(at - 4) >> 2] = ((size + 11) & -8) | 3
    end = (at + size + 7) & -8
    bytes.fill(0xa5, at, end)
    given.add(at)
    return at
  }
  const free = (at: number): number => {
    if (!given.delete(at)) throw new Error(`${at} is freed twice`)
    return 0
  }
  const nothing = (): number => 0
  const env = {
    memory,
    malloc,
    free,
    track: nothing,
    deny: nothing,
    poll: nothing,
    refuel: nothing,
  }
  const wasm = new Instance(compileAllocator(), { env })
  const arenas = createArenas({ malloc, free }, { bytes: () => bytes, words: () => words })
  const arena = arenas.create({ chunksMax, isClean: false })
  exportedFunction(wasm, 'occupy')(arena)
  exportedFunction(wasm, 'enter')(16, 24, -1)
  const call =
    (name: string) =>
    (...args: readonly number[]): number =>
      exportedFunction(wasm, name)(...args)
  return {
    bytes,
    words,
    given,
    malloc,
    arena,
    arenas,
    allocate: (size: number) => call('malloc')(0, size),
    clear: (count: number, size: number) => call('calloc')(0, count, size),
    release: (at: number) => call('free')(0, at),
    resize: (at: number, size: number) => call('realloc')(0, at, size),
    usable: call('usable'),
  }
}

const size = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.integer({ min: 1, max: 2_200 }),
  fc.integer({ min: 1, max: 40_000 }),
)
const action = fc.oneof(
  fc.record({ type: fc.constant('make' as const), size }),
  fc.record({ type: fc.constant('clear' as const), size }),
  fc.record({ type: fc.constant('free' as const), at: fc.nat() }),
  fc.record({ type: fc.constant('resize' as const), at: fc.nat(), size }),
)

test.each([0, 1, 128])(
  'blocks keep what is in them, know their size and go back whole, with %i chunks',
  (chunksMax) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const fixture = createFixture(chunksMax)
        const live: { at: number; size: number; mark: number }[] = []
        const fill = (at: number, bytes: number, mark: number): void => {
          expect(at % 8).toBe(0)
          fixture.bytes.fill(mark, at, at + bytes)
        }
        const check = ({ at, size: bytes, mark }: (typeof live)[number]): void => {
          expect(fixture.usable(at)).toBe(bytes)
          expect(fixture.bytes.subarray(at, at + bytes).every((byte) => byte === mark)).toBe(true)
        }
        actions.forEach((next, index) => {
          const mark = 1 + (index % 250)
          const chosen = 'at' in next ? next.at % Math.max(1, live.length) : 0
          const old = live[chosen]
          if (next.type === 'free') {
            if (old === undefined) return
            check(old)
            fixture.release(old.at)
            live.splice(chosen, 1)
          } else if (next.type === 'resize') {
            if (old === undefined) return
            const at = fixture.resize(old.at, next.size)
            expect(fixture.usable(at)).toBe(next.size)
            const kept = fixture.bytes.subarray(at, at + Math.min(old.size, next.size))
            expect(kept.every((byte) => byte === old.mark)).toBe(true)
            fill(at, next.size, mark)
            live[chosen] = { at, size: next.size, mark }
          } else {
            const isClear = next.type === 'clear'
            const at = isClear ? fixture.clear(1, next.size) : fixture.allocate(next.size)
            if (isClear) check({ at, size: next.size, mark: 0 })
            fill(at, next.size, mark)
            live.push({ at, size: next.size, mark })
          }
        })
        live.forEach(check)
        fixture.arenas.release(fixture.arena)
        expect(fixture.given.size).toBe(0)
      }),
      { numRuns: 60 },
    )
  },
)

test('what dies makes room for what is of its size, and none is made beyond the chunks', () => {
  const fixture = createFixture(1)
  const first = fixture.allocate(40)
  fixture.release(first)
  expect(fixture.allocate(41)).toBe(first)
  while (fixture.words[(fixture.arena + ARENA.linked) >> 2] === 0) fixture.allocate(2_000)
  expect(fixture.words[(fixture.arena + ARENA.chunksLeft) >> 2]).toBe(0)
  // The arena, its chunk, the linked block.
  expect(fixture.given.size).toBe(3)
})

test('a block that shrinks comes to where the next of its size is made', () => {
  const fixture = createFixture(1)
  for (let round = 0; round < 1_000; round++) {
    // As QuickJS makes a string of unknown length.
    const block = fixture.allocate(77)
    fixture.release(fixture.resize(block, 60))
  }
  // The arena and its one chunk: nothing was made anew.
  expect(fixture.given.size).toBe(2)
})

test('a block of a template is left alone; one of Emscripten’s allocator goes back to it', () => {
  const fixture = createFixture(1)
  const lasting = fixture.malloc(64)
  fixture.words[(lasting - 4) >> 2] = (40 << 3) | KIND.lasting
  expect(fixture.usable(lasting)).toBe(40)
  fixture.release(lasting)
  const grown = fixture.resize(lasting, 80)
  expect(grown).not.toBe(lasting)
  expect(fixture.bytes.subarray(lasting, lasting + 40).every((byte) => byte === 0xa5)).toBe(true)
  const foreign = fixture.malloc(272)
  expect(fixture.usable(foreign)).toBe(0)
  fixture.release(foreign)
  expect(fixture.given.has(foreign)).toBe(false)
})

test('places hold their blocks and waste less than an eighth', () => {
  for (let bytes = 1; bytes < 5_000; bytes++) {
    const place = placeBytes(bytes)
    expect(place % 8).toBe(0)
    expect(place).toBeGreaterThanOrEqual(bytes + 4)
    expect(place).toBeLessThanOrEqual((bytes + 11) * 1.125)
  }
  expect(ARENA_BYTES).toBeLessThan(512)
})
