import type { ContractName } from '#contracts/contracts.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Edge } from '#services/service.ts'

/** No node has this id: whoever calls along such an edge stands outside of the scenario. */
const OUTSIDE = ''

/** The way in for a caller outside of the scenario: nothing is drawn on it, and it takes no time. */
export const outsideEdge = <C extends ContractName>(contract: C, target: NodeId): Edge<C> => ({
  id: OUTSIDE,
  contract,
  source: OUTSIDE,
  target,
  port: null,
  properties: {},
})

export const isOutside = (edge: Edge): boolean => edge.id === OUTSIDE
