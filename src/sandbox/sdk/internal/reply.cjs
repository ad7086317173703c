'use strict'
/** Replies: output by shape, or an exception. */

const textOf = (body) => {
  if (typeof body === 'string') return body
  return body ? require('node:buffer').Buffer.from(body).toString('utf8') : ''
}

const metadataOf = ({ statusCode, headers }) => ({
  httpStatusCode: statusCode,
  requestId:
    headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'],
  extendedRequestId: headers['x-amz-id-2'],
  cfId: headers['x-amz-cf-id'],
})

/** An error's members: JSON's, or those that the service reads otherwise. */
const dataOf = (service, response, text) => {
  if (service.readError) return service.readError(response, text)
  return text === '' ? {} : { ...JSON.parse(text) }
}

/** `{ response, output }`; throws the service's exception for a status of 300 and above. */
exports.readReply = (service, context, response) => {
  const $metadata = metadataOf(response)
  try {
    const { operation } = context.__smithy_context.commandInstance.constructor
    if (service.read && response.statusCode < 300) {
      const output = service.read(operation, response)
      output.$metadata = $metadata
      return { response, output }
    }
    const text = textOf(response.body)
    if (response.statusCode >= 300) {
      const { createException } = require('coldstart:sdk/internal/failure')
      throw createException(service, response, dataOf(service, response, text), $metadata)
    }
    const output = text === '' ? {} : service.codec.read(operation.outputShape, text)
    output.$metadata = $metadata
    return { response, output }
  } catch (error) {
    require('coldstart:sdk/internal/failure').addResponse(error, response, $metadata)
    throw error
  }
}
