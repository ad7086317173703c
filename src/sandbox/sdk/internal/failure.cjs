'use strict'
/** The exception that a service's error body stands for; loaded with the first one. */
const { decorateServiceException } = require('@smithy/smithy-client')

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

/** What the older Query protocol would have said: `AWS.SimpleQueueService.NonExistentQueue;Sender`. */
const queryErrorOf = (service, headers) => {
  if (!service.isQueryCompatible) return null
  const [Code, Type] = (headers['x-amzn-query-error'] ?? '').split(';')
  return Type === undefined ? null : { Code, Type }
}

/** The service's own exception where its model knows the code, its base exception where not. */
exports.createException = (service, response, data, $metadata) => {
  const query = queryErrorOf(service, response.headers)
  const told = errorCodeOf(data, response.headers)
  // The answer to a HEAD has no body: its status is all that there is.
  const code = told === 'Unknown' ? (service.codes?.[response.statusCode] ?? told) : told
  const known = service.exceptions[code]
  const name = known || query === null ? code : query.Code
  const message = data.message ?? data.Message ?? 'UnknownError'
  if (query !== null) {
    data.Error = { ...query, Message: message }
    Object.assign(data, query)
    if ($metadata.requestId) data.RequestId = $metadata.requestId
  }
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

/** Makes an error that came of reading `response` tell so. */
exports.addResponse = (error, response, $metadata) => {
  Object.defineProperty(error, '$response', { value: response, enumerable: false })
  if ('$metadata' in error) return
  error.message += `\n  ${HINT}`
  error.$metadata = $metadata
}
