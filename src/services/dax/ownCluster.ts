import { sample } from '#kernel/distributions.ts'
import { between, ms, toSeconds } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { applyChange, type Change, createNode, type DaxNode } from './cluster.ts'
import type { daxDefinition } from './definition.ts'
import { type NodeType, nodeTypes } from './nodeTypes.ts'
import { type DaxRegion, type NodeCluster, toHost } from './region.ts'

type Context = ServiceContext<typeof daxDefinition>

/** Of a node's memory, what its caches may take. assumption */
const CACHE_SHARE = 0.75
const MIB_PER_GIB = 1_024
const BYTES_PER_MIB = 1_048_576
const SECONDS_PER_HOUR = 3_600

/** The nodes of a cluster, its name, and what it is charged for. */
export interface OwnCluster {
  readonly name: string
  /** Of its discovery endpoint. */
  readonly host: string
  /** The first one is the primary. */
  readonly nodes: readonly DaxNode[]
  readonly nodeType: NodeType
  readonly bytesMax: () => number
  /** Does to `node` at once what it has learnt, and to the others when it reaches them. */
  readonly spread: (node: DaxNode, apply: (node: DaxNode) => void) => void
  readonly learn: (node: DaxNode, changes: readonly Change[]) => void
  /** Takes over changed properties; another type of node, or another name, is another cluster, with empty caches. */
  change(): void
  /** Hours of nodes by their type. */
  readonly hours: () => Readonly<Record<string, number>>
  readonly dispose: () => void
}

/** Counts the hours of what is there until something changes. */
function createHours(ctx: Context) {
  let since = ctx.now
  let held = { type: '', nodes: 0 }
  let counted: Readonly<Record<string, number>> = {}
  const read = (): Readonly<Record<string, number>> => {
    const hours = (held.nodes * toSeconds(between(since, ctx.now))) / SECONDS_PER_HOUR
    return hours === 0 ? counted : { ...counted, [held.type]: (counted[held.type] ?? 0) + hours }
  }
  return {
    read,
    hold(type: string, nodes: number) {
      counted = read()
      since = ctx.now
      held = { type, nodes }
    },
  }
}

/** Creates a cluster with empty caches, as the node's properties say. */
export function createOwnCluster(ctx: Context, region: DaxRegion): OwnCluster {
  const random = ctx.random('lag')
  const hours = createHours(ctx)
  const nodes: DaxNode[] = []
  const nodeType = (): NodeType => nodeTypes[ctx.node.properties.NodeType]
  const bytesMax = (): number => {
    const { CacheMiB: own } = ctx.node.model
    return (own > 0 ? own : nodeType().memoryGiB * MIB_PER_GIB * CACHE_SHARE) * BYTES_PER_MIB
  }
  const create = (): DaxNode =>
    createNode({
      bytesMax,
      hitsPerSecond: () => nodeType().hitsPerSecond,
      itemLife: () => {
        const life = ctx.node.properties.ParameterNameValues['record-ttl-millis']
        return life === 0 ? null : ms(life)
      },
      queryLife: () => ms(ctx.node.properties.ParameterNameValues['query-ttl-millis']),
    })

  const resize = (): void => {
    const wanted = ctx.node.properties.ReplicationFactor
    while (nodes.length < wanted) nodes.push(create())
    nodes.length = wanted
    hours.hold(ctx.node.properties.NodeType, wanted)
  }
  const toCluster = (): NodeCluster => {
    const name = ctx.node.properties.ClusterName ?? ctx.node.id
    return { node: ctx.node.id, name, host: toHost(name, ctx.account.region) }
  }
  let cluster = toCluster()
  let type = ctx.node.properties.NodeType
  resize()
  region.add(cluster)

  const spread = (node: DaxNode, apply: (node: DaxNode) => void): void => {
    apply(node)
    const { NodeLagMs: mean } = ctx.node.model
    for (const other of nodes) {
      if (other === node) continue
      ctx.schedule(ms(sample({ type: 'exponential', mean }, random)), () => apply(other))
    }
  }

  return {
    get name() {
      return cluster.name
    },
    get host() {
      return cluster.host
    },
    get nodeType() {
      return nodeType()
    },
    nodes,
    bytesMax,
    spread,
    learn(node, changes) {
      for (const change of changes) spread(node, (each) => applyChange(each, change, ctx.now))
    },
    change() {
      const wanted = toCluster()
      if (type !== ctx.node.properties.NodeType || cluster.name !== wanted.name) nodes.length = 0
      type = ctx.node.properties.NodeType
      resize()
      region.remove(cluster)
      cluster = wanted
      region.add(cluster)
    },
    hours: hours.read,
    dispose: () => region.remove(cluster),
  }
}
