import type { Behavior } from '../distribution.ts'
import { type PublicKey, readPublicKey } from './publicKey.ts'
import type { TrustedKeys } from './signedRequest.ts'

/** Keys and groups as the document has them. */
interface KeyRing {
  readonly PublicKeys: Readonly<Record<string, { readonly EncodedKey: string }>>
  readonly KeyGroups: Readonly<Record<string, { readonly Items: readonly string[] }>>
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

function collect(groups: readonly string[], { PublicKeys, KeyGroups }: KeyRing): TrustedKeys {
  const found = new Map<string, PublicKey>()
  for (const id of groups.flatMap((group) => own(KeyGroups, group)?.Items ?? [])) {
    const key = readPublicKey(own(PublicKeys, id)?.EncodedKey ?? '')
    if (key !== null) found.set(id, key)
  }
  return found
}

/** The keys of each behaviour's groups, read once; null: anybody may come. */
export function createTrustedKeys(ring: KeyRing): (behavior: Behavior) => TrustedKeys | null {
  const known = new Map<Behavior, TrustedKeys>()
  return (behavior) => {
    const { TrustedKeyGroups: groups } = behavior.config
    if (groups.length === 0) return null
    let keys = known.get(behavior)
    if (keys === undefined) known.set(behavior, (keys = collect(groups, ring)))
    return keys
  }
}
