import { getDocument } from '../stores/document.ts'
import type { WrittenRequest } from './requestText.ts'

/** An IAM user whose keys the document has, as an API names them in `IamUsers`. */
export interface ConsoleSigner {
  readonly name: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function readUser(value: unknown): readonly ConsoleSigner[] {
  if (!isObject(value)) return []
  const { UserName: name, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = value
  return typeof name === 'string' &&
    typeof accessKeyId === 'string' &&
    typeof secretAccessKey === 'string'
    ? [{ name, accessKeyId, secretAccessKey }]
    : []
}

interface Documented {
  readonly nodes: readonly { readonly id: string; readonly properties?: object }[]
  readonly edges: readonly { readonly source: string; readonly target: string }[]
}

/** The users that may sign requests to `node`: its own, and those of the APIs behind it, as behind a custom domain. */
export function signersOf({ nodes, edges }: Documented, node: string): readonly ConsoleSigner[] {
  const reached = new Set([
    node,
    ...edges.filter(({ source }) => source === node).map(({ target }) => target),
  ])
  const users = nodes
    .filter(({ id }) => reached.has(id))
    .flatMap(({ properties }): readonly unknown[] => {
      const own: unknown = isObject(properties) ? properties['IamUsers'] : undefined
      return Array.isArray(own) ? own : []
    })
    .flatMap(readUser)
  return users.filter(
    (user, index) => users.findIndex((each) => each.accessKeyId === user.accessKeyId) === index,
  )
}

/** Who signs a request, while the document has that user. */
export const findSigner = ({
  node,
  signer,
}: Pick<WrittenRequest, 'node' | 'signer'>): ConsoleSigner | null =>
  signer === ''
    ? null
    : (signersOf(getDocument().scenario, node).find((each) => each.accessKeyId === signer) ?? null)
