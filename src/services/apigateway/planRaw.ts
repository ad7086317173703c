import type { JsonValue } from '#services/service.ts'

/** A node's properties as the document holds them: only what differs from the defaults. */
export type RawProperties = Readonly<Record<string, JsonValue>>

/** A part of them that is an object. */
export type Raw = { readonly [key: string]: JsonValue }

export const isRaw = (value: JsonValue | undefined): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const rawOf = (value: JsonValue | undefined): Raw => (isRaw(value) ? value : {})

export const listOf = (value: JsonValue | undefined): readonly Raw[] =>
  Array.isArray(value) ? value.filter(isRaw) : []

/** `raw` with `change`; null takes a member away. */
export const changed = (raw: Raw, change: Raw): Raw =>
  Object.fromEntries(Object.entries({ ...raw, ...change }).filter(([, value]) => value !== null))

/** `properties` with `name`; nothing of it is kept where it holds nothing. */
export const withPart = (
  properties: RawProperties,
  name: string,
  value: JsonValue,
): RawProperties => {
  const { [name]: _, ...rest } = properties
  const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  return isEmpty ? rest : { ...rest, [name]: value }
}

/** The properties with an authorizer changed, or made; a change of null takes it away. */
export function planAuthorizer(
  properties: RawProperties,
  name: string,
  change: Raw | null,
): RawProperties {
  const { [name]: own, ...others } = rawOf(properties['Authorizers'])
  const next = change === null ? others : { ...others, [name]: changed(rawOf(own), change) }
  return withPart(properties, 'Authorizers', next)
}

const deploymentNumber = (id: JsonValue | undefined): number =>
  typeof id === 'string' ? Number(/^dep(\d+)$/.exec(id)?.[1] ?? 0) : 0

/** The id of the deployment after `deployments`: `dep003`. */
export function nextDeploymentId(deployments: readonly Raw[]): string {
  const last = Math.max(0, ...deployments.map((each) => deploymentNumber(each['DeploymentId'])))
  return `dep${String(last + 1).padStart(3, '0')}`
}

/** What each wire leads to, by the wire's id: routes of an HTTP API, methods of a REST API. */
export function groupByWire(
  wired: readonly { readonly wire: string; readonly key: string }[],
): Readonly<Record<string, readonly string[]>> {
  const byWire = new Map<string, string[]>()
  for (const { wire, key } of wired) {
    const keys = byWire.get(wire)
    if (keys === undefined) byWire.set(wire, [key])
    else keys.push(key)
  }
  return Object.fromEntries(byWire)
}
