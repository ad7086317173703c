import type { JsonValue } from '#services/service.ts'
import type { WiredRoute } from '../definition.ts'
import { type ExportPlace, invocationUri } from './planRestExport.ts'
import { operationKey, operationName, readDocument } from './document.ts'
import type { Imported } from './planRestImport.ts'
import { compact, isJson, type Json, jsonOf, listOf, renamed, textOf, turned } from './json.ts'
import {
  AUTHORIZER,
  AUTHTYPE,
  CORS,
  corsNames,
  httpAuthorizerNames,
  IAM_SCHEME,
  INTEGRATION,
  SIGV4,
} from './names.ts'

/** A route of an HTTP API as it runs, with what its wire says of the integration. */
type RunningRoute = Omit<WiredRoute, 'wire'>

const TIMEOUT_DEFAULT = 30_000

const schemeOf = (authorizer: Json): Json => {
  const isJwt = authorizer['AuthorizerType'] === 'JWT'
  const sources = listOf(authorizer['IdentitySource']).flatMap((each) => textOf(each) ?? [])
  const [source = '$request.header.Authorization'] = sources
  const jwt = jsonOf(authorizer['JwtConfiguration'])
  return isJwt
    ? {
        type: 'oauth2',
        [AUTHORIZER]: compact({
          type: 'jwt',
          identitySource: source,
          jwtConfiguration: compact({ issuer: jwt['Issuer'], audience: jwt['Audience'] }),
        }),
      }
    : {
        type: 'apiKey',
        name: /^\$request\.header\.(.+)$/.exec(source)?.[1] ?? 'Unused',
        in: 'header',
        [AUTHORIZER]: compact({
          type: 'request',
          identitySource: sources.length === 0 ? undefined : sources.join(', '),
          ...renamed(authorizer, httpAuthorizerNames),
        }),
      }
}

function integrationOf(route: RunningRoute, at: ExportPlace): Json {
  const { target, kind, format, timeoutMs, subtype, parameters = {} } = route
  const timeout = timeoutMs !== TIMEOUT_DEFAULT && { timeoutInMillis: timeoutMs }
  if (kind === 'service') {
    return compact({
      type: 'aws_proxy',
      integrationSubtype: subtype,
      requestParameters: parameters,
      payloadFormatVersion: '1.0',
      ...timeout,
    })
  }
  return {
    type: kind === 'lambda' ? 'aws_proxy' : 'http_proxy',
    httpMethod: kind === 'lambda' ? 'POST' : 'ANY',
    uri: kind === 'lambda' ? invocationUri(target, at) : `http://${target}`,
    payloadFormatVersion: kind === 'lambda' ? format : '1.0',
    ...timeout,
  }
}

/** What a route asks of its caller. */
function securityOf(route: Json): readonly Json[] {
  const type = route['AuthorizationType']
  if (type === 'AWS_IAM') return [{ [SIGV4]: [] }]
  const name = textOf(route['AuthorizerId'])
  return name === undefined || (type !== 'JWT' && type !== 'CUSTOM')
    ? []
    : [{ [name]: listOf(route['AuthorizationScopes']) }]
}

/** An HTTP API's document as OpenAPI 3.0 with AWS's extensions. */
export function exportHttpApi(
  properties: Json,
  routes: readonly RunningRoute[],
  at: ExportPlace,
): Json {
  const own = jsonOf(properties['Routes'])
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes.toSorted((one, two) => (one.route < two.route ? -1 : 1))) {
    const isDefault = route.route === '$default'
    const [verb = '', path = ''] = isDefault ? ['ANY', '/$default'] : route.route.split(' ')
    const operation = {
      responses: { default: { description: `Default response for ${route.route}` } },
      ...compact({
        isDefaultRoute: isDefault ? true : undefined,
        security: securityOf(jsonOf(own[route.route])),
      }),
      [INTEGRATION]: integrationOf(route, at),
    }
    const item = (paths[path] ??= {})
    item[operationName(verb)] = operation
  }
  const authorizers = Object.entries(jsonOf(properties['Authorizers']))
  const usesIam = Object.values(own).some((each) => jsonOf(each)['AuthorizationType'] === 'AWS_IAM')
  return {
    openapi: '3.0.1',
    info: { title: textOf(properties['Name']) ?? 'api', version: '1.0' },
    paths,
    ...compact({
      components: compact({
        securitySchemes: {
          ...Object.fromEntries(authorizers.map(([name, each]) => [name, schemeOf(jsonOf(each))])),
          ...(usesIam && { [SIGV4]: IAM_SCHEME }),
        },
      }),
      [CORS]: renamed(jsonOf(properties['CorsConfiguration']), corsNames),
    }),
  }
}

