'use strict'
/**
 * A call at its plainest: no middleware, no options, a configuration that the client made by itself. The body is written here in
 * one pass; headers and signature, and JavaScript's values out of a reply, are the host's work (`quickjs/sdkCalls.ts`),
 * for which it charges what the steps in `call.cjs` take. Whatever is not plain, or goes wrong, goes there.
 */
const host = require('coldstart:host')
const { NoOpLogger } = require('@smithy/smithy-client')
const { NodeHttpHandler } = require('@smithy/node-http-handler')
const { environmentCredentials } = require('coldstart:sdk/internal/config')
const { convertAt } = require('coldstart:sdk/internal/dynamodb/documentNodes')
const { hostnameOfParts, userAgents } = require('coldstart:sdk/internal/request')
const { Array, JSON, Map, Object, Promise, WeakMap } = globalThis
const { isArray } = Array
const { stringify } = JSON
const ObjectClass = Object
const PromiseClass = Promise
const { keys, prototype: objectPrototype, getPrototypeOf } = Object
const { MAX_SAFE_INTEGER } = Number

// Bodies.

/** Thrown where a value is not for this way: the other tells what is wrong with it, or how it is written. */
const NOT_PLAIN = { __proto__: null }

/** Names as JSON with their colon, each made once. */
let quotedNames = { __proto__: null }
let quotedCount = 0
const QUOTED_MAX = 500
const quoteName = (name) => {
  const known = quotedNames[name]
  if (known !== undefined) return known
  if (quotedCount++ >= QUOTED_MAX) {
    quotedNames = { __proto__: null }
    quotedCount = 1
  }
  return (quotedNames[name] = stringify(name) + ':')
}

/** Short texts as JSON, each made once: most are the same from call to call, as tables' names and keys are. */
let quotedTexts = { __proto__: null }
let quotedTextCount = 0
const QUOTED_TEXTS_MAX = 100
const QUOTED_LENGTH_MAX = 40
const quoteText = (text) => {
  if (text.length > QUOTED_LENGTH_MAX) return stringify(text)
  const known = quotedTexts[text]
  if (known !== undefined) return known
  if (quotedTextCount++ >= QUOTED_TEXTS_MAX) {
    quotedTexts = { __proto__: null }
    quotedTextCount = 1
  }
  return (quotedTexts[text] = stringify(text))
}

const writeMap = (map, options, names) => {
  let text = ''
  for (let at = 0; at < names.length; at++) {
    const name = names[at]
    const value = map[name]
    if (typeof value === 'function') continue
    if (value === undefined && options.removeUndefinedValues) continue
    if (name === '__proto__') throw NOT_PLAIN
    text += (text === '' ? '{' : ',') + quoteName(name) + writeAttribute(value, options)
  }
  return text === '' ? '{}' : text + '}'
}

/** A value as an attribute value, in JSON. */
const writeAttribute = (value, options) => {
  switch (typeof value) {
    case 'string':
      if (value === '' && options.convertEmptyValues) return '{"NULL":true}'
      return '{"S":' + quoteText(value) + '}'
    case 'number':
      if (value <= MAX_SAFE_INTEGER && value >= -MAX_SAFE_INTEGER) return '{"N":"' + value + '"}'
      throw NOT_PLAIN
    case 'boolean':
      return value ? '{"BOOL":true}' : '{"BOOL":false}'
    case 'object':
      if (value === null) return '{"NULL":true}'
      if (isArray(value)) {
        let text = ''
        for (let at = 0; at < value.length; at++) {
          const item = value[at]
          if (typeof item === 'function') throw NOT_PLAIN
          text += (at === 0 ? '' : ',') + writeAttribute(item, options)
        }
        return '{"L":[' + text + ']}'
      }
      if (value.constructor !== ObjectClass || getPrototypeOf(value) !== objectPrototype)
        throw NOT_PLAIN
      return '{"M":' + writeMap(value, options, keys(value)) + '}'
    default:
      throw NOT_PLAIN
  }
}

/** A map whose values are attribute values. */
const writeValues = (map, options) => {
  if (typeof map !== 'object' || isArray(map) || map.constructor !== ObjectClass) throw NOT_PLAIN
  return writeMap(map, options, keys(map))
}

