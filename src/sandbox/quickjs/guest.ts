import { utf8Length } from '#contracts/body.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'

/** Evaluation flags of quickjs.h. */
export const EVAL = { script: 0, module: 1, compileOnly: 32 } as const

/** The guest threw while it was being built: a bug in `node/internal`, or no memory for it. */
export class GuestBuildError extends Error {
  override readonly name = 'GuestBuildError'
}

/** JSValue's tag is its high word. */
const TAG_UNDEFINED = 3
const TAG_EXCEPTION = 6

const NO_TEXT = { text: '' }

/** Thin, handle-free access to one QuickJS context: values are pointers that the caller frees. */
export interface Guest {
  readonly context: Pointer
  readonly newString: (text: string) => Pointer
  /** `null` where the value has no text (a Symbol). */
  readonly toText: (value: Pointer) => string | null
  readonly toNumber: (value: Pointer) => number
  readonly free: (value: Pointer) => void
  readonly getProperty: (object: Pointer, name: string) => Pointer
  readonly setProperty: (object: Pointer, name: string, value: Pointer) => void
  /** Calls with string arguments. The result's text, empty for undefined; `{ error }` holds the exception, to be freed. */
  readonly callForText: (
    callee: Pointer,
    args: readonly string[],
  ) => { text: string | null } | { error: Pointer }
  readonly call: (callee: Pointer, args: readonly Pointer[]) => Pointer
  /** Raw result: an exception stays pending in the context. */
  readonly evaluate: (text: string, filename: string, flags: number) => Pointer
  /** The pending exception if `value` is one, else null. */
  readonly takeException: (value: Pointer) => Pointer | null
  /** The value, which while the guest is being built is no exception. */
  readonly must: (value: Pointer) => Pointer
}

export function createGuest(instance: QuickJsInstance, context: Pointer): Guest {
  const free = (value: Pointer): void => {
    instance.freeValue(context, value)
  }
  const newString = (text: string): Pointer => {
    const at = instance.writeString(text)
    const value = instance.newString(context, at)
    instance.free(at)
    return value
  }
  const toText = (value: Pointer): string | null => {
    const at = instance.getString(context, value)
    if (at === 0) return null
    const text = instance.readString(at)
    instance.freeCString(context, at)
    return text
  }
  const takeException = (value: Pointer): Pointer | null => {
    const error = instance.resolveException(context, value)
    return error === 0 ? null : error
  }
  const nothing = instance.undefinedValue()
  const call = (callee: Pointer, args: readonly Pointer[]): Pointer => {
    const count = args.length
    if (count === 0) return instance.call(context, callee, nothing, 0, 0)
    const list = instance.malloc(4 * count)
    const words = instance.words()
    for (let at = 0; at < count; at++) words[(list >> 2) + at] = args[at] ?? 0
    const result = instance.call(context, callee, nothing, count, list)
    instance.free(list)
    return result
  }
  const getProperty = (object: Pointer, name: string): Pointer => {
    const key = newString(name)
    const value = instance.getProp(context, object, key)
    free(key)
    return value
  }
  return {
    context,
    newString,
    toText,
    toNumber: (value) => instance.getFloat64(context, value),
    free,
    getProperty,
    setProperty(object, name, value) {
      const key = newString(name)
      instance.setProp(context, object, key, value)
      free(key)
    },
    callForText(callee, args) {
      const values = args.map(newString)
      const result = call(callee, values)
      values.forEach(free)
      const tag = instance.words()[(result >> 2) + 1]
      if (tag === TAG_UNDEFINED) {
        instance.free(result)
        return NO_TEXT
      }
      const error = tag === TAG_EXCEPTION ? takeException(result) : null
      const text = error === null ? toText(result) : null
      free(result)
      return error === null ? { text } : { error }
    },
    call,
    evaluate(text, filename, flags) {
      const code = instance.writeString(text)
      const name = instance.writeString(filename)
      const value = instance.evaluate(context, code, utf8Length(text), name, 0, flags)
      instance.free(code)
      instance.free(name)
      return value
    },
    takeException,
    must(value) {
      const error = takeException(value)
      if (error === null) return value
      const stack = getProperty(error, 'stack')
      throw new GuestBuildError(`${toText(error) ?? ''} ${toText(stack) ?? ''}`)
    },
  }
}
