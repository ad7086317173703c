'use strict'
/**
 * DAX's clients: each read goes to one of the cluster's nodes, each write to the primary, which here the cluster decides.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.client.run-application-nodejs-3.html
 */
const host = require('coldstart:host')
const { DynamoDB, DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const { SITE } = require('coldstart:sdk/internal/callSite')
const { receive } = require('@smithy/node-http-handler')
const { refusal, toDaxError } = require('coldstart:sdk/internal/dax/errors')
const { setTimeout } = globalThis

const MAX_RETRIES = 1
const BACK_OFF_MS = 70
const THROTTLES = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
])

/** `my-cluster.l6fzcv.dax-clusters.us-east-1.amazonaws.com` out of `daxs://…:9111`. */
const hostOf = ({ endpoint, endpoints }) => {
  const [first] = [endpoints ?? endpoint].flat()
  return String(first ?? '')
    .replace(/^\w+:\/\//, '')
    .replace(/[/:].*$/, '')
}

/** A transport that ends at a cluster. */
const createHandler = (name) => ({
  metadata: { handlerProtocol: 'dax' },
  async handle(request) {
    const headers = Object.entries({ ...request.headers, host: name })
    const reply = await host.call({
      service: 'dax',
      method: 'POST',
      path: '/',
      query: '',
      headers: headers.map(([key, value]) => [key, String(value)]),
      body: request.body ?? '',
      attempt: 1,
      site: request[SITE],
    })
    return receive(reply, { ...request, hostname: name })
  },
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
})

/** A DynamoDB client whose requests a cluster is asked. */
const createPlainClient = (config, Client) =>
  new Client({
    region: config.region,
    credentials: config.credentials,
    maxAttempts: 1,
    requestHandler: createHandler(hostOf(config)),
  })

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Tries as DAX's clients do: once more, at once, or a little later where it was throttled. */
const withRetries = async (attempt, retries) => {
  for (let tried = 0; ; tried++) {
    try {
      const { $metadata: _, ...output } = await attempt()
      return output
    } catch (error) {
      const made = toDaxError(error)
      if (made.retryable !== true || tried >= retries) throw made
      if (THROTTLES.has(made.code)) await wait(BACK_OFF_MS * 2 ** tried * (0.5 + Math.random() / 2))
    }
  }
}

const MIDDLEWARE =
  'add addRelativeTo clone concat identify identifyOnResolve remove removeByTag resolve use'

const refuseMiddleware = () => {
  throw refusal(
    'custom middleware and middlewareStacks are not supported for DAX. Please refer to documentation.',
  )
}

/** Names of operations that change something. */
const WRITES = /^(?:batchWrite|delete|put|transactWrite|update)/

/**
 * The class of a client. `operations`: methods that the cluster takes; `createInner(config)`: whose methods of the same names do
 * it; all its other methods are refused.
 */
const createDaxClass = (operations, createInner) => {
  class Dax {
    #inner
    constructor(config = {}) {
      this.config = config
      this.skipHostnameVerification = config.skipHostnameVerification ?? false
      this.#inner = createInner(config)
      const names = MIDDLEWARE.split(' ')
      this.middlewareStack = Object.fromEntries(names.map((name) => [name, refuseMiddleware]))
    }
    /** There is no connection to close. */
    shutdown() {}
    destroy() {}
    send() {
      throw refusal('send operation is not supported for DAX. Please refer to documentation.')
    }
    _call(name, params, callback) {
      if (/^(?:query|scan)$/.test(name) && params?.Limit != null && params.Limit <= 0) {
        throw refusal(
          `Value ${params.Limit} at 'limit' failed to satisfy constraint: ` +
            'Member must have value greater than or equal to 1',
        )
      }
      const { config } = this
      const own = WRITES.test(name) ? config.writeRetries : config.readRetries
      const retries = own || (config.maxRetries ?? MAX_RETRIES)
      const done = withRetries(() => this.#inner[name](params), retries)
      if (typeof callback !== 'function') return done
      done.then(
        (data) => callback(null, data),
        (error) => callback(error, null),
      )
      return undefined
    }
  }
  for (const name of operations) {
    Dax.prototype[name] = function (params, optionsOrCallback, callback) {
      const isCallback = typeof optionsOrCallback === 'function'
      return this._call(name, params, isCallback ? optionsOrCallback : callback)
    }
  }
  // The aggregated client has them once one was made.
  createPlainClient({ region: 'us-east-1' }, DynamoDB)
  for (const name of Object.keys(DynamoDB.prototype)) {
    if (name in Dax.prototype || /^(?:paginate|waitUntil)/.test(name)) continue
    if (/^(?:get|put|update|delete|batch(?:Get|Write))Item$|^transact/.test(name)) continue
    Dax.prototype[name] = () => {
      throw refusal(`${name} is not supported for DAX. Use DynamoDB instead.`)
    }
  }
  return Dax
}

const paginate = (Client, method) =>
  async function* pages(config, input) {
    let token = config.startingToken
    for (;;) {
      input.ExclusiveStartKey = token || input.ExclusiveStartKey
      input.Limit ??= config.pageSize
      if (!(config.client instanceof Client)) {
        throw new Error(`Invalid client, expected instance of ${Client.name}`)
      }
      const page = await config.client[method](input)
      yield page
      const previous = token
      token = page.LastEvaluatedKey
      if (!token || (config.stopOnSameToken && token === previous)) return undefined
    }
  }

Object.assign(exports, { DynamoDB, DynamoDBClient, createDaxClass, createPlainClient, paginate })
