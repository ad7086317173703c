import type { JsonValue } from '#services/service.ts'
import { compact, type Json, jsonOf, listOf, mapValues, renamed, textOf } from './json.ts'
import { operationName } from './document.ts'
import {
  API_KEY,
  apiNames,
  AUTHORIZER,
  authorizerNames,
  AUTHTYPE,
  GATEWAY_RESPONSES,
  gatewayResponseNames,
  IAM_SCHEME,
  INTEGRATION,
  integrationNames,
  responseNames,
  SIGV4,
  VALIDATOR,
  validatorNames,
  VALIDATORS,
} from './names.ts'

/** A method as it runs: its kind of integration, and the function that its wire leads to. */
export interface RunningMethod {
  /** `GET /items/{id}` */
  readonly method: string
  readonly type: string
  readonly target: string | null
}

/** Where an API stands, for the ARNs of its functions. */
export interface ExportPlace {
  readonly accountId: string
  readonly region: string
}

/** The ARN by which API Gateway invokes a function. */
export const invocationUri = (name: string, { accountId, region }: ExportPlace): string =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${region}:${accountId}:function:${name}/invocations`

const PARAMETER = /^method\.request\.(header|querystring|path)\.(.+)$/
const PLACES: Readonly<Record<string, string>> = {
  header: 'header',
  querystring: 'query',
  path: 'path',
}

const schemaRef = (model: JsonValue): Json => ({
  schema: { $ref: `#/components/schemas/${typeof model === 'string' ? model : ''}` },
})

const contentOf = (models: Json): Json =>
  Object.fromEntries(Object.entries(models).map(([type, model]) => [type, schemaRef(model)]))

/** Path parameters of the path itself, and those that the method names. */
function parametersOf(path: string, method: Json): readonly Json[] {
  const named = Object.entries(jsonOf(method['RequestParameters'])).flatMap(([key, required]) => {
    const [, place = '', name = ''] = PARAMETER.exec(key) ?? []
    const where = PLACES[place]
    return where === undefined ? [] : [{ name, where, required: required === true }]
  })
  const own = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = '']) => ({
    name,
    where: 'path',
    required: true,
  }))
  const others = own.filter(({ name }) =>
    named.every((each) => each.where !== 'path' || each.name !== name),
  )
  return [...others, ...named].map(({ name, where, required }) => ({
    name,
    in: where,
    ...((required || where === 'path') && { required: true }),
    schema: { type: 'string' },
  }))
}

const responseOf = (response: Json): Json => ({
  description: `${textOf(response['StatusCode']) ?? ''} response`,
  ...compact({
    headers: Object.fromEntries(
      Object.keys(jsonOf(response['ResponseParameters'])).map((key) => [
        key.replace(/^method\.response\.header\./, ''),
        { schema: { type: 'string' } },
      ]),
    ),
    content: contentOf(jsonOf(response['ResponseModels'])),
  }),
})

function integrationOf(method: Json, running: RunningMethod | undefined, at: ExportPlace): Json {
  const integration = jsonOf(method['Integration'])
  const type = textOf(integration['Type']) ?? running?.type ?? 'AWS_PROXY'
  const isFunction = running?.target != null && /^AWS_PROXY$/.test(type)
  const responses = listOf(integration['IntegrationResponses']).map((each): [string, Json] => {
    const response = jsonOf(each)
    const pattern = textOf(response['SelectionPattern'])
    return [pattern === undefined || pattern === '' ? 'default' : pattern, response]
  })
  const passthrough = textOf(integration['PassthroughBehavior'])
  return compact({
    type: type.toLowerCase(),
    ...(isFunction && { httpMethod: 'POST', uri: invocationUri(running.target, at) }),
    ...renamed(integration, integrationNames),
    passthroughBehavior: passthrough?.toLowerCase(),
    responses: Object.fromEntries(
      responses.map(([pattern, response]) => [pattern, renamed(response, responseNames)]),
    ),
  })
}