const writeMember = ({ name, type, node }, value, { codec, document }) => {
  if (typeof value === 'function') return undefined
  if (node === 'V') return writeValues(value, document.marshallOptions)
  if (node === undefined) {
    if (typeof value === 'string') return quoteText(value)
    if (typeof value === 'boolean') return value ? 'true' : 'false'
    if (typeof value === 'number' && value - value === 0) return '' + value
    return stringify(codec.writeValue(type, value))
  }
  const converted = convertAt({ [name]: value }, document.marshall, { [name]: node })
  return stringify(codec.writeValue(type, converted[name]))
}

/** The body for `input`. Throws where the input is not plain. */
const writeBody = (input, plan) => {
  if (input.constructor !== ObjectClass || getPrototypeOf(input) !== objectPrototype)
    throw NOT_PLAIN
  const { members } = plan
  // Members are asked for in the model's order, until all that the input has are found.
  let left = plan.hasToken ? members.length : keys(input).length
  let text = ''
  for (let at = 0; at < members.length && left > 0; at++) {
    const member = members[at]
    const value = input[member.name]
    if (value === undefined || value === null) {
      if (member.isToken || (value === null && member.node !== undefined)) throw NOT_PLAIN
      continue
    }
    left--
    const part = writeMember(member, value, plan)
    if (part !== undefined) text += (text === '' ? member.first : member.next) + part
  }
  return text === '' ? '{}' : text + '}'
}

// Profiles: what is the same in all of a client's calls of one operation.

/** How the host turns an output's member into JavaScript's values; see `Holds` in `quickjs/sdkCalls.ts`. */
const holdsOf = ({ type }, node, document) => {
  if (document && node !== undefined) {
    const isList = isArray(node) && node[1] === 'V'
    if (node !== 'V' && !isList) return '?'
    const { wrapNumbers, convertWithoutMapWrapper } = document.unmarshallOptions
    if (wrapNumbers || convertWithoutMapWrapper !== true) return '?'
    return isList ? '[V' : 'V'
  }
  let inner = type
  while (inner.kind === 'list' || inner.kind === 'map') inner = inner.of
  if (inner.kind === 'plain') return '='
  return inner.kind === 'attribute' ? 'A' : '?'
}

const createPlan = (operation, document) => {
  const { codec } = operation.service
  const members = codec.members(operation.inputShape).map(({ name, type }) => ({
    name,
    first: `{"${name}":`,
    next: `,"${name}":`,
    type,
    isToken: type.kind === 'token',
    node: document?.inputKeyNodes[name],
  }))
  return { codec, document, members, hasToken: members.some(({ isToken }) => isToken) }
}

const register = (config, operation, document, known) => {
  const { service } = operation
  const { region, useFips, useDualstack } = known
  const [shortUserAgent, userAgent] = userAgents(config, service)
  return host.profile(
    stringify({
      service: service.prefix,
      target: `${service.target}.${operation.operation}`,
      contentType: 'application/x-amz-json-1.0',
      hostname: hostnameOfParts(service, region, useFips, useDualstack),
      userAgent,
      shortUserAgent,
      accessKeyId: known.accessKeyId,
      sessionToken: known.sessionToken ?? '',
      scope: `${region}/${service.prefix}`,
      maxAttempts: known.maxAttempts,
      members: service.codec
        .members(operation.outputShape)
        .map((member) => [
          member.name,
          holdsOf(member, document?.outputKeyNodes[member.name], document),
        ]),
    }),
  )
}

/** What a client's configuration says at once; null where something must be asked for, or is the user's own. */
const readConfig = (config) => {
  const { credentials, maxAttempts, region, requestHandler, retryStrategy } = config
  const { useDualstackEndpoint, useFipsEndpoint } = config
  const isOwn =
    typeof region.value === 'string' &&
    typeof maxAttempts.value === 'number' &&
    typeof useFipsEndpoint.value === 'boolean' &&
    typeof useDualstackEndpoint.value === 'boolean' &&
    (credentials === environmentCredentials || typeof credentials.value === 'object') &&
    requestHandler instanceof NodeHttpHandler &&
    requestHandler.handle === NodeHttpHandler.prototype.handle &&
    typeof retryStrategy.isIdle === 'function'
  if (!isOwn) return null
  return {
    region: region.value,
    maxAttempts: maxAttempts.value,
    useFips: useFipsEndpoint.value,
    useDualstack: useDualstackEndpoint.value,
    providers: [region, credentials, maxAttempts, useFipsEndpoint, useDualstackEndpoint],
    requestHandler,
    retryStrategy,
    customUserAgent: config.customUserAgent,
    tls: config.tls,
    translateConfig: config.translateConfig,
    accessKeyId: undefined,
    sessionToken: undefined,
    execution: undefined,
    plain: new Map(),
    document: new Map(),
  }
}

