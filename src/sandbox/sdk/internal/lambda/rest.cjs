'use strict'
/** Lambda's requests and replies: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const { Buffer } = require('node:buffer')

/** Members of an invocation that travel as headers. */
const HEADERS = {
  InvocationType: 'X-Amz-Invocation-Type',
  LogType: 'X-Amz-Log-Type',
  ClientContext: 'X-Amz-Client-Context',
  DurableExecutionName: 'X-Amz-Durable-Execution-Name',
  TenantId: 'X-Amz-Tenant-Id',
}

/** Bytes that tell themselves as text, as the SDK's blobs do. */
class Uint8ArrayBlobAdapter extends Uint8Array {
  static fromString(text, encoding = 'utf-8') {
    return Uint8ArrayBlobAdapter.mutate(Uint8Array.from(Buffer.from(text, encoding)))
  }
  static mutate(bytes) {
    return Object.setPrototypeOf(bytes, Uint8ArrayBlobAdapter.prototype)
  }
  transformToString(encoding = 'utf-8') {
    return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(encoding)
  }
}
/** A reply's payload; null where it has none, as the SDK has it. */
const payloadOf = (body) => (body === undefined || body.length === 0 ? null : bytesOf(body))
const bytesOf = (body) =>
  Uint8ArrayBlobAdapter.mutate(
    Uint8Array.from(typeof body === 'string' ? Buffer.from(body) : (body ?? [])),
  )

const isInvocation = (operation) =>
  operation === 'Invoke' || operation === 'InvokeWithResponseStream'

/** Method, path, query, headers and body of an operation's request. */
const bind = ({ operation, method, path, query }, input) => {
  const taken = new Set(query)
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name) => {
    taken.add(name)
    const value = input[name]
    if (value === undefined || value === null)
      throw new Error(`No value provided for input HTTP label: ${name}.`)
    return encodeURIComponent(value).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  })
  const asked = {}
  for (const name of query) if (input[name] != null) asked[name] = `${input[name]}`
  if (isInvocation(operation)) {
    const headers = { 'content-type': 'application/octet-stream' }
    for (const name of Object.keys(HEADERS))
      if (input[name] != null) headers[HEADERS[name].toLowerCase()] = `${input[name]}`
    const payload = input.Payload
    const body = payload === undefined || payload === null ? '' : payload
    return { method, path: filled, query: asked, headers, body }
  }
  if (operation === 'InvokeAsync')
    return {
      method,
      path: filled,
      query: asked,
      headers: { 'content-type': 'application/octet-stream' },
      body: input.InvokeArgs ?? '',
    }
  const rest = {}
  for (const name of Object.keys(input))
    if (!taken.has(name) && input[name] != null) rest[name] = input[name]
  if (rest.ZipFile !== undefined) rest.ZipFile = Buffer.from(rest.ZipFile).toString('base64')
  const hasBody = method === 'POST' || method === 'PUT'
  return {
    method,
    path: filled,
    query: asked,
    headers: hasBody ? { 'content-type': 'application/json' } : {},
    body: hasBody ? JSON.stringify(rest) : '',
  }
}

/** Messages of an event stream: https://smithy.io/2.0/aws/amazon-eventstream.html */
function* readMessages(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 16 <= bytes.length;) {
    const total = view.getUint32(at)
    const headersEnd = at + 12 + view.getUint32(at + 4)
    const headers = {}
    for (let cursor = at + 12; cursor < headersEnd;) {
      const nameEnd = cursor + 1 + bytes[cursor]
      const name = Buffer.from(bytes.subarray(cursor + 1, nameEnd)).toString()
      const length = view.getUint16(nameEnd + 1)
      headers[name] = Buffer.from(bytes.subarray(nameEnd + 3, nameEnd + 3 + length)).toString()
      cursor = nameEnd + 3 + length
    }
    yield { headers, payload: bytes.slice(headersEnd, at + total - 4) }
    at += total
  }
}
async function* readEvents(bytes) {
  for (const { headers, payload } of readMessages(bytes)) {
    const type = headers[':event-type']
    if (headers[':message-type'] === 'exception' || headers[':message-type'] === 'error') {
      const error = new Error(Buffer.from(payload).toString())
      error.name = headers[':exception-type'] ?? headers[':error-code'] ?? 'Error'
      throw error
    }
    if (type === 'PayloadChunk') yield { PayloadChunk: { Payload: payload } }
    else if (type === 'InvokeComplete')
      yield {
        InvokeComplete: payload.length === 0 ? {} : JSON.parse(Buffer.from(payload).toString()),
      }
  }
}

/** What an operation's reply says. */
const read = ({ operation }, { statusCode, headers, body }) => {
  const optional = (output) =>
    Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined))
  if (operation === 'Invoke')
    return optional({
      ExecutedVersion: headers['x-amz-executed-version'],
      FunctionError: headers['x-amz-function-error'],
      LogResult: headers['x-amz-log-result'],
      DurableExecutionArn: headers['x-amz-durable-execution-arn'],
      StatusCode: statusCode,
      Payload: payloadOf(body),
    })
  if (operation === 'InvokeWithResponseStream')
    return optional({
      ExecutedVersion: headers['x-amz-executed-version'],
      ResponseStreamContentType: headers['content-type'],
      StatusCode: statusCode,
      EventStream: {
        [Symbol.asyncIterator]: () =>
          readEvents(Uint8Array.from(typeof body === 'string' ? Buffer.from(body) : body)),
      },
    })
  if (operation === 'InvokeAsync') return { Status: statusCode }
  const text = typeof body === 'string' ? body : Buffer.from(body ?? '').toString()
  return text === '' ? {} : JSON.parse(text)
}

Object.assign(exports, { bind, read })
