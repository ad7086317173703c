import { createRandom, type Random } from '#kernel/random.ts'
import type { HandlerBundle } from '../runtime.ts'

/** The functions behind `native` in `node/internal/bootstrap.cjs`, in the order of their ids: a template knows them by these. */
export const NATIVES = [
  'clock',
  'cpu',
  'heap',
  'stop',
  'random',
  'word',
  'profile',
  'send',
  'site',
  'hasBuiltin',
  'readFile',
  'handlerFile',
  'resolve',
  'compileBuiltin',
  'compileFile',
  'fileStat',
  'fileList',
  'fileRead',
  'fileWrite',
  'fileMake',
  'fileRemove',
  'fileRename',
  'fileResize',
  'fileMark',
  'zlibPack',
  'zlibUnpack',
  'zlibTake',
  'crc32',
  'requireModule',
  'crypto',
  'cryptoTake',
  'blame',
] as const

/** An isolate's streams of chance by purpose, so that the SDK's jitter never shifts what the handler draws. */
export function createStreams(seed: HandlerBundle['seed']): (purpose: string) => Random {
  const streams = new Map<string, Random>()
  return (purpose) => {
    const known = streams.get(purpose)
    if (known !== undefined) return known
    const made = createRandom(seed[0], `${purpose}:${seed[1]}:${seed[2]}:${seed[3]}`)
    streams.set(purpose, made)
    return made
  }
}
