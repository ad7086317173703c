import type { Scenario } from '#scenario/schema.ts'
import { useMemo } from 'react'
import { getDocument, useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import type { Cast } from './narrate.ts'

const nodeNames = (nodes: Scenario['nodes']): ReadonlyMap<string, string> =>
  new Map(nodes.map((node) => [node.id, node.name ?? node.id]))

/** A node's display name by its id; the id itself where the node is gone. */
export function useNames(): (node: string) => string {
  const nodes = useDocument((state) => state.scenario.nodes)
  return useMemo(() => {
    const names = nodeNames(nodes)
    return (node) => names.get(node) ?? node
  }, [nodes])
}

/** What the narrator knows of the document and the run. */
export function useCast(): Cast {
  const nameOf = useNames()
  return useMemo(
    () => ({
      nameOf,
      edge: (id) => getDocument().scenario.edges.find((edge) => edge.id === id),
      trace: (id) => run.record.traces.find(id),
    }),
    [nameOf],
  )
}