const authorizerOf = (extension: Json): Json => {
  const isJwt = textOf(extension['type'])?.toLowerCase() === 'jwt'
  const jwt = jsonOf(extension['jwtConfiguration'])
  const sources = textOf(extension['identitySource'])?.split(/,\s*/)
  return compact({
    AuthorizerType: isJwt ? 'JWT' : 'REQUEST',
    IdentitySource: sources,
    ...(isJwt && {
      JwtConfiguration: compact({ Issuer: jwt['issuer'], Audience: jwt['audience'] }),
    }),
    ...renamed(extension, turned(httpAuthorizerNames)),
  })
}

/** What a route's security says, by the schemes of the document. */
function guardOf(security: readonly JsonValue[], schemes: Json, authorizers: Json): Json {
  for (const requirement of security) {
    for (const [name, scopes] of Object.entries(jsonOf(requirement))) {
      if (jsonOf(schemes[name])[AUTHTYPE] === 'awsSigv4') return { AuthorizationType: 'AWS_IAM' }
      if (!Object.hasOwn(authorizers, name)) continue
      const isJwt = jsonOf(authorizers[name])['AuthorizerType'] === 'JWT'
      return compact({
        AuthorizationType: isJwt ? 'JWT' : 'CUSTOM',
        AuthorizerId: name,
        AuthorizationScopes: listOf(scopes),
      })
    }
  }
  return {}
}

/** The routes of a document, by their keys. */
function routesOf(document: Json): readonly (readonly [string, Json])[] {
  return Object.entries(jsonOf(document['paths'])).flatMap(([path, item]) =>
    Object.entries(jsonOf(item)).flatMap(([name, each]): readonly (readonly [string, Json])[] => {
      const operation = jsonOf(each)
      const key = operationKey(name, path)
      if (key === null) return []
      const isDefault = operation['isDefaultRoute'] === true || path === '/$default'
      return [[isDefault ? '$default' : key, operation]]
    }),
  )
}

/** What an HTTP API takes over from a document, and the routes that wires are to have. */
export interface ImportedHttp extends Imported {
  readonly routes: readonly string[]
}

/** An HTTP API from OpenAPI 3 with AWS's extensions. Its routes belong to wires. */
export function importHttpApi(value: unknown): ImportedHttp | string {
  const document = readDocument(value)
  if (typeof document === 'string') return document
  const schemes = jsonOf(jsonOf(document['components'])['securitySchemes'])
  const Authorizers = Object.fromEntries(
    Object.entries(schemes).flatMap(([name, each]) => {
      const extension = jsonOf(each)[AUTHORIZER]
      return isJson(extension) ? [[name, authorizerOf(extension)] as const] : []
    }),
  )
  const routes = routesOf(document)
  const Routes = Object.fromEntries(
    routes.flatMap(([key, operation]) => {
      const security = listOf(operation['security'] ?? document['security'])
      const extension = jsonOf(operation[INTEGRATION])
      const route = compact({
        ...guardOf(security, schemes, Authorizers),
        IntegrationUri: textOf(extension['uri']) ?? textOf(extension['integrationSubtype']),
      })
      return Object.keys(route).length === 0 ? [] : [[key, route] as const]
    }),
  )
  const properties = compact({
    Name: textOf(jsonOf(document['info'])['title']),
    Routes,
    Authorizers,
    CorsConfiguration: renamed(jsonOf(document[CORS]), turned(corsNames)),
  })
  return { properties, problems: [], routes: routes.map(([key]) => key) }
}
