'use strict'
/** Replies: output by shape, or the exception that the service's error body stands for. */
const { decorateServiceException } = require('@smithy/smithy-client')
const { Buffer } = globalThis

const textOf = (body) =>
  typeof body === 'string' ? body : Buffer.from(body ?? '').toString('utf8')

const metadataOf = ({ statusCode, headers }) => ({
  httpStatusCode: statusCode,
  requestId:
    headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'],
  extendedRequestId: headers['x-amz-id-2'],
  cfId: headers['x-amz-cf-id'],
})

const cleanCode = (raw) => {
  const code = String(raw).split(',')[0].split(':')[0]
  return code.includes('#') ? code.split('#')[1] : code
}

/** `__type`, then `code`, then the header, as AWS JSON asks: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
const errorCodeOf = (data, headers) => {
  if (data.__type !== undefined) return cleanCode(data.__type)
  const key = Object.keys(data).find((name) => name.toLowerCase() === 'code')
  if (key !== undefined && data[key] !== undefined) return cleanCode(data[key])
  const header = headers['x-amzn-errortype']
  return header === undefined ? 'Unknown' : cleanCode(header)
}

const createException = (service, response, data) => {
  const name = errorCodeOf(data, response.headers)
  const known = service.exceptions[name]
  const $metadata = metadataOf(response)
  const message = data.message ?? data.Message ?? 'UnknownError'
  if (!known) {
    const exception = new service.BaseException({ name })
    const $fault = response.statusCode < 500 ? 'client' : 'server'
    return decorateServiceException(Object.assign(exception, { $metadata, $fault }), {
      ...data,
      message,
    })
  }
  const exception = Object.assign(new known.Exception({}), {
    $metadata,
    $fault: known.fault,
    message,
  })
  for (const [member, type] of known.members) {
    if (data[member] != null) exception[member] = service.codec.readMember(type, data[member])
  }
  return decorateServiceException(exception, data)
}

const HINT =
  'Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.'

/** `{ response, output }`; throws the service's exception for a status of 300 and above. */
exports.readReply = (service, context, response) => {
  try {
    const text = textOf(response.body)
    if (response.statusCode >= 300) {
      throw createException(service, response, text === '' ? {} : { ...JSON.parse(text) })
    }
    const { outputShape } = context.__smithy_context.commandInstance.constructor.operation
    const output = text === '' ? {} : service.codec.read(outputShape, text)
    output.$metadata = metadataOf(response)
    return { response, output }
  } catch (error) {
    Object.defineProperty(error, '$response', { value: response, enumerable: false })
    if (!('$metadata' in error)) {
      error.message += `\n  ${HINT}`
      error.$metadata = metadataOf(response)
    }
    throw error
  }
}
