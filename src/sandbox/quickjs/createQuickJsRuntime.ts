import { createDisk, findDisk } from '../disk.ts'
import type { HandlerRuntime } from '../runtime.ts'
import { checkBundle } from './check.ts'
import { compileQuickJs, type QuickJsInstance } from './instance.ts'
import { createIsolate, type QuickJsIsolate } from './isolate.ts'
import { createSources } from './sources.ts'
import { createTemplates } from './templates.ts'

/** What a loader hands over: QuickJS's `.wasm` file and the texts of `node/` and `sdk/` by path. */
export interface QuickJsAssets {
  readonly wasm: Uint8Array
  readonly sources: Readonly<Record<string, string>>
}

/** A runtime whose steps are synchronous. */
export interface QuickJsRuntime extends HandlerRuntime {
  createIsolate(...args: Parameters<HandlerRuntime['createIsolate']>): QuickJsIsolate
}

/** One wasm memory holds at most 2 GiB: environments are spread so that one never comes near. */
const SHARD_ISOLATES_MAX = 400
const SHARD_BYTES_MAX = 600 * 1_048_576

/** `/tmp` where nobody says more. https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
const DISK_BYTES = 512 * 1_048_576

interface Shard {
  readonly instance: QuickJsInstance
  isCrashed: boolean
  isolates: number
  heapBytes: number
}

/** Runs Lambda's Node.js handlers in QuickJS. One runtime serves any number of simulations, one after the other. */
export function createQuickJsRuntime(assets: QuickJsAssets): QuickJsRuntime {
  const quickJs = compileQuickJs(assets.wasm)
  const sources = createSources(assets.sources)
  const templates = createTemplates(sources)
  let shards: Shard[] = []
  const takeShard = (): Shard => {
    shards = shards.filter((shard) => !shard.isCrashed)
    const free = shards.find(
      (shard) => shard.isolates < SHARD_ISOLATES_MAX && shard.heapBytes < SHARD_BYTES_MAX,
    )
    if (free !== undefined) return free
    const made = { instance: quickJs.createInstance(), isCrashed: false, isolates: 0, heapBytes: 0 }
    shards.push(made)
    return made
  }
  return {
    // Runtimes of other languages are profiles: their timings are their own, the body is JavaScript.
    supports: () => true,
    createIsolate(bundle, limits, disk) {
      const shard = takeShard()
      shard.isolates++
      let held = 0
      let isDisposed = false
      const isolate = createIsolate({
        bundle,
        limits,
        sources,
        templates,
        instance: shard.instance,
        disk: (disk === undefined ? undefined : findDisk(disk)) ?? createDisk(DISK_BYTES),
        onCrash: () => {
          shard.isCrashed = true
        },
        isCrashed: () => shard.isCrashed,
        onHeap: (bytes) => {
          shard.heapBytes += bytes - held
          held = bytes
        },
      })
      return {
        ...isolate,
        dispose() {
          if (isDisposed) return
          isDisposed = true
          isolate.dispose()
          shard.isolates--
        },
      }
    },
    createDisk,
    check: (bundle) => checkBundle(bundle, sources, () => takeShard().instance),
  }
}
