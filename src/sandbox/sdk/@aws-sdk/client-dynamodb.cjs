'use strict'
/** `@aws-sdk/client-dynamodb`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/dynamodb/ */
const {
  Client,
  Command,
  createAggregatedClient,
  createPaginator,
  ServiceException,
} = require('@smithy/smithy-client')
const { createClientStack, resolveHandler } = require('coldstart:sdk/internal/client')
const { resolveConfig } = require('coldstart:sdk/internal/config')
const enums = require('coldstart:sdk/internal/dynamodb/enums')
const {
  DynamoDBServiceException,
  exceptions,
} = require('coldstart:sdk/internal/dynamodb/exceptions')
const { operations, service } = require('coldstart:sdk/internal/dynamodb/service')

class DynamoDBClient extends Client {
  constructor(configuration) {
    super(resolveConfig(configuration ?? {}, service))
    this.middlewareStack = createClientStack(this.config, service)
    for (const extension of this.config.extensions) extension.configure?.(this.config)
  }
}

const createCommand = (operation) => {
  const CommandCtor = class extends Command {
    static operation = operation
    constructor(input) {
      super()
      this.input = input ?? {}
    }
    resolveMiddleware(clientStack, configuration, options) {
      return resolveHandler(this, clientStack, configuration, options)
    }
  }
  Object.defineProperty(CommandCtor, 'name', { value: `${operation.operation}Command` })
  return CommandCtor
}

const commands = {}
for (const operation of operations)
  commands[`${operation.operation}Command`] = createCommand(operation)

const paginate = (operation, inputToken, outputToken, pageSize) =>
  createPaginator(
    DynamoDBClient,
    commands[`${operation}Command`],
    inputToken,
    outputToken,
    pageSize,
  )

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

class DynamoDB extends DynamoDBClient {}
createAggregatedClient(commands, DynamoDB, { paginators, waiters })

Object.assign(exports, enums, commands, paginators, waiters, {
  $Command: Command,
  DynamoDB,
  DynamoDBClient,
  DynamoDBServiceException,
  __Client: Client,
  __ServiceException: ServiceException,
})
for (const name of Object.keys(exceptions)) exports[name] = exceptions[name].Exception
