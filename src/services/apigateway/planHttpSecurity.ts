import type { JsonValue } from '#services/service.ts'

type Raw = { readonly [key: string]: JsonValue }
type RawProperties = Readonly<Record<string, JsonValue>>

const rawOf = (value: JsonValue | undefined): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}

const withPart = (properties: RawProperties, name: string, value: Raw): RawProperties => {
  const { [name]: _, ...rest } = properties
  return Object.keys(value).length === 0 ? rest : { ...rest, [name]: value }
}

const changed = (raw: Raw, change: Raw): Raw =>
  Object.fromEntries(Object.entries({ ...raw, ...change }).filter(([, value]) => value !== null))

/** Who may take a route, as one choice: `NONE`, `AWS_IAM`, or an authorizer by `authorizer:` and its name. */
export function routeGuardOf(properties: RawProperties, key: string): string {
  const { AuthorizationType: type, AuthorizerId: name } = rawOf(rawOf(properties['Routes'])[key])
  if (type === 'AWS_IAM') return 'AWS_IAM'
  return (type === 'JWT' || type === 'CUSTOM') && typeof name === 'string'
    ? `authorizer:${name}`
    : 'NONE'
}

/** The properties with a route behind a guard, as `routeGuardOf` tells it. */
export function planRouteGuard(
  properties: RawProperties,
  key: string,
  guard: string,
): RawProperties {
  const [kind, name = ''] = guard.split(':')
  const isJwt = rawOf(rawOf(properties['Authorizers'])[name])['AuthorizerType'] === 'JWT'
  const type = kind === 'authorizer' ? (isJwt ? 'JWT' : 'CUSTOM') : (kind ?? 'NONE')
  const { [key]: own, ...others } = rawOf(properties['Routes'])
  const route = changed(rawOf(own), {
    AuthorizationType: type === 'NONE' ? null : type,
    AuthorizerId: kind === 'authorizer' ? name : null,
    ...(type !== 'JWT' && { AuthorizationScopes: null }),
  })
  const isPlain = Object.keys(route).length === 0
  return withPart(properties, 'Routes', isPlain ? others : { ...others, [key]: route })
}

/** The properties with an authorizer changed, or made; null takes it away. */
export function planHttpAuthorizer(
  properties: RawProperties,
  name: string,
  change: Raw | null,
): RawProperties {
  const { [name]: own, ...others } = rawOf(properties['Authorizers'])
  const next = change === null ? others : { ...others, [name]: changed(rawOf(own), change) }
  return withPart(properties, 'Authorizers', next)
}
