import type { CodeLine } from '#contracts/files.ts'
import { ATOM, BYTECODE, FRAME, FUNCTION_CLASSES, LINES, OBJECT, RUNTIME } from './build.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'
import { TASK_ROOT } from './packages.ts'

/**
 * Where in the function's own code the call came from that the guest is making: read off QuickJS's frames in its memory, so
 * that it takes no tick, and some 0.5 µs where an `Error` with its stack takes the guest forty times as long.
 */
export interface CallSites {
  /** The line that is calling now: a number for `at`, or -1 where no frame of the function's own is under way. */
  readonly find: () => number
  readonly at: (site: number) => CodeLine | undefined
}

/** Frames that are looked at: an SDK's own and a few of whoever calls it. */
const FRAMES_MAX = 48
/** Lines that are told apart; code that is made anew on each call must not fill the memory. */
const SITES_MAX = 10_000
const NAME_MAX = 512

/** The first four letters of `/var/task/…` and of `file:///var/task/…`, as they lie in memory. */
const HEADS = new Set([0x7261_762f, 0x656c_6966])
const ROOTS = [`${TASK_ROOT}/`, `file://${TASK_ROOT}/`]
const PACKAGES = 'node_modules/'

/** What is known of the function's texts. */
export interface Texts {
  /** The name that the user gave the file that stands at a path. */
  readonly original: (path: string) => string
  /** The line of the call that QuickJS says stands at `line` and `column` of a file; null where its text does not tell. */
  readonly callLine: (id: string, line: number, column: number) => number | null
}

export function createCallSites(
  instance: QuickJsInstance,
  runtime: Pointer,
  { original, callLine }: Texts,
): CallSites {
  const sites: CodeLine[] = []
  const known = new Map<string, number>()
  let latest = ''

  const fileOf = (words: Int32Array, code: Pointer): string | null => {
    const atoms = words[(runtime >> 2) + RUNTIME.atoms] ?? 0
    const text = words[(atoms >> 2) + (words[(code >> 2) + BYTECODE.file] ?? 0)] ?? 0
    if (!HEADS.has(words[(text >> 2) + ATOM.text] ?? 0)) return null
    const length = words[(text >> 2) + ATOM.length] ?? 0
    // A negative length is that of a text with letters beyond Latin-1: no name that a file here may have.
    if (length < 0 || length > NAME_MAX) return null
    const start = text + 4 * ATOM.text
    const bytes = instance.bytes()
    // Nearly always the file that it was the last time: to compare is cheaper than to make the text anew.
    if (isAt(bytes, { start, length }, latest)) return latest
    const name = String.fromCharCode(...bytes.subarray(start, start + length))
    if (!ROOTS.some((each) => name.startsWith(each))) return null
    latest = name
    return name
  }

  const siteOf = (id: string, { line, column }: Place): number => {
    const key = `${id}:${line}:${column}`
    const found = known.get(key)
    if (found !== undefined) return found
    if (sites.length >= SITES_MAX) return -1
    const path = id.slice(id.indexOf(TASK_ROOT))
    const file = original(path).slice(TASK_ROOT.length + 1)
    known.set(key, sites.length)
    // QuickJS gives the last place that it took, which may be that of a call within the call.
    const own = path.includes(PACKAGES) ? null : callLine(id, line, column)
    return sites.push({ file, line: own ?? line }) - 1
  }

  return {
    find() {
      const words = instance.words()
      const bytes = instance.bytes()
      let frame = words[(runtime >> 2) + RUNTIME.frame] ?? 0
      let inPackage = -1
      for (let looked = 0; frame !== 0 && looked < FRAMES_MAX; looked++) {
        const callee = words[(frame >> 2) + FRAME.callee] ?? 0
        if (FUNCTION_CLASSES.has((words[(callee >> 2) + OBJECT.class] ?? 0) >>> 16)) {
          const code = words[(callee >> 2) + OBJECT.data] ?? 0
          const file = fileOf(words, code)
          if (file !== null && (inPackage < 0 || !file.includes(PACKAGES))) {
            const from = words[(code >> 2) + BYTECODE.code] ?? 0
            const at = (words[(frame >> 2) + FRAME.next] ?? 0) - from - 1
            const site = siteOf(file, placeAt({ words, bytes, code }, at))
            if (!file.includes(PACKAGES)) return site
            inPackage = site
          }
        }
        frame = words[(frame >> 2) + FRAME.caller] ?? 0
      }
      return inPackage
    },
    at: (site) => sites[site],
  }
}

const isAt = (
  bytes: Uint8Array,
  { start, length }: { readonly start: number; readonly length: number },
  text: string,
): boolean => {
  if (text.length !== length) return false
  for (let at = 0; at < length; at++) {
    if (bytes[start + at] !== text.charCodeAt(at)) return false
  }
  return true
}

interface Code {
  readonly words: Int32Array
  readonly bytes: Uint8Array
  readonly code: Pointer
}

interface Place {
  readonly line: number
  readonly column: number
}

/** The place of the instruction at `offset`: QuickJS's table tells how far each step goes on in code, lines and columns. */
function placeAt({ words, bytes, code }: Code, offset: number): Place {
  const base = code >> 2
  let line = words[base + BYTECODE.line] ?? 0
  let column = words[base + BYTECODE.line + 1] ?? 0
  let at = words[base + BYTECODE.lines] ?? 0
  const end = at + (words[base + BYTECODE.linesBytes] ?? 0)
  if (at === 0) return { line, column }
  const readNumber = (): number => {
    let value = 0
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return value
  }
  const readSigned = (): number => {
    const value = readNumber()
    return (value >>> 1) ^ -(value & 1)
  }
  let position = 0
  while (at < end) {
    const step = bytes[at++] ?? 0
    let next = line
    if (step === 0) {
      position += readNumber()
      next += readSigned()
    } else {
      position += Math.floor((step - 1) / LINES.range)
      next += ((step - 1) % LINES.range) + LINES.base
    }
    const nextColumn = column + readSigned()
    if (offset < position) break
    line = next
    column = nextColumn
  }
  return { line, column }
}
