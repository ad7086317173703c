import { ARENA, ARENA_BYTES, LINK_BYTES } from './allocator.ts'
import type { Pointer, Views } from './instance.ts'

/** Where the blocks of one environment lie, see `allocator.ts`. */
export interface Arenas {
  /**
   * An empty arena that may come to have `chunksMax` chunks; without any, each block is given back by itself.
   * `isClean`: such blocks begin as zeros. 0 where the memory is full.
   */
  create(options: { readonly chunksMax: number; readonly isClean: boolean }): Pointer
  /** Gives back all that it holds, and itself. */
  release(arena: Pointer): void
  /** The blocks that lie in no chunk, in the order in which they were made. */
  linkedBlocks(arena: Pointer): readonly Pointer[]
}

/** The memory's own allocator. */
interface Source {
  readonly malloc: (bytes: number) => Pointer
  readonly free: (at: Pointer) => number
}

export function createArenas({ malloc, free }: Source, { bytes, words }: Views): Arenas {
  const word = (at: Pointer): number => words()[at >> 2] ?? 0
  /** Places from `first` on, each of which tells the next at `offset`. */
  const follow = (first: Pointer, offset: number): readonly Pointer[] => {
    const places: Pointer[] = []
    for (let at = first; at !== 0; at = word(at + offset)) places.push(at)
    return places
  }
  const linked = (arena: Pointer): readonly Pointer[] => follow(word(arena + ARENA.linked), 4)
  return {
    create({ chunksMax, isClean }) {
      const arena = malloc(ARENA_BYTES)
      if (arena === 0) return 0
      bytes().fill(0, arena, arena + ARENA_BYTES)
      words()[(arena + ARENA.chunksLeft) >> 2] = chunksMax
      words()[(arena + ARENA.isClean) >> 2] = isClean ? 1 : 0
      return arena
    },
    release(arena) {
      for (const block of linked(arena)) free(block)
      for (const chunk of follow(word(arena + ARENA.chunks), 0)) free(chunk)
      free(arena)
    },
    linkedBlocks: (arena) =>
      linked(arena)
        .map((at) => at + LINK_BYTES)
        .toReversed(),
  }
}
