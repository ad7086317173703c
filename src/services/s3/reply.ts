import { bodyLength, findHeader, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import type { ActionReply } from './actions/action.ts'
import type { Refusal } from './refusal.ts'
import { escapeXml } from './wire/xml.ts'

/** What every reply of one request has. */
export interface ReplyIds {
  readonly requestId: string
  readonly extendedId: string
  readonly nowMs: number
}

const NO_BODY = new Set([204, 304])

/** A reply on the wire: with S3's own headers, and without a body where HTTP has none. */
export function finish(
  reply: ActionReply,
  { requestId, extendedId, nowMs }: ReplyIds,
  method: string,
): ActionReply {
  const isEmpty = method === 'HEAD' || NO_BODY.has(reply.status)
  const hasLength = findHeader(reply.headers, 'content-length') !== undefined
  const length: Headers =
    hasLength || NO_BODY.has(reply.status)
      ? []
      : [['Content-Length', String(bodyLength(reply.body))]]
  return {
    status: reply.status,
    headers: [
      ['x-amz-id-2', extendedId],
      ['x-amz-request-id', requestId],
      ['Date', formatHttpDate(nowMs)],
      ...reply.headers,
      ...length,
      ['Server', 'AmazonS3'],
    ],
    body: isEmpty ? '' : reply.body,
  }
}

/** A refusal as XML: `Code`, `Message`, what explains it, the ids. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function toRefusalReply(refusal: Refusal, ids: ReplyIds): ActionReply {
  const element = (name: string, value: string): string => `<${name}>${escapeXml(value)}</${name}>`
  const inner = [
    element('Code', refusal.code),
    element('Message', refusal.message),
    ...refusal.details.map(([name, value]) => element(name, value)),
    element('RequestId', ids.requestId),
    element('HostId', ids.extendedId),
  ]
  return {
    status: refusal.status,
    headers: [...refusal.headers, ['Content-Type', 'application/xml']],
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner.join('')}</Error>`,
  }
}

/** A refusal as the website endpoint words it: a page of HTML. https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html */
export function toRefusalPage(refusal: Refusal, ids: ReplyIds): ActionReply {
  const title = `${refusal.status} ${REASONS[refusal.status] ?? 'Error'}`
  const items = [
    ['Code', refusal.code],
    ['Message', refusal.message],
    ...refusal.details,
    ['RequestId', ids.requestId],
    ['HostId', ids.extendedId],
  ].map(([name = '', value = '']) => `<li>${name}: ${escapeXml(value)}</li>`)
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<h1>${title}</h1>`,
    '<ul>',
    ...items,
    '</ul>',
    '<hr/>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
  return {
    status: refusal.status,
    headers: [
      ['x-amz-error-code', refusal.code],
      ['x-amz-error-message', refusal.message],
      ...refusal.details.map(([name, value]) => [`x-amz-error-detail-${name}`, value] as const),
      ['Content-Type', 'text/html; charset=utf-8'],
    ],
    body,
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Requested Range Not Satisfiable',
  500: 'Internal Server Error',
  503: 'Slow Down',
}
