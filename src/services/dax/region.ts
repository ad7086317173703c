import type { NodeId } from '#kernel/trace.ts'

/** A cluster, as its clients find it. */
export interface NodeCluster {
  readonly node: NodeId
  /** Its name now, and the host of its discovery endpoint. */
  readonly name: string
  readonly host: string
}

/** All clusters of the account in its Region. */
export interface DaxRegion {
  add(cluster: NodeCluster): void
  remove(cluster: NodeCluster): void
  /** By the host of its endpoint; of several with one name, the first one added. */
  find(host: string): NodeCluster | undefined
  /** Hosts of all of them. */
  hosts(): readonly string[]
}

/** What stands in every endpoint of an account in a Region, after the cluster's name. */
const ACCOUNT_PART = 'l6fzcv'

/** `sessions.l6fzcv.dax-clusters.us-east-1.amazonaws.com` */
export const toHost = (name: string, region: string): string =>
  `${name.toLowerCase()}.${ACCOUNT_PART}.dax-clusters.${region}.amazonaws.com`

/** Creates an account's Region without clusters. */
export function createRegion(): DaxRegion {
  const clusters = new Set<NodeCluster>()
  return {
    add: (cluster) => void clusters.add(cluster),
    remove: (cluster) => void clusters.delete(cluster),
    find(host) {
      const [name] = host.toLowerCase().split(':')
      for (const cluster of clusters) if (cluster.host === name) return cluster
      return undefined
    },
    hosts: () => [...clusters].map(({ host }) => host),
  }
}