function securityOf(method: Json): readonly Json[] {
  const type = method['AuthorizationType']
  const scopes = listOf(method['AuthorizationScopes'])
  const name = textOf(method['AuthorizerId']) ?? ''
  const guard: readonly Json[] =
    type === 'AWS_IAM'
      ? [{ [SIGV4]: [] }]
      : type === 'CUSTOM' || type === 'COGNITO_USER_POOLS'
        ? [{ [name]: scopes }]
        : []
  return method['ApiKeyRequired'] === true ? [...guard, { [API_KEY]: [] }] : guard
}

/** One method as an operation. */
function operationOf(
  path: string,
  method: Json,
  as: { readonly running: RunningMethod | undefined; readonly at: ExportPlace },
): Json {
  const responses = listOf(method['MethodResponses']).map((each): [string, Json] => {
    const response = jsonOf(each)
    return [textOf(response['StatusCode']) ?? '200', responseOf(response)]
  })
  return compact({
    operationId: method['OperationName'],
    parameters: parametersOf(path, method),
    requestBody: compact({ content: contentOf(jsonOf(method['RequestModels'])) }),
    responses: Object.fromEntries(responses),
    security: securityOf(method),
    [VALIDATOR]: method['RequestValidatorId'],
    [INTEGRATION]: integrationOf(method, as.running, as.at),
  })
}

const AUTH_TYPES: Readonly<Record<string, string>> = {
  COGNITO_USER_POOLS: 'cognito_user_pools',
}

/** An authorizer as a security scheme. */
const schemeOf = (authorizer: Json): Json => {
  const type = textOf(authorizer['Type']) ?? 'TOKEN'
  const source = textOf(authorizer['IdentitySource']) ?? 'method.request.header.Authorization'
  const header = /^method\.request\.header\.([^,\s]+)$/.exec(source)?.[1]
  return {
    type: 'apiKey',
    name: header ?? 'Unused',
    in: 'header',
    [AUTHTYPE]: AUTH_TYPES[type] ?? 'custom',
    [AUTHORIZER]: { type: type.toLowerCase(), ...renamed(authorizer, authorizerNames) },
  }
}

const KEY_SCHEME: Json = { type: 'apiKey', name: 'x-api-key', in: 'header' }

const usesScheme = (operations: readonly Json[], scheme: string): boolean =>
  operations.some((operation) =>
    listOf(operation['security']).some((each) => Object.hasOwn(jsonOf(each), scheme)),
  )

/** A REST API's document as OpenAPI 3.0 with AWS's extensions. */
export function exportRestApi(
  properties: Json,
  methods: readonly RunningMethod[],
  at: ExportPlace,
): Json {
  const own = jsonOf(properties['Methods'])
  const keys = [...new Set([...Object.keys(own), ...methods.map(({ method }) => method)])]
  const paths: Record<string, Record<string, Json>> = {}
  const operations: Json[] = []
  for (const key of keys.toSorted()) {
    const [verb = '', path = '/'] = key.split(' ')
    const running = methods.find(({ method }) => method === key)
    const operation = operationOf(path, jsonOf(own[key]), { running, at })
    operations.push(operation)
    const item = (paths[path] ??= {})
    item[operationName(verb)] = operation
  }
  const models = mapValues(jsonOf(properties['Models']), (model) => jsonOf(model['Schema']))
  return {
    openapi: '3.0.1',
    info: { title: textOf(properties['Name']) ?? 'api', version: '1.0' },
    paths,
    ...compact({
      components: compact({
        schemas: models,
        securitySchemes: {
          ...mapValues(jsonOf(properties['Authorizers']), schemeOf),
          ...(usesScheme(operations, SIGV4) && { [SIGV4]: IAM_SCHEME }),
          ...(usesScheme(operations, API_KEY) && { [API_KEY]: KEY_SCHEME }),
        },
      }),
      [VALIDATORS]: mapValues(jsonOf(properties['RequestValidators']), (validator) =>
        renamed(validator, validatorNames),
      ),
      [GATEWAY_RESPONSES]: mapValues(jsonOf(properties['GatewayResponses']), (response) =>
        renamed(response, gatewayResponseNames),
      ),
      ...renamed(properties, apiNames),
    }),
  }
}
