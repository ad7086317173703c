import type { JsonValue } from '#services/service.ts'
import {
  compact,
  isJson,
  type Json,
  jsonOf,
  listOf,
  mapValues,
  renamed,
  textOf,
  turned,
} from './json.ts'
import { operationKey, readDocument } from './document.ts'
import {
  API_KEY,
  apiNames,
  AUTHORIZER,
  authorizerNames,
  AUTHTYPE,
  GATEWAY_RESPONSES,
  gatewayResponseNames,
  INTEGRATION,
  integrationNames,
  responseNames,
  VALIDATOR,
  validatorNames,
  VALIDATORS,
} from './names.ts'

/** What became of a document: properties of an API, and what could not be taken over. */
export interface Imported {
  readonly properties: Json
  readonly problems: readonly string[]
}

/** "API definition import 6 MB". https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const DEFINITION_LENGTH_MAX = 6 * 1_024 * 1_024

const PLACES: Readonly<Record<string, string>> = {
  header: 'header',
  query: 'querystring',
  path: 'path',
}

const nameOfRef = (ref: JsonValue | undefined): string | undefined =>
  textOf(ref)?.replace(/^#\/(components\/schemas|definitions)\//, '')

/** The models of a body's or a response's content, by type. Schemas in place have no name and become none. */
const modelsOf = (content: JsonValue | undefined): Json =>
  compact(mapValues(jsonOf(content), (media) => nameOfRef(jsonOf(media['schema'])['$ref']) ?? {}))

function parametersOf(operation: Json, shared: readonly JsonValue[]): Json {
  const found: Record<string, boolean> = {}
  for (const each of [...shared, ...listOf(operation['parameters'])]) {
    const parameter = jsonOf(each)
    const name = textOf(parameter['name'])
    const place = PLACES[textOf(parameter['in']) ?? '']
    if (name === undefined || place === undefined) continue
    // A path's variables are its own matter: they are always there.
    if (place === 'path') continue
    found[`method.request.${place}.${name}`] = parameter['required'] === true
  }
  return found
}

const methodResponsesOf = (responses: Json): readonly Json[] =>
  Object.entries(responses).flatMap(([code, each]) => {
    if (!/^[1-5]\d\d$/.test(code)) return []
    const headers = Object.keys(jsonOf(jsonOf(each)['headers']))
    return [
      compact({
        StatusCode: code,
        ResponseParameters: Object.fromEntries(
          headers.map((name) => [`method.response.header.${name}`, false]),
        ),
        ResponseModels: modelsOf(jsonOf(each)['content']),
      }),
    ]
  })

function integrationOf(extension: Json): Json {
  const responses = Object.entries(jsonOf(extension['responses'])).map(([pattern, each]) => {
    const response = withCode(renamed(jsonOf(each), turned(responseNames)))
    return pattern === 'default' ? response : { ...response, SelectionPattern: pattern }
  })
  return compact({
    Type: textOf(extension['type'])?.toUpperCase(),
    ...renamed(extension, turned(integrationNames)),
    PassthroughBehavior: textOf(extension['passthroughBehavior'])?.toUpperCase(),
    IntegrationResponses: responses,
  })
}

const CUSTOM = { TOKEN: 'CUSTOM', REQUEST: 'CUSTOM', COGNITO_USER_POOLS: 'COGNITO_USER_POOLS' }

/** What an operation's security says, by the schemes of the document. */
function guardOf(security: readonly JsonValue[], schemes: Json, authorizers: Json): Json {
  const guard: Record<string, JsonValue> = {}
  for (const requirement of security) {
    for (const [name, scopes] of Object.entries(jsonOf(requirement))) {
      const scheme = jsonOf(schemes[name])
      if (scheme[AUTHTYPE] === 'awsSigv4') guard['AuthorizationType'] = 'AWS_IAM'
      else if (Object.hasOwn(authorizers, name)) {
        const type = textOf(jsonOf(authorizers[name])['Type']) as keyof typeof CUSTOM | undefined
        guard['AuthorizationType'] = CUSTOM[type ?? 'TOKEN']
        guard['AuthorizerId'] = name
        if (listOf(scopes).length > 0) guard['AuthorizationScopes'] = listOf(scopes)
      } else if (name === API_KEY || scheme['name'] === 'x-api-key') guard['ApiKeyRequired'] = true
    }
  }
  return guard
}

