import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { toRoomNode } from './rooms.ts'

const textOf = (properties: object, key: string): string => {
  const value: unknown = Object.entries(properties).find(([name]) => name === key)?.[1]
  return typeof value === 'string' ? value : ''
}

/** What can be told of the handlers before anything runs: syntax errors, modules that are not there. */
export function checkHandlers(scenario: Scenario, handlers: HandlerRuntime): readonly Problem[] {
  return scenario.nodes.flatMap((node, index) => {
    if (node.code === undefined) return []
    const { properties, code } = toRoomNode(node)
    if (typeof properties !== 'object' || properties === null) return []
    const runtime = textOf(properties, 'Runtime')
    if (!handlers.supports(runtime)) return []
    const bundle = { files: code, handler: textOf(properties, 'Handler'), runtime }
    return handlers.check(bundle).map((problem): Problem => {
      const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}`
      return {
        kind: 'error',
        path: `nodes[${index}] ${node.id}: code ${place}`,
        message: problem.message,
        node: node.id,
      }
    })
  })
}
