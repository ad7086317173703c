import { type Body, findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { Call } from './call.ts'
import type { Refusal } from './gatewayResponses.ts'
import { mapRequestSource } from './mapping.ts'
import type { Model } from './models.ts'
import type { RestApiProperties } from './properties.ts'

const textOf = (body: Body): string => (typeof body === 'string' ? body : (utf8Decode(body) ?? ''))

const REQUIRED =
  /^method\.request\.(?:header|querystring|path|multivalueheader|multivaluequerystring)\.(.+)$/

/** The required parameters that a request lacks; an empty one is as good as none. */
function findMissing(call: Call): readonly string[] {
  const parameters = call.match.method.properties.RequestParameters ?? {}
  return Object.entries(parameters).flatMap(([source, isRequired]) => {
    const name = REQUIRED.exec(source)?.[1]
    if (!isRequired || name === undefined) return []
    const value = mapRequestSource(source, call, new Map())
    return value === null || value === '' ? [name] : []
  })
}

/** The model for a request's content type; null where its type has none: then nothing is checked. */
function modelNameOf(call: Call): string | null {
  const models = call.match.method.properties.RequestModels ?? {}
  const header = findHeader(call.request.headers, 'content-type') ?? 'application/json'
  const type = (header.split(';')[0] ?? '').trim().toLowerCase()
  const [, name] =
    Object.entries(models).find(([each]) => each.toLowerCase() === type) ??
    Object.entries(models).find(([each]) => each === '$default') ??
    []
  return name === undefined || name === 'Empty' ? null : name
}

const parse = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

function checkBody(call: Call, find: (name: string) => Model | null): Refusal | null {
  const name = modelNameOf(call)
  const model = name === null ? null : find(name)
  if (model === null) return null
  const parsed = parse(textOf(call.request.body))
  const problem = parsed === null ? 'Invalid JSON' : model(parsed.value)
  if (problem === null) return null
  return { responseType: 'BAD_REQUEST_BODY', validationError: problem, detail: problem }
}

/**
 * What a request validator says. Parameters come first.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validateRequest(
  call: Call,
  by: {
    readonly validators: RestApiProperties['RequestValidators']
    readonly findModel: (name: string) => Model | null
  },
): Refusal | null {
  const id = call.match.method.properties.RequestValidatorId
  const validator = id !== undefined && Object.hasOwn(by.validators, id) ? by.validators[id] : null
  if (validator === null || validator === undefined) return null
  if (validator.ValidateRequestParameters) {
    const missing = findMissing(call)
    if (missing.length > 0) {
      const message = `Missing required request parameters: [${missing.join(', ')}]`
      return { responseType: 'BAD_REQUEST_PARAMETERS', message, detail: message }
    }
  }
  return validator.ValidateRequestBody ? checkBody(call, by.findModel) : null
}
