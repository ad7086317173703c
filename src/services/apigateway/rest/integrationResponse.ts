import { type Body, bodyLength, findHeader, type HeaderField } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { PAYLOAD_BYTES_MAX } from '../limits.ts'
import { convertPayload, firstAccepted, matchesMediaType } from './binary.ts'
import { type Call, paramsOf } from './call.ts'
import { findContext } from './contextValues.ts'
import { mapResponseParameters } from './mapping.ts'
import { pickTemplate } from './pickTemplate.ts'
import type { IntegrationResponse } from './properties.ts'
import { configurationError, type Mapper } from './requestBody.ts'
import { type Outcome, refuse } from './restResponse.ts'
import { toText } from './template/value.ts'

/** What an integration answered, before it is mapped. */
export interface Answer {
  /** What selection patterns look at: a status code, or a function's error message; null takes the default. */
  readonly selection: string | null
  readonly headers: readonly HeaderField[]
  readonly body: Body
}

const isDefault = ({ SelectionPattern }: IntegrationResponse): boolean =>
  SelectionPattern === undefined || SelectionPattern === ''

/** The response whose pattern fits from end to end, else the one without a pattern. */
function select(
  responses: readonly IntegrationResponse[],
  selection: string | null,
  { templates }: Mapper,
): IntegrationResponse | undefined {
  const fitting =
    selection === null
      ? undefined
      : responses.find(
          (each) => !isDefault(each) && templates.matches(each.SelectionPattern ?? '', selection),
        )
  return fitting ?? responses.find(isDefault)
}

type MappedText =
  | { readonly type: 'mapped'; readonly body: Body; readonly contentType: string }
  | { readonly type: 'failed'; readonly message: string }

function mapBody(
  call: Call,
  response: IntegrationResponse,
  { answer, mapper }: { readonly answer: Answer; readonly mapper: Mapper },
): MappedText {
  const accept = findHeader(call.request.headers, 'accept') ?? ''
  const isBinary = matchesMediaType(
    mapper.binaryTypes,
    findHeader(answer.headers, 'content-type') ?? 'application/json',
  )
  const takesBinary = matchesMediaType(mapper.binaryTypes, firstAccepted(accept))
  // Binary data for a client that takes none comes as base64, unless the response says otherwise.
  const handling =
    response.ContentHandling ?? (isBinary && !takesBinary ? 'CONVERT_TO_TEXT' : undefined)
  const template = pickTemplate(response.ResponseTemplates ?? {}, accept)
  const converted = convertPayload(answer.body, handling, isBinary)
  if (converted === null) return { type: 'failed', message: 'Unable to base64 decode the body.' }
  if (template === undefined || template[1] === '') {
    const own = findHeader(answer.headers, 'content-type')
    const body = template === undefined || isBinary ? converted : ''
    return { type: 'mapped', body, contentType: template?.[0] ?? own ?? 'application/json' }
  }
  const text = typeof converted === 'string' ? converted : utf8Decode(converted)
  if (text === null) return { type: 'failed', message: 'the body is binary' }
  const rendered = mapper.templates.render(template[1], {
    body: text,
    params: paramsOf(call),
    context: mapper.context,
    stageVariables: call.release.variables,
  })
  return rendered.type === 'text'
    ? { type: 'mapped', body: rendered.text, contentType: template[0] }
    : { type: 'failed', message: rendered.message }
}

/** Later headers replace earlier ones of their name. */
function mergeHeaders(...lists: readonly (readonly HeaderField[])[]): readonly HeaderField[] {
  const byName = new Map<string, HeaderField>()
  for (const [name, value] of lists.flat()) byName.set(name.toLowerCase(), [name, value])
  return [...byName.values()]
}

/** `$context.responseOverride`, which a template may have set. */
function overridesOf({ context }: Mapper): {
  readonly status: number | null
  readonly headers: readonly HeaderField[]
} {
  const status = Number(toText(findContext(context, 'responseOverride.status')))
  const headers = findContext(context, 'responseOverride.header')
  return {
    status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : null,
    headers:
      headers instanceof Map
        ? [...headers].map(([name, value]): HeaderField => [name, toText(value)])
        : [],
  }
}

/**
 * Turns what a non-proxy integration answered into the method's response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export function mapIntegrationResponse(call: Call, answer: Answer, mapper: Mapper): Outcome {
  const { Integration, MethodResponses = [] } = call.match.method.properties
  const response = select(Integration.IntegrationResponses, answer.selection, mapper)
  if (response === undefined) {
    return refuse(
      configurationError('No match for output mapping and no default endpoint mapping configured'),
    )
  }
  if (!MethodResponses.some(({ StatusCode }) => StatusCode === response.StatusCode)) {
    return refuse(
      configurationError(
        `Output mapping refers to an invalid method response: ${response.StatusCode}`,
      ),
    )
  }
  const text = typeof answer.body === 'string' ? answer.body : (utf8Decode(answer.body) ?? '')
  const parameters = mapResponseParameters(
    response.ResponseParameters ?? {},
    { headers: answer.headers, body: text },
    { call, context: mapper.context },
  )
  const mapped = mapBody(call, response, { answer, mapper })
  if (mapped.type === 'failed') {
    return refuse(configurationError(`Unable to transform response: ${mapped.message}`))
  }
  if (bodyLength(mapped.body) > PAYLOAD_BYTES_MAX) {
    return refuse(configurationError('The response is larger than 10 MB'))
  }
  const overrides = overridesOf(mapper)
  return {
    type: 'response',
    response: {
      status: overrides.status ?? Number(response.StatusCode),
      headers: mergeHeaders([['Content-Type', mapped.contentType]], parameters, overrides.headers),
      body: mapped.body,
    },
  }
}
