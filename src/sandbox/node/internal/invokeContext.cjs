'use strict'

// The context object. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
const core = require('coldstart:core')
const runtimeErrors = require('coldstart:node/internal/runtimeErrors')
const { settings } = core
const { parse } = JSON
const now = Date.now
const isModern = settings.major >= 24

const parseField = (text, name) => {
  if (text === undefined || (isModern && text === '')) return undefined
  try {
    return parse(text)
  } catch (error) {
    // The client gives no cause.
    // oxlint-disable-next-line preserve-caught-error
    if (!isModern) throw new Error(`Cannot parse ${name[0]} as json: ${error.toString()}`)
    throw runtimeErrors.create(
      'PlatformError',
      `Failed to parse ${name[1]} as JSON: ${error.message}`,
    )
  }
}
const CLIENT = ['ClientContext', 'lambda-runtime-client-context']
const IDENTITY = ['CognitoIdentity', 'lambda-runtime-cognito-identity']

const forwardTrace = (traceId) => {
  const { environment } = settings
  if (traceId) environment._X_AMZN_TRACE_ID = traceId
  else delete environment._X_AMZN_TRACE_ID
}

const addEnvironment = (context, invocation) => {
  const { own } = invocation.rare
  if (isModern) context.functionName = own.functionName
  context.functionVersion = own.functionVersion
  if (!isModern) context.functionName = own.functionName
  context.memoryLimitInMB = own.memoryLimitInMB
  context.logGroupName = own.logGroupName
  context.logStreamName = own.logStreamName
}
const addHeaders = (context, invocation) => {
  const { rare } = invocation
  const deadlineMs = +invocation.deadline
  context.clientContext = parseField(rare.clientContext, CLIENT)
  context.identity = parseField(rare.identity, IDENTITY)
  context.invokedFunctionArn = rare.own.invokedFunctionArn
  context.awsRequestId = invocation.awsRequestId
  context.tenantId = rare.tenantId
  if (isModern) context.xRayTraceId = invocation.traceId || undefined
  context.getRemainingTimeInMillis = function () {
    return deadlineMs - now()
  }
}

/** Whether the handler cannot see a context: then there need be none. What depends on it aside is done. */
exports.isUnseen = ({ takesEventOnly }, { rare, traceId }) => {
  if (!takesEventOnly || rare.clientContext !== undefined || rare.identity !== undefined)
    return false
  forwardTrace(traceId)
  return true
}

/** Completes `context` (what a version of the client puts there itself) for an invocation. */
exports.attach = (context, invocation) => {
  forwardTrace(invocation.traceId)
  if (isModern) {
    addHeaders(context, invocation)
    addEnvironment(context, invocation)
  } else {
    addEnvironment(context, invocation)
    addHeaders(context, invocation)
  }
  return context
}
