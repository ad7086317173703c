import type { Body } from '#contracts/body.ts'
import { base64Encode } from '#contracts/bytes.ts'
import type * as z from 'zod/mini'
import type { routeIntegration } from '../apiParts.ts'
import type { Templates } from '../rest/templates.ts'
import { fromJson } from '../rest/template/value.ts'
import { evaluateSelection } from './selectRoute.ts'

/** How a route's messages are mapped: AWS::ApiGatewayV2::Integration with its responses. */
export type SocketMapping = z.output<typeof routeIntegration>

/** A text, or why there is none. */
export type MappedText =
  | { readonly type: 'text'; readonly text: Body }
  | { readonly type: 'failed'; readonly why: string }

/** What templates of a message are made from. */
export interface SocketMessageParts {
  readonly data: Body
  /** `$context`: the event's `requestContext`. */
  readonly context: object
  readonly stageVariables: Readonly<Record<string, string>> | undefined
}

const DEFAULT = '$default'

const textOf = (data: Body): string => (typeof data === 'string' ? data : base64Encode(data))

function render(template: string, parts: SocketMessageParts, templates: Templates): MappedText {
  const context = fromJson(parts.context)
  const rendered = templates.render(template, {
    body: textOf(parts.data),
    params: { path: {}, querystring: {}, header: {} },
    context: context instanceof Map ? context : new Map(),
    stageVariables: parts.stageVariables ?? {},
  })
  return rendered.type === 'text'
    ? { type: 'text', text: rendered.text }
    : { type: 'failed', why: rendered.message }
}

/** The template that `TemplateSelectionExpression` names, else the one for all. */
const pick = (
  templates: Readonly<Record<string, string>>,
  expression: string | undefined,
  data: Body,
): string | undefined => {
  const key = expression === undefined ? DEFAULT : (evaluateSelection(expression, data) ?? DEFAULT)
  return Object.hasOwn(templates, key) ? templates[key] : templates[DEFAULT]
}

/**
 * What the integration is sent in place of the message.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
 */
export function mapSocketRequest(
  mapping: SocketMapping,
  parts: SocketMessageParts,
  templates: Templates,
): MappedText {
  const all = mapping.RequestTemplates ?? {}
  const template = pick(all, mapping.TemplateSelectionExpression, parts.data)
  if (template !== undefined) return render(template, parts, templates)
  const mayPass =
    mapping.PassthroughBehavior === 'WHEN_NO_MATCH' ||
    (mapping.PassthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(all).length === 0)
  return mayPass
    ? { type: 'text', text: parts.data }
    : { type: 'failed', why: 'no request template takes this message' }
}

/** The status that a MOCK's request template asks for; null where it is none. */
export function mockStatus(text: Body): number | null {
  try {
    const value: unknown = JSON.parse(textOf(text))
    if (typeof value !== 'object' || value === null || !('statusCode' in value)) return null
    const { statusCode } = value
    return typeof statusCode === 'number' && Number.isInteger(statusCode) ? statusCode : null
  } catch {
    return null
  }
}

/** The integration's answer as the route response tells it; what no response maps passes. */
export function mapSocketResponse(
  mapping: SocketMapping,
  answer: { readonly status: number; readonly body: Body },
  by: { readonly parts: SocketMessageParts; readonly templates: Templates },
): MappedText {
  const responses = mapping.IntegrationResponses
  const fitting =
    responses.find(({ IntegrationResponseKey: key }) => {
      const pattern = /^\/(.*)\/$/s.exec(key)?.[1]
      return pattern !== undefined && by.templates.matches(pattern, String(answer.status))
    }) ?? responses.find(({ IntegrationResponseKey: key }) => key === DEFAULT)
  const template =
    fitting === undefined ? undefined : pick(fitting.ResponseTemplates ?? {}, undefined, '')
  return template === undefined
    ? { type: 'text', text: answer.body }
    : render(template, { ...by.parts, data: answer.body }, by.templates)
}
