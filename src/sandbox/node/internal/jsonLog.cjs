'use strict'

// Log lines of functions with `LogFormat: JSON`. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
const core = require('coldstart:core')
const { formatWithOptions } = require('coldstart:node/internal/inspect')

const replacer = (_key, value) => {
  if (!(value instanceof Error)) return value
  const stackTrace = typeof value.stack === 'string' ? value.stack.split('\n') : value.stack
  const shown = {
    errorType: value.constructor?.name ?? 'UnknownError',
    errorMessage: value.message,
    stackTrace,
  }
  return Object.assign(shown, value)
}

exports.format = (level, args) => {
  const line = { timestamp: new Date().toISOString(), level, requestId: core.lambda.requestId() }
  const tenantId = core.lambda.tenantId()
  if (tenantId !== undefined) line.tenantId = tenantId
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...line, message: args[0] }, replacer)
    } catch {
      return JSON.stringify({ ...line, message: formatWithOptions({}, args) })
    }
  }
  line.message = formatWithOptions({}, args)
  const error = args.find((arg) => arg instanceof Error)
  if (error !== undefined) {
    line.errorType = error.constructor?.name ?? 'UnknownError'
    line.errorMessage = error.message
    line.stackTrace = typeof error.stack === 'string' ? error.stack.split('\n') : []
  }
  return JSON.stringify(line)
}