const isSame = (config, known) => {
  const { providers } = known
  return (
    config.region === providers[0] &&
    config.credentials === providers[1] &&
    config.maxAttempts === providers[2] &&
    config.useFipsEndpoint === providers[3] &&
    config.useDualstackEndpoint === providers[4] &&
    config.requestHandler === known.requestHandler &&
    config.retryStrategy === known.retryStrategy &&
    config.customUserAgent === known.customUserAgent &&
    config.tls === known.tls &&
    config.translateConfig === known.translateConfig
  )
}

const configs = new WeakMap()
const configOf = (config) => {
  const known = configs.get(config)
  if (known !== undefined && known !== null && isSame(config, known)) return known
  const read = readConfig(config)
  configs.set(config, read)
  return read
}

/** Whether the environment says what it said when the profiles were made; forgets them if not. */
const refresh = (config, known) => {
  const { environment } = host
  const { value } = config.credentials
  const given = value ?? environment
  const accessKeyId = value === undefined ? given.AWS_ACCESS_KEY_ID : given.accessKeyId
  const secret = value === undefined ? given.AWS_SECRET_ACCESS_KEY : given.secretAccessKey
  if (!accessKeyId || !secret) return false
  const token = value === undefined ? given.AWS_SESSION_TOKEN : given.sessionToken
  const sessionToken = token || undefined
  const execution = environment.AWS_EXECUTION_ENV
  if (
    known.accessKeyId === accessKeyId &&
    known.sessionToken === sessionToken &&
    known.execution === execution
  ) {
    return true
  }
  known.accessKeyId = accessKeyId
  known.sessionToken = sessionToken
  known.execution = execution
  known.plain.clear()
  known.document.clear()
  return true
}

const hasTimeouts = ({ config }) =>
  config === undefined || config.requestTimeout || config.socketTimeout

/** The profile of `operation` with this configuration; null where its calls are not plain. */
const findProfile = (config, operation, describeDocument) => {
  if (config.endpoint !== undefined || config.logger.constructor !== NoOpLogger) return null
  const known = configOf(config)
  if (known === null || hasTimeouts(known.requestHandler) || known.retryStrategy.peek() !== null)
    return null
  if (!known.retryStrategy.isIdle() || !refresh(config, known)) return null
  const profiles = describeDocument === null ? known.plain : known.document
  const found = profiles.get(operation)
  if (found !== undefined) return found
  const document = describeDocument === null ? null : describeDocument(config)
  const id = register(config, operation, document, known)
  const isPlain = document === null || document.marshallOptions.convertTopLevelContainer === true
  const made = isPlain && id >= 0 ? { id, plan: createPlan(operation, document) } : null
  profiles.set(operation, made)
  return made
}

/**
 * The promise of the output, or null where the call is not plain. `describeDocument(config)` tells of the document client's
 * command where the values that attribute values stand for are, and how they are turned; null for plain clients.
 */
exports.callPlainly = (config, operation, input, { describeDocument, goOn }) => {
  if (host.send === undefined) return null
  const profile = findProfile(config, operation, describeDocument)
  if (profile === null) return null
  let body
  try {
    body = writeBody(input, profile.plan)
  } catch {
    return null
  }
  const { environment } = host
  const trace =
    environment.AWS_LAMBDA_FUNCTION_NAME && environment._X_AMZN_TRACE_ID
      ? environment._X_AMZN_TRACE_ID
      : ''
  return new PromiseClass((resolve, reject) => {
    host.send(profile.id, body, trace, (output, requestId) => {
      if (requestId === undefined) {
        goOn(output).then(({ output: late }) => resolve(late), reject)
        return
      }
      output.$metadata = {
        httpStatusCode: 200,
        requestId,
        extendedRequestId: undefined,
        cfId: undefined,
        attempts: 1,
        totalRetryDelay: 0,
      }
      resolve(output)
    })
  })
}
