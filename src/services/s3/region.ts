import type { NodeId } from '#kernel/trace.ts'
import type { Bucket } from './bucket.ts'
import type { Caller } from './access/caller.ts'
import type { ActionReply } from './actions/action.ts'
import type { ObjectVersion } from './objectVersion.ts'
import type { S3Request } from './wire/address.ts'

/** A bucket of a node, as the others of the account find it. */
export interface NodeBucket {
  readonly node: NodeId
  readonly bucket: Bucket
  /** Answers at once, without the model's time and limits. `identify` tells who asks, or refuses. */
  answer(request: S3Request, identify: () => Caller): ActionReply
  /** Takes in a replica of a version of another bucket; false where it cannot. */
  adopt(
    version: ObjectVersion,
    as: { readonly storageClass: ObjectVersion['storageClass'] },
  ): boolean
}

/** All buckets of the account in its Region: what every node of the kind shares. */
export interface S3Region {
  add(bucket: NodeBucket): void
  remove(bucket: NodeBucket): void
  /** By name. Of several nodes with one name, the first one added has it. */
  find(name: string): NodeBucket | undefined
  findByNode(node: NodeId): NodeBucket | undefined
  /** Ordered by bucket name. */
  all(): readonly NodeBucket[]
}

/** Creates an account's Region without buckets. */
export function createRegion(): S3Region {
  const buckets = new Set<NodeBucket>()
  const nameOf = ({ bucket }: NodeBucket): string => bucket.settings.name
  return {
    add: (bucket) => void buckets.add(bucket),
    remove: (bucket) => void buckets.delete(bucket),
    find(name) {
      for (const bucket of buckets) if (nameOf(bucket) === name) return bucket
      return undefined
    },
    findByNode(node) {
      for (const bucket of buckets) if (bucket.node === node) return bucket
      return undefined
    },
    all: () => [...buckets].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
  }
}
