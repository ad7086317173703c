import type { Image } from './image.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'

/**
 * Where copies of an image lie in one wasm memory. Copies differ from it in little (reference counts, links of lists),
 * so that beyond `RESIDENT_BYTES_MAX` several take turns in one place: what the one that leaves has changed is kept
 * aside. Each comes back to the very addresses that it had: what happens inside never depends on its neighbours.
 */
export interface Slots {
  /** A place for one more copy. 0 for its base where the memory is full. */
  take(): Residence
}

/** One copy's claim to its place. */
export interface Residence {
  /** Where the copy begins, whenever it is there. */
  readonly base: Pointer
  /** Makes the copy be there. */
  readonly enter: () => void
  release(): void
}

/** Of all places for one image in one wasm memory. */
const RESIDENT_BYTES_MAX = 32 * 1_048_576

interface Slot {
  readonly base: Pointer
  copies: number
  /** Puts aside what the copy that is there has changed; null where none is. */
  evict: (() => void) | null
}

/** Words that differ from the image's: how many there are from one to the next, and what each holds. */
interface Changes {
  readonly gaps: Uint8Array
  readonly values: Int32Array
}
/** A gap of so many words, and no value yet. */
const LONG_GAP = 255

export function createSlots(image: Image, lastingAt: Pointer, instance: QuickJsInstance): Slots {
  const { words: plain, pointers, lastingPointers } = image
  const slotsMax = Math.max(1, Math.floor(RESIDENT_BYTES_MAX / plain.byteLength))
  const slots: Slot[] = []
  const placeOf = ({ base }: Slot): Int32Array =>
    instance.words().subarray(base >> 2, (base >> 2) + plain.length)
  /** Makes addresses of offsets, or with negative numbers the other way round. */
  const relocate = (place: Int32Array, by: number, lastingBy: number): void => {
    for (let at = 0; at < pointers.length; at++) {
      const index = pointers[at] ?? 0
      place[index] = (place[index] ?? 0) + by
    }
    for (let at = 0; at < lastingPointers.length; at++) {
      const index = lastingPointers[at] ?? 0
      place[index] = (place[index] ?? 0) + lastingBy
    }
  }
  const difference = (slot: Slot): Changes => {
    const place = placeOf(slot)
    relocate(place, -slot.base, -lastingAt)
    const gaps: number[] = []
    const values: number[] = []
    let last = 0
    for (let index = 0; index < plain.length; index++) {
      const value = place[index] ?? 0
      if (value === plain[index]) continue
      for (; index - last >= LONG_GAP; last += LONG_GAP) gaps.push(LONG_GAP)
      gaps.push(index - last)
      values.push(value)
      last = index
    }
    return { gaps: Uint8Array.from(gaps), values: Int32Array.from(values) }
  }
  const restore = (slot: Slot, changes: Changes | null): void => {
    const place = placeOf(slot)
    place.set(plain)
    let index = 0
    let taken = 0
    for (const gap of changes?.gaps ?? []) {
      index += gap
      if (gap !== LONG_GAP) place[index] = changes?.values[taken++] ?? 0
    }
    relocate(place, slot.base, lastingAt)
  }
  const takeSlot = (): Slot => {
    if (slots.length < slotsMax) {
      const made: Slot = { base: instance.malloc(plain.byteLength), copies: 0, evict: null }
      if (made.base !== 0) slots.push(made)
      return made
    }
    return slots.reduce((least, slot) => (slot.copies < least.copies ? slot : least))
  }
  return {
    take() {
      const slot = takeSlot()
      slot.copies++
      let changes: Changes | null = null
      const evict = (): void => {
        changes = difference(slot)
      }
      return {
        base: slot.base,
        enter() {
          if (slot.evict === evict) return
          slot.evict?.()
          restore(slot, changes)
          changes = null
          slot.evict = evict
        },
        release() {
          changes = null
          if (slot.evict === evict) slot.evict = null
          if (--slot.copies > 0) return
          instance.free(slot.base)
          slots.splice(slots.indexOf(slot), 1)
        },
      }
    },
  }
}
