import type { ApiReply } from '#contracts/api.ts'
import type { HandlerCall } from '#sandbox/runtime.ts'

/** `coldstart:host`, as `src/sandbox/README.md` agrees it. */
export interface SdkHost {
  call(call: Omit<HandlerCall, 'id'>): Promise<ApiReply>
  now(): number
  sleep(ms: number): Promise<void>
  random(): number
  uuid(): string
  /** Present where calls may go the plain way, see `internal/plainCall.cjs`. */
  readonly plain?: PlainHost
}

/** The host's half of plain calls. */
export interface PlainHost {
  readonly environment: Readonly<Record<string, string | undefined>>
  profile(text: string): number
  send(
    profile: number,
    body: string,
    trace: string,
    settle: (output: object, requestId?: string) => void,
  ): void
}

type Module = Record<string, unknown>

/** A path from `sdk/`: `./@aws-sdk/client-dynamodb.cjs` → `@aws-sdk/client-dynamodb`; internal files get the scheme. */
const specifierOf = (path: string): string => {
  const name = path.replace(/^\.\//, '').replace(/\.cjs$/, '')
  return name.startsWith('internal/') ? `coldstart:sdk/${name}` : name
}

/** Evaluates the in-isolate modules here, without an isolate: the fast path of the tests. `sources`: path → text. */
export function loadSdk(
  sources: Readonly<Record<string, string>>,
  host: SdkHost,
  builtIns: Readonly<Record<string, object>>,
): (specifier: string) => Module {
  const texts = new Map(
    Object.keys(sources).map((path) => [specifierOf(path), sources[path] ?? ''] as const),
  )
  const loaded = new Map<string, { exports: Module }>()
  const require = (specifier: string): Module => {
    // Nobody is asked here where a call comes from.
    if (specifier === 'coldstart:host') return { site: () => -1, ...host, ...host.plain }
    const builtIn = builtIns[specifier]
    if (builtIn) return { ...builtIn }
    const known = loaded.get(specifier)
    if (known) return known.exports
    const text = texts.get(specifier)
    if (text === undefined) throw new Error(`Cannot find module '${specifier}'`)
    const module = { exports: {} }
    loaded.set(specifier, module)
    // oxlint-disable-next-line typescript/no-implied-eval -- this is how the isolate evaluates built-ins, too
    const evaluate = new Function('exports', 'require', 'module', text)
    evaluate(module.exports, require, module)
    return module.exports
  }
  return require
}
