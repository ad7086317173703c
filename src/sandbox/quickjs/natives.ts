import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
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
  'digest',
  'hmac',
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
] as const

const ALGORITHMS = new Map([
  ['md5', md5],
  ['sha1', sha1],
  ['sha224', sha224],
  ['sha256', sha256],
  ['sha384', sha384],
  ['sha512', sha512],
])

const fromHex = (hex: string): Uint8Array => {
  const bytes = new Uint8Array(hex.length >> 1)
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  }
  return bytes
}
const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The digest of `data` (HMAC where `key` is given), all in hexadecimal; empty for an unknown algorithm. */
export function digest(algorithm: string, data: string, key: string | null): string {
  const hash = ALGORITHMS.get(algorithm)
  if (hash === undefined) return ''
  return toHex(key === null ? hash(fromHex(data)) : hmac(hash, fromHex(key), fromHex(data)))
}

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
