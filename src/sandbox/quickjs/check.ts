import type { HandlerBundle, HandlerProblem } from '../runtime.ts'
import { createGuest, EVAL } from './guest.ts'
import type { QuickJsInstance } from './instance.ts'
import { syntaxMessage } from './blame/syntaxWords.ts'
import { createLoader } from './loader.ts'
import { TASK_ROOT } from './packages.ts'
import type { Sources } from './sources.ts'
import { stripTypes } from './source.ts'
import { isUnserved } from './unserved.ts'

const SCRIPT = /\.(?:[mc]?[jt]s|tsx)$/
const DECLARATIONS = /\.d\.[mc]?ts$/
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g

/** Packages hold files for other systems, tests and types: what nobody loads breaks nothing. */
const isOwn = (file: string): boolean => !/(?:^|\/)node_modules\//.test(file)

/** Compiles every file of the function's own without running any, and looks whether what they import exists. */
export function checkBundle(
  bundle: Pick<HandlerBundle, 'files' | 'layers' | 'handler' | 'runtime'>,
  sources: Sources,
  takeInstance: () => QuickJsInstance,
): readonly HandlerProblem[] {
  const loader = createLoader(bundle, sources.isPublic)
  const problems: HandlerProblem[] = []
  const texts = Object.entries(bundle.files).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      SCRIPT.test(entry[0]) &&
      isOwn(entry[0]) &&
      !DECLARATIONS.test(entry[0]),
  )
  const compile = createCompiler(takeInstance())
  for (const [file, text] of texts) {
    const path = `${TASK_ROOT}/${file}`
    const isModule = loader.resolver.formatOf(path) === 'esm'
    const source = stripTypes(path, text, isModule ? 'esm' : 'cjs')
    if (source.type === 'problem') {
      problems.push({ file, ...source.problem })
      continue
    }
    const error = compile.run(source.text, isModule)
    if (error !== null) {
      problems.push({ file, ...error })
      continue
    }
    for (const match of source.text.matchAll(SPECIFIER)) {
      const specifier = match[2] ?? ''
      const found = isModule
        ? loader.resolver.import(specifier, path)
        : loader.resolver.require(specifier, path, [path])
      const line = source.text.slice(0, match.index).split('\n').length
      if (found.type === 'missing') {
        problems.push({ file, line, message: found.message + hintOf(specifier) })
      } else if (found.type === 'builtin' && isUnserved(specifier)) {
        const message = `Coldstart does not have the service of ${specifier} yet: its calls are denied, as by a role that does not allow them`
        problems.push({ file, line, message, isWarning: true })
      }
    }
  }
  compile.dispose()
  return [...problems, ...checkHandler(bundle, loader)]
}

/** What to do about a package that is not there; empty where there is nothing to say. */
function hintOf(specifier: string): string {
  if (/^aws-sdk(?:\/|$)/.test(specifier)) {
    return '\nNode.js 18 and later come with version 3 of the SDK only: import @aws-sdk/client-dynamodb and its like. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html'
  }
  return /^@(?:aws-sdk|smithy)\//.test(specifier)
    ? "\nLambda has it, this sandbox does not: bring it along in the function's node_modules, or a bundle."
    : ''
}

function checkHandler(
  { handler, files }: Pick<HandlerBundle, 'files' | 'handler'>,
  loader: ReturnType<typeof createLoader>,
): readonly HandlerProblem[] {
  const name = /^(.*\/)?([^./]*)\.(.+)$/.exec(handler)
  const file = Object.keys(files)[0] ?? ''
  if (name === null || handler.includes('..')) {
    return [{ file, line: null, message: `'${handler}' is not a valid handler name` }]
  }
  const found = loader.resolver.handlerFile((name[1] ?? '') + (name[2] ?? ''))
  return found.type === 'missing' ? [{ file, line: null, message: found.message }] : []
}

/** What QuickJS says of an import while nothing loads modules. */
const NOT_LOADED = 'ReferenceError: could not load module'

interface Compiler {
  run(text: string, isModule: boolean): { line: number | null; message: string } | null
  dispose(): void
}

function createCompiler(instance: QuickJsInstance): Compiler {
  instance.vacate()
  const runtime = instance.newRuntime()
  const context = instance.newContext(runtime, 0)
  const guest = createGuest(instance, context)
  let count = 0
  return {
    run(text, isModule) {
      const code = isModule
        ? text
        : `(function (exports, require, module, __filename, __dirname) { ${text}\n})`
      const flags = EVAL.compileOnly | (isModule ? EVAL.module : EVAL.script)
      // Each under its own name: modules of one name would be taken for one another.
      const value = guest.evaluate(code, `check${count++}`, flags)
      const error = guest.takeException(value)
      guest.free(value)
      if (error === null) return null
      const told = guest.toText(error) ?? 'SyntaxError'
      const words = told.startsWith('SyntaxError') ? syntaxMessage(text, isModule) : null
      const message = words === null ? told : `SyntaxError: ${words}`
      // A module's imports are looked up once it has compiled; whether they exist is told by `checkBundle`, in Node's words.
      if (message.startsWith(NOT_LOADED)) {
        guest.free(error)
        return null
      }
      const stack = guest.getProperty(error, 'stack')
      const line = /check\d+:(\d+)/.exec(guest.toText(stack) ?? '')?.[1]
      guest.free(stack)
      guest.free(error)
      return { message, line: line === undefined ? null : Number(line) }
    },
    dispose() {
      instance.freeContext(context)
      instance.freeRuntime(runtime)
    },
  }
}
