'use strict'
/** `@aws-sdk/client-dynamodb`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/dynamodb/ */
const { Client, Command, ServiceException } = require('@smithy/smithy-client')
const { createDirectHandler, goOnWith } = require('coldstart:sdk/internal/call')
const { resolveConfig } = require('coldstart:sdk/internal/config')
const enums = require('coldstart:sdk/internal/dynamodb/enums')
const {
  DynamoDBServiceException,
  exceptions,
} = require('coldstart:sdk/internal/dynamodb/exceptions')
const { operations, service } = require('coldstart:sdk/internal/dynamodb/service')
const { DIRECT, PLAIN, hold, isUntouched } = require('coldstart:sdk/internal/ownStack')
const { callPlainly } = require('coldstart:sdk/internal/plainCall')

class DynamoDBClient extends Client {
  constructor(configuration) {
    super(resolveConfig(configuration ?? {}, service))
    hold(this, () =>
      require('coldstart:sdk/internal/middleware').createClientStack(this.config, service),
    )
    for (const extension of this.config.extensions) extension.configure?.(this.config)
  }
}

class DynamoDBCommand extends Command {
  constructor(input) {
    super()
    this.input = input ?? {}
  }
  resolveMiddleware(clientStack, configuration, options) {
    const { resolveHandler } = require('coldstart:sdk/internal/middleware')
    return resolveHandler(this, clientStack, configuration, options)
  }
  [DIRECT](configuration, options) {
    return isUntouched(this) ? createDirectHandler(this, configuration, options) : null
  }
  [PLAIN](configuration) {
    if (!isUntouched(this)) return null
    return callPlainly(configuration, this.constructor.operation, this.input, {
      describeDocument: null,
      goOn: (reply) => goOnWith(this, configuration, reply),
    })
  }
}

const commands = {}
for (const operation of operations) {
  const CommandCtor = class extends DynamoDBCommand {}
  const name = `${operation.operation}Command`
  Object.defineProperty(CommandCtor, 'name', { value: name })
  CommandCtor.operation = operation
  commands[name] = CommandCtor
}

const paginate = (operation, ...tokens) => {
  const CommandCtor = commands[`${operation}Command`]
  return (...args) => {
    const { createPaginator } = require('coldstart:sdk/internal/aggregate')
    return createPaginator(DynamoDBClient, CommandCtor, ...tokens)(...args)
  }
}

const paginators = {
  paginateListBulkOperations: paginate(
    'ListBulkOperations',
    'NextToken',
    'NextToken',
    'MaxResults',
  ),
  paginateListContributorInsights: paginate(
    'ListContributorInsights',
    'NextToken',
    'NextToken',
    'MaxResults',
  ),
  paginateListExports: paginate('ListExports', 'NextToken', 'NextToken', 'MaxResults'),
  paginateListImports: paginate('ListImports', 'NextToken', 'NextToken', 'PageSize'),
  paginateListTables: paginate(
    'ListTables',
    'ExclusiveStartTableName',
    'LastEvaluatedTableName',
    'Limit',
  ),
  paginateQuery: paginate('Query', 'ExclusiveStartKey', 'LastEvaluatedKey', 'Limit'),
  paginateScan: paginate('Scan', 'ExclusiveStartKey', 'LastEvaluatedKey', 'Limit'),
}

/** Waiters are loaded when first called: `waitFor…` gives the outcome, `waitUntil…` throws unless it is success. */
const WAITERS = [
  'BulkOperationCompleted',
  'ContributorInsightsEnabled',
  'ExportCompleted',
  'ImportCompleted',
  'KinesisStreamingDestinationActive',
  'TableExists',
  'TableNotExists',
]
const waiters = {}
for (const name of WAITERS) {
  const run = (params, input) =>
    require('coldstart:sdk/internal/dynamodb/waiters').wait(name, commands, params, input)
  exports[`waitFor${name}`] = async (params, input) => run(params, input)
  waiters[`waitUntil${name}`] = async (params, input) => {
    const result = await run(params, input)
    return require('@smithy/util-waiter').checkExceptions(result)
  }
}

/** Gets its methods, one per command, paginator and waiter, with its first instance. */
class DynamoDB extends DynamoDBClient {
  static #isComplete = false
  constructor(configuration) {
    super(configuration)
    if (DynamoDB.#isComplete) return
    DynamoDB.#isComplete = true
    const { createAggregatedClient } = require('coldstart:sdk/internal/aggregate')
    createAggregatedClient(commands, DynamoDB, { paginators, waiters })
  }
}

Object.assign(exports, enums, commands, paginators, waiters, {
  $Command: Command,
  DynamoDB,
  DynamoDBClient,
  DynamoDBServiceException,
  __Client: Client,
  __ServiceException: ServiceException,
})
for (const name of Object.keys(exceptions)) exports[name] = exceptions[name].Exception
