import { type Body, findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { convertPayload, matchesMediaType } from './binary.ts'
import { type Call, paramsOf } from './call.ts'
import type { Refusal } from './gatewayResponses.ts'
import type { Templates } from './templates.ts'
import type { ValueMap } from './template/value.ts'

/** What an integration's request is made with. */
export interface Mapper {
  readonly templates: Templates
  readonly binaryTypes: readonly string[]
  /** `$context` of the request; overrides that a template sets land in it. */
  readonly context: ValueMap
}

/** A body as the integration gets it, or why there is none. */
export type MappedBody =
  | { readonly type: 'body'; readonly body: Body }
  | { readonly type: 'refused'; readonly refusal: Refusal }

export const configurationError = (detail: string): Refusal => ({
  responseType: 'API_CONFIGURATION_ERROR',
  detail: `Execution failed due to configuration error: ${detail}`,
})

const refused = (refusal: Refusal): MappedBody => ({ type: 'refused', refusal })

const plainType = (header: string | undefined): string =>
  (header === undefined ? 'application/json' : (header.split(';')[0] ?? '')).trim().toLowerCase()

/** The template for a content type: "missing Content-Type counts as application/json". */
const findTemplate = (
  templates: Readonly<Record<string, string>>,
  type: string,
): string | undefined =>
  Object.entries(templates).find(([each]) => each.toLowerCase() === type)?.[1]

/** `WHEN_NO_MATCH`, `WHEN_NO_TEMPLATES`, `NEVER`. https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html */
const mayPass = (behavior: string, hasTemplates: boolean): boolean =>
  behavior === 'WHEN_NO_MATCH' || (behavior === 'WHEN_NO_TEMPLATES' && !hasTemplates)

/** Maps a request's body by the integration's templates, or lets it pass, or refuses it with 415. */
export function mapRequestBody(call: Call, mapper: Mapper): MappedBody {
  const { request, match, release } = call
  const {
    RequestTemplates = {},
    PassthroughBehavior,
    ContentHandling,
  } = match.method.properties.Integration
  const contentType = findHeader(request.headers, 'content-type')
  const isBinary = matchesMediaType(mapper.binaryTypes, contentType)
  const body = convertPayload(request.body, ContentHandling, isBinary)
  if (body === null) {
    return refused(configurationError('Unable to base64 decode the body.'))
  }
  const template = findTemplate(RequestTemplates, plainType(contentType))
  if (template === undefined) {
    const hasTemplates = Object.keys(RequestTemplates).length > 0
    return mayPass(PassthroughBehavior, hasTemplates)
      ? { type: 'body', body }
      : refused({
          responseType: 'UNSUPPORTED_MEDIA_TYPE',
          detail: `No template for ${plainType(contentType)}`,
        })
  }
  const text = typeof body === 'string' ? body : utf8Decode(body)
  if (text === null) {
    return refused(configurationError('Unable to transform request: the body is binary'))
  }
  const rendered = mapper.templates.render(template, {
    body: text,
    params: paramsOf(call),
    context: mapper.context,
    stageVariables: release.variables,
  })
  if (rendered.type === 'text') return { type: 'body', body: rendered.text }
  if (rendered.type === 'payload') {
    const { message } = rendered
    return refused({ responseType: 'BAD_REQUEST_BODY', message, detail: message })
  }
  return refused(configurationError(`Unable to transform request: ${rendered.message}`))
}
