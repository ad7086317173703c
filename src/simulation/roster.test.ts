import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRoster, type Entry } from './roster.ts'

test('behaves as a Set that is iterated in the order of joining', () => {
  const moves = fc.array(
    fc.oneof(
      fc.constant({ type: 'add' as const }),
      fc.record({ type: fc.constant('remove' as const), which: fc.nat(30) }),
      fc.constant({ type: 'takeAll' as const }),
    ),
  )
  fc.assert(
    fc.property(moves, (all) => {
      const roster = createRoster<number>()
      const entries: Entry<number>[] = []
      const model = new Set<number>()
      for (const move of all) {
        if (move.type === 'add') {
          model.add(entries.length)
          entries.push(roster.add(entries.length))
        } else if (move.type === 'remove') {
          const entry = entries[move.which]
          if (entry !== undefined) expect(roster.remove(entry)).toBe(model.delete(entry.item))
        } else {
          expect(roster.takeAll()).toEqual([...model])
          model.clear()
        }
      }
      expect(roster.takeAll()).toEqual([...model])
    }),
  )
})