const authorizersOf = (schemes: Json): Json =>
  Object.fromEntries(
    Object.entries(schemes).flatMap(([name, each]): readonly [string, Json][] => {
      const scheme = jsonOf(each)
      const authorizer = scheme[AUTHORIZER]
      if (!isJson(authorizer)) return []
      const Type = (textOf(authorizer['type']) ?? 'token').toUpperCase()
      const header = textOf(scheme['name'])
      const isNamed = authorizer['identitySource'] !== undefined || Type === 'REQUEST'
      const isUsual = header === undefined || header === 'Authorization' || header === 'Unused'
      return [
        [
          name,
          {
            Type,
            ...(!isNamed && !isUsual && { IdentitySource: `method.request.header.${header}` }),
            ...renamed(authorizer, turned(authorizerNames)),
          },
        ],
      ]
    }),
  )

/** What all operations of a document share. */
interface Shared {
  readonly schemes: Json
  readonly authorizers: Json
  readonly security: readonly JsonValue[]
  readonly validator: JsonValue | undefined
}

function methodOf(operation: Json, parameters: readonly JsonValue[], shared: Shared): Json {
  const security = operation['security'] ?? shared.security
  return compact({
    ...guardOf(listOf(security), shared.schemes, shared.authorizers),
    OperationName: textOf(operation['operationId']),
    RequestParameters: parametersOf(operation, parameters),
    RequestModels: modelsOf(jsonOf(operation['requestBody'])['content']),
    RequestValidatorId: operation[VALIDATOR] ?? shared.validator,
    MethodResponses: methodResponsesOf(jsonOf(operation['responses'])),
    Integration: integrationOf(jsonOf(operation[INTEGRATION])),
  })
}

function methodsOf(document: Json, shared: Shared): Imported {
  const methods: Record<string, JsonValue> = {}
  const problems: string[] = []
  for (const [path, each] of Object.entries(jsonOf(document['paths']))) {
    const item = jsonOf(each)
    const parameters = listOf(item['parameters'])
    for (const [name, operation] of Object.entries(item)) {
      const key = operationKey(name, path)
      if (key === null) continue
      methods[key] = methodOf(jsonOf(operation), parameters, shared)
      if (jsonOf(operation)[INTEGRATION] === undefined) problems.push(`${key} has no integration`)
    }
  }
  return { properties: methods, problems }
}

const withCode = (response: Json): Json => {
  const code = response['StatusCode']
  return code === undefined ? response : { ...response, StatusCode: codeOf(code) }
}

/** Statuses are texts in CloudFormation; YAML likes to read them as numbers. */
const codeOf = (code: JsonValue): string => (typeof code === 'string' ? code : JSON.stringify(code))

/** A document's parts of OpenAPI 3, or of its predecessor where those stand elsewhere. */
const schemesIn = (document: Json): Json => ({
  ...jsonOf(document['securityDefinitions']),
  ...jsonOf(jsonOf(document['components'])['securitySchemes']),
})

/** A REST API from OpenAPI 3 with AWS's extensions. Integrations' functions are wires to be drawn. */
export function importRestApi(value: unknown): Imported | string {
  const document = readDocument(value)
  if (typeof document === 'string') return document
  const schemes = schemesIn(document)
  const authorizers = authorizersOf(schemes)
  const { properties: Methods, problems } = methodsOf(document, {
    schemes,
    authorizers,
    security: listOf(document['security']),
    validator: document[VALIDATOR],
  })
  const schemas = jsonOf(jsonOf(document['components'])['schemas'])
  const properties = compact({
    Name: textOf(jsonOf(document['info'])['title']),
    Methods,
    Models: mapValues(schemas, (Schema) => ({ Schema })),
    Authorizers: authorizers,
    RequestValidators: mapValues(jsonOf(document[VALIDATORS]), (validator) =>
      renamed(validator, turned(validatorNames)),
    ),
    GatewayResponses: mapValues(jsonOf(document[GATEWAY_RESPONSES]), (response) => ({
      ...renamed(response, turned(gatewayResponseNames)),
      ...(response['statusCode'] !== undefined && {
        StatusCode: codeOf(response['statusCode']),
      }),
    })),
    ...renamed(document, turned(apiNames)),
  })
  return { properties, problems }
}
