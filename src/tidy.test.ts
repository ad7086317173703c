import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mayImport } from './tidy/layers.ts'
import {
  find,
  type Import,
  isEngine,
  isNode,
  isTest,
  memberOf,
  type Node,
  ROOT,
  roomOf,
  type Source,
  sources,
} from './tidy/sources.ts'

// Rules of docs/architecture.md that no linter states. Every test answers the list of what breaks it.

/** Lines that are not empty. */
const LINES_MAX = 400
/** Lines of a function that are not inside another function in it. */
const FUNCTION_LINES_MAX = 70

/** Packages that draw or reach the page; the engine runs in a worker and under Node alike. */
const PAGE_PACKAGES =
  /^(react|react-dom|@xyflow|@base-ui|zustand|uplot|monaco-editor|idb-keyval|aws-icons|react-resizable-panels|node:)/

describe('imports', () => {
  const broken = (isBroken: (source: Source, one: Import) => boolean): readonly string[] =>
    sources.flatMap((source) =>
      source.imports
        .filter((one) => isBroken(source, one))
        .map(({ specifier }) => `${source.path} imports ${specifier}`),
    )

  test('point one way: the table of layers', () => {
    expect(broken(({ path }, one) => !mayImport(path, one))).toEqual([])
  })

  test('the table refuses what it should', () => {
    const isRefused = (path: string, target: string, isType = false): boolean =>
      !mayImport(path, { specifier: `#${target}`, target, isType })
    const wrong: readonly (readonly [string, string])[] = [
      ['kernel/kernel.ts', 'contracts/http.ts'],
      ['world/place.ts', 'scenario/schema.ts'],
      ['kit/Button.tsx', 'scenario/schema.ts'],
      ['contracts/http.ts', 'kernel/kernel.ts'],
      ['services/sqs/service.ts', 'services/lambda/limits.ts'],
      ['services/sqs/service.ts', 'scenario/schema.ts'],
      ['services/sqs/service.ts', 'services/catalog.ts'],
      ['services/sqs/service.ts', 'sandbox/quickjs/createIsolate.ts'],
      ['services/sqs/view/Node.tsx', 'services/sqs/queue.ts'],
      ['services/sqs/view/Node.tsx', 'ui/stores/runStore.ts'],
      ['sandbox/runtime.ts', 'simulation/simulation.ts'],
      ['worker/client.ts', 'simulation/simulation.ts'],
      ['ui/canvas/Canvas.tsx', 'simulation/simulation.ts'],
      ['ui/canvas/Canvas.tsx', 'services/sqs/service.ts'],
      ['ui/canvas/Canvas.tsx', 'kernel/kernel.ts'],
      ['ui/canvas/Canvas.test.tsx', 'simulation/simulation.ts'],
    ]
    expect(wrong.filter(([path, target]) => !isRefused(path, target))).toEqual([])
    expect(isRefused('ui/canvas/Canvas.tsx', 'kernel/trace.ts', true)).toBe(false)
    expect(isRefused('ui/canvas/Canvas.tsx', 'kernel/trace.ts')).toBe(true)
  })

  test('rooms never import rooms', () => {
    const isOtherRoom = ({ path }: Source, { target }: Import): boolean => {
      const [from, to] = [roomOf(path), target === null ? undefined : roomOf(target)]
      return from !== undefined && to !== undefined && from !== to
    }
    expect(broken(isOtherRoom)).toEqual([])
  })

  test('of the page’s packages never reach the engine; kernel, world and contracts take none at all', () => {
    const isForeign = ({ path }: Source, { specifier, target }: Import): boolean => {
      // The one file that finds the engine's WebAssembly on disk, for the command line and the tests.
      if (path === 'sandbox/quickjs/loadNode.ts') return false
      if (target !== null || isTest(path) || !isEngine(path)) return false
      return PAGE_PACKAGES.test(specifier) || /^(kernel|world|contracts)\//.test(path)
    }
    expect(broken(isForeign)).toEqual([])
  })

  test('within a folder are relative, across folders by name, always with the extension', () => {
    const isSloppy = ({ path }: Source, { specifier, target }: Import): boolean => {
      if (target === null) return false
      if (specifier.startsWith('../../')) return true
      const crosses = path.includes('/') && target.split('/')[0] !== path.split('/')[0]
      if (crosses && !specifier.startsWith('#')) return true
      return !/\.(ts|tsx|cjs|css|json|svg|wasm|md)$/.test(target)
    }
    expect(broken(isSloppy)).toEqual([])
  })

  test('no barrels: nothing is exported by a star', () => {
    expect(
      find(
        () => true,
        ({ type }) => type === 'ExportAllDeclaration',
      ),
    ).toEqual([])
  })
})

