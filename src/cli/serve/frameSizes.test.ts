import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameSizes } from './frameSizes.ts'

/** A masked frame as a client sends it. */
function frame(opcode: number, isFinal: boolean, length: number): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode
  const head =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : length < 65_536
        ? Buffer.from([first, 0xfe, length >> 8, length & 255])
        : Buffer.from([
            first,
            0xff,
            0,
            0,
            0,
            0,
            ...[24, 16, 8, 0].map((by) => (length >> by) & 255),
          ])
  return Buffer.concat([head, Buffer.alloc(4 + length, 0x81)])
}

const length = fc.oneof(fc.nat(130), fc.nat(400), fc.constantFrom(65_535, 65_536, 70_000))

test('messages are told by their largest frame, whatever pieces the bytes come in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(length, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 9 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(
          messages.flatMap((parts) =>
            parts.flatMap((size, at) => [
              frame(at === 0 ? 1 : 0, at === parts.length - 1, size),
              // A ping may stand between the frames of a message.
              frame(9, true, 7),
            ]),
          ),
        )
        const frames = createFrameSizes()
        let at = 0
        for (let turn = 0; at < bytes.length; turn++) {
          const end = at + (cuts[turn % cuts.length] ?? 1)
          frames.read(bytes.subarray(at, end))
          at = end
        }
        for (const parts of messages) expect(frames.next()).toBe(Math.max(...parts))
        expect(frames.next()).toBeUndefined()
      },
    ),
  )
})
