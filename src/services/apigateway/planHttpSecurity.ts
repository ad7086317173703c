import { changed, type RawProperties, rawOf, withPart } from './planRaw.ts'

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