describe('the engine', () => {
  const engineCode = (path: string): boolean => isEngine(path) && !isTest(path)
  const BANNED_MATH =
    /^(random|exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)$/
  const BANNED_NAMES =
    /^(Date|Intl|performance|crypto|setTimeout|setInterval|setImmediate|queueMicrotask|WeakRef|FinalizationRegistry)$/

  test('computes nothing that differs between engines: no **, no Math.exp and its like, no locale', () => {
    const differs = (node: Node): boolean => {
      if (node['operator'] === '**' || node['operator'] === '**=') return true
      if (node.type !== 'MemberExpression') return false
      const [object, property] = memberOf(node) ?? ['', '']
      if (object === 'Math') return BANNED_MATH.test(property)
      return /^(toLocale\w*|localeCompare)$/.test(property)
    }
    expect(find(engineCode, differs)).toEqual([])
  })

  test('takes time and chance from the kernel only, and iterates over no object’s keys by for-in', () => {
    const reaches = (node: Node, parent: Node | null): boolean => {
      if (node.type === 'ForInStatement') return true
      if (node.type !== 'Identifier' || !BANNED_NAMES.test(String(node['name']))) return false
      // A property, a key or a type of that name is something else.
      if (parent?.type === 'MemberExpression') return parent['object'] === node
      return !/^(Property|TSTypeReference|TSPropertySignature|MethodDefinition|ImportSpecifier)$/.test(
        parent?.type ?? '',
      )
    }
    expect(find(engineCode, reaches)).toEqual([])
  })

  test('is never async in kernel, rooms and simulation: what takes time is a process', () => {
    const inside = (path: string): boolean =>
      engineCode(path) && /^(kernel|services|simulation)\//.test(path)
    expect(
      find(inside, (node) => node['async'] === true || node.type === 'AwaitExpression'),
    ).toEqual([])
  })

  test('yields its waits: a sleep or a call on a line of its own does nothing', () => {
    const isLost = (node: Node, parent: Node | null): boolean => {
      if (node.type !== 'CallExpression' || parent?.type !== 'ExpressionStatement') return false
      const [object, method] = memberOf(node['callee']) ?? ['', '']
      return (
        /^(ctx|host|kernel|clock)$/.test(object) &&
        /^(sleep|call|callApi|timeout|settle|external)$/.test(method)
      )
    }
    expect(find(isEngine, isLost)).toEqual([])
  })
})

describe('rooms', () => {
  const rooms = [...new Set(sources.flatMap(({ path }) => roomOf(path) ?? []))].toSorted()
  const has = (room: string, file: string): boolean =>
    existsSync(join(ROOT, 'services', room, file))
  const read = (file: string): string => readFileSync(join(ROOT, 'services', file), 'utf8')

  test.each(rooms)('%s is whole', (room) => {
    const parts = ['README.md', 'definition.ts', 'service.ts', 'view']
    expect(parts.filter((part) => !has(room, part))).toEqual([])
    expect(
      sources.filter(({ path }) => roomOf(path) === room && isTest(path)).length,
    ).toBeGreaterThan(0)
  })

  test.each(rooms)('%s stands in the three lists', (room) => {
    expect(read('catalog.ts')).toContain(`'./${room}/definition.ts'`)
    expect(read('modules.ts')).toContain(`'./${room}/service.ts'`)
    expect(read('views.ts')).toContain(`'./${room}/view/`)
  })

  test.each(rooms)('%s says what is not modelled', (room) => {
    expect(has(room, 'README.md') ? read(`${room}/README.md`) : '').toMatch(/not modelled/i)
  })
})

describe('sizes and leftovers', () => {
  test(`no file has more than ${LINES_MAX} lines`, () => {
    const filled = (text: string): number => text.split('\n').filter((line) => line !== '').length
    const long = sources.filter(({ text }) => filled(text) > LINES_MAX)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  test(`no function has more than ${FUNCTION_LINES_MAX} lines of its own`, () => {
    const isFunction = ({ type }: Node): boolean => /Function(Declaration|Expression)$/.test(type)
    const linesIn = (source: Source, node: Node): number =>
      source.text.slice(node.start, node.end).split('\n').length
    const ownLines = (source: Source, node: Node): number => {
      let inner = 0
      const count = (parent: Node): void => {
        for (const child of Object.values(parent).flat()) {
          if (!isNode(child)) continue
          if (isFunction(child)) inner += linesIn(source, child) - 1
          else count(child)
        }
      }
      count(node)
      return linesIn(source, node) - inner
    }
    const isLong = (node: Node, _: Node | null, source: Source): boolean =>
      isFunction(node) &&
      linesIn(source, node) > FUNCTION_LINES_MAX &&
      ownLines(source, node) > FUNCTION_LINES_MAX
    expect(find((path) => !isTest(path), isLong)).toEqual([])
  })

  test('nothing is left to do, left out or left on', () => {
    const note = /\b(TODO|FIXME|HACK|XXX)\b/
    const notes = sources.filter(({ path, text }) => path !== 'tidy.test.ts' && note.test(text))
    expect(notes.map(({ path }) => path)).toEqual([])
    const isLeft = (node: Node, _: Node | null, { path }: Source): boolean => {
      if (node.type === 'DebuggerStatement') return true
      const [object, property] = memberOf(node) ?? ['', '']
      if (/^(test|describe|it)$/.test(object)) return /^(only|skip|todo|fails)$/.test(property)
      const prints = object === 'console' && /^(log|info|debug|dir|table|trace)$/.test(property)
      return prints && !/^(cli|bench)\//.test(path) && !isTest(path)
    }
    expect(find(() => true, isLeft)).toEqual([])
  })

  test('a file is named for the noun it serves', () => {
    const vague = /(^|\/)((utils?|helpers?|common|shared|hooks|misc)(\/|\.tsx?$)|types\.tsx?$)/
    expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([])
  })
})
