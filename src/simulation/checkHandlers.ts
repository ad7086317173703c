import type { Files } from '#contracts/files.ts'
import { mergeLayers } from '#contracts/layers.ts'
import type { HandlerProblem, HandlerRuntime } from '#sandbox/runtime.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { toRoomNode } from './rooms.ts'

const textOf = (properties: object, key: string): string => {
  const value: unknown = Object.entries(properties).find(([name]) => name === key)?.[1]
  return typeof value === 'string' ? value : ''
}

const textsOf = (properties: object, key: string): readonly string[] => {
  const value: unknown = Object.entries(properties).find(([name]) => name === key)?.[1]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** What a check said, and all that it depends on beside the files. */
interface Checked {
  readonly by: HandlerRuntime
  readonly layers: ScenarioNode['layers']
  /** `Handler`, `Runtime` and `Layers`. */
  readonly settings: string
  readonly problems: readonly HandlerProblem[]
}

/** The last check of each function's files: most edits change none. */
const checked = new WeakMap<Files, Checked>()

function checkNode(node: ScenarioNode, handlers: HandlerRuntime): readonly HandlerProblem[] {
  const { properties, code, layers } = toRoomNode(node)
  if (typeof properties !== 'object' || properties === null) return []
  const [runtime, handler] = [textOf(properties, 'Runtime'), textOf(properties, 'Handler')]
  const names = textsOf(properties, 'Layers')
  if (!handlers.supports(runtime)) return []
  const settings = JSON.stringify([runtime, handler, names])
  const known = checked.get(code)
  if (known?.by === handlers && known.layers === node.layers && known.settings === settings) {
    return known.problems
  }
  const bundle = { files: code, layers: mergeLayers(names, layers), handler, runtime }
  const problems = handlers.check(bundle)
  checked.set(code, { by: handlers, layers: node.layers, settings, problems })
  return problems
}

/** What can be told of the handlers before anything runs: syntax errors, modules that are not there. */
export function checkHandlers(scenario: Scenario, handlers: HandlerRuntime): readonly Problem[] {
  return scenario.nodes.flatMap((node, index) =>
    node.code === undefined
      ? []
      : checkNode(node, handlers).map(({ file, line, message, isWarning }): Problem => {
          const place = line === null ? file : `${file}:${line}`
          const path = `nodes[${index}] ${node.id}: code ${place}`
          return { kind: isWarning ? 'warning' : 'error', path, message, node: node.id }
        }),
  )
}
