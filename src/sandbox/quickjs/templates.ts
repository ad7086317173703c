import { CHUNKS_MAX } from './allocator.ts'
import { CONTEXT } from './build.ts'
import type { HandlerBundle } from '../runtime.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'
import type { Loader } from './loader.ts'
import { TASK_ROOT } from './packages.ts'
import { nodeMajor } from './resolve.ts'
import { createSlots, type Slots } from './slots.ts'
import type { Sources } from './sources.ts'
import { isUnserved } from './unserved.ts'
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
  /** Makes it be where it lies: before it is entered. */
  readonly enter: () => void
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
/** A template's lasting part in one wasm memory. */
interface Installed {
  readonly template: Template
  readonly lastingAt: Pointer
  readonly slots: Slots
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
    if (lastingAt === 0) throw new Error('no memory for a template')
    instance.words().set(lasting, lastingAt >> 2)
    const slots = createSlots(template.image, lastingAt, instance)
    const made = { template, lastingAt, slots, copies: 0 }
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
        release() {
          laid.release()
          uninstall(one, instance)
        },
      }
    },
  }
}

/** Copies the image to a place of its own, with an arena for what comes to it. */
function layDown({ template, slots }: Installed, instance: QuickJsInstance): Omit<Copy, 'ticks'> {
  const { image, entries } = template
  const arena = instance.arenas.create({ chunksMax: CHUNKS_MAX, isClean: false })
  const residence = slots.take()
  const { base } = residence
  if (arena === 0 || base === 0) throw new Error('no memory for an environment')
  const context = base + image.context
  return {
    arena,
    enter: residence.enter,
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
      for (const { index, addend } of image.times) put((base >> 2) + index, time + addend)
    },
    release() {
      instance.arenas.release(arena)
      residence.release()
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
      (name) =>
        !isUnserved(name) && resolver.import(name, `${TASK_ROOT}/index.mjs`).type === 'builtin',
    )
    const found = own.toSorted()
    known.set(files, found)
    return found
  }
}
