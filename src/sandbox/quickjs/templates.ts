import { ARENA, ARENA_BYTES, CHUNKS_MAX } from './allocator.ts'
import { CONTEXT } from './build.ts'
import type { HandlerBundle } from '../runtime.ts'
import { GuestBuildError } from './guest.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'
import type { Loader } from './loader.ts'
import { TASK_ROOT } from './packages.ts'
import { nodeMajor } from './resolve.ts'
import type { Sources } from './sources.ts'
import {
  type BuiltinTicks,
  createTemplate,
  ENTRIES,
  type Entry,
  type Template,
  type TemplateKind,
} from './template.ts'

/** A guest of one environment, laid down in an arena of its own. */
export interface Copy {
  readonly arena: Pointer
  readonly runtime: Pointer
  readonly context: Pointer
  /** Heap cells, which stay the copy's. */
  readonly entries: { readonly [N in Entry]: Pointer }
  /** CPU time that loading a built-in costs that the template has evaluated already. */
  readonly ticks: ReadonlyMap<string, BuiltinTicks>
  /** Its own chance and beginning, in µs (the latter since the epoch). */
  begin(own: { readonly seedMicros: number; readonly micros: number }): void
  release(): void
}

/** The templates of one runtime, each made when it is first needed. */
export interface Templates {
  copy(instance: QuickJsInstance, bundle: HandlerBundle, loader: Loader): Copy
}

/** So many are kept; of the others, those in use. */
const KEPT_MAX = 8
/** What an environment can take before it needs a chunk. */
const SPARE_BYTES = 16_384
const align = (bytes: number): number => (bytes + 7) & -8
const HEAD_BYTES = align(ARENA_BYTES)

/** A template's lasting part in one wasm memory. */
interface Installed {
  readonly template: Template
  readonly lastingAt: Pointer
  copies: number
}

export function createTemplates(sources: Sources): Templates {
  const kept = new Map<string, Template>()
  const installed = new WeakMap<QuickJsInstance, Set<Installed>>()
  const builtinsOf = createBuiltinFinder()

  const take = (kind: TemplateKind, instance: QuickJsInstance): Template => {
    const key = [kind.major, ...kind.builtins].join()
    const template = kept.get(key) ?? createTemplate(kind, sources, instance)
    kept.delete(key)
    kept.set(key, template)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_MAX) break
      kept.delete(oldest)
    }
    return template
  }
  const install = (template: Template, instance: QuickJsInstance): Installed => {
    const all = installed.get(instance) ?? new Set()
    installed.set(instance, all)
    for (const one of all) if (one.template === template) return one
    const { lasting } = template.image
    const lastingAt = instance.malloc(lasting.byteLength)
    if (lastingAt === 0) throw new GuestBuildError('no memory for a template')
    instance.words().set(lasting, lastingAt >> 2)
    const made = { template, lastingAt, copies: 0 }
    all.add(made)
    return made
  }
  const uninstall = (one: Installed, instance: QuickJsInstance): void => {
    one.copies--
    if (one.copies > 0 || Array.from(kept.values()).includes(one.template)) return
    installed.get(instance)?.delete(one)
    instance.free(one.lastingAt)
  }
  return {
    copy(instance, bundle, loader) {
      const kind = { major: nodeMajor(bundle.runtime), builtins: builtinsOf(bundle, loader) }
      const one = install(take(kind, instance), instance)
      const laid = layDown(one, instance)
      one.copies++
      return {
        ...laid,
        ticks: one.template.ticks,
        release: () => {
          instance.arenas.release(laid.arena)
          uninstall(one, instance)
        },
      }
    },
  }
}

/** Copies the image to a place of its own and makes its pointers point there. */
function layDown(
  { template, lastingAt }: Installed,
  instance: QuickJsInstance,
): Omit<Copy, 'release' | 'ticks'> {
  const { image, entries } = template
  const bytes = HEAD_BYTES + image.words.byteLength + SPARE_BYTES
  const arena = instance.malloc(bytes)
  if (arena === 0) throw new GuestBuildError('no memory for an environment')
  const words = instance.words()
  const base = arena + HEAD_BYTES
  const first = base >> 2
  words.fill(0, arena >> 2, first)
  words[(arena + ARENA.next) >> 2] = base + image.words.byteLength + 4
  words[(arena + ARENA.end) >> 2] = arena + bytes - 4
  words[(arena + ARENA.chunksLeft) >> 2] = CHUNKS_MAX
  words.set(image.words, first)
  const { pointers, lastingPointers, times } = image
  for (let at = 0; at < pointers.length; at++) {
    const index = first + (pointers[at] ?? 0)
    words[index] = (words[index] ?? 0) + base
  }
  for (let at = 0; at < lastingPointers.length; at++) {
    const index = first + (lastingPointers[at] ?? 0)
    words[index] = (words[index] ?? 0) + lastingAt
  }
  const context = base + image.context
  return {
    arena,
    runtime: base + image.runtime,
    context,
    entries: Object.fromEntries(
      ENTRIES.map((name) => [name, base + entries[name]]),
    ) as Copy['entries'],
    begin({ seedMicros, micros }) {
      const bits = new BigUint64Array(1)
      const put = (index: number, value: bigint): void => {
        bits[0] = value
        const [low = 0, high = 0] = new Int32Array(bits.buffer)
        instance.words()[index] = low
        instance.words()[index + 1] = high
      }
      put((context >> 2) + CONTEXT.randomState, BigInt(seedMicros))
      // As QuickJS computes it: whole nanoseconds, then milliseconds as a double.
      const milliseconds = Float64Array.of(Number(BigInt(micros) * 1_000n) / 1e6)
      const [time = 0n] = new BigUint64Array(milliseconds.buffer)
      for (const { index, addend } of times) put(first + index, time + addend)
    },
  }
}

const SPECIFIER = /(['"])((?:@aws-sdk|@smithy)\/[\w./-]+)\1/g

/** Which modules of the SDK a function's files name, as far as they are the runtime's own. */
function createBuiltinFinder(): (bundle: HandlerBundle, loader: Loader) => readonly string[] {
  const known = new WeakMap<HandlerBundle['files'], readonly string[]>()
  return ({ files }, { resolver }) => {
    const before = known.get(files)
    if (before !== undefined) return before
    const names = new Set<string>()
    for (const text of Object.values(files)) {
      if (typeof text !== 'string') continue
      for (const [, , name = ''] of text.matchAll(SPECIFIER)) names.add(name)
    }
    const own = Array.from(names).filter(
      (name) => resolver.import(name, `${TASK_ROOT}/index.mjs`).type === 'builtin',
    )
    const found = own.toSorted()
    known.set(files, found)
    return found
  }
}
