'use strict'
/** `@aws-sdk/lib-dynamodb`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/ */
const dynamodb = require('@aws-sdk/client-dynamodb')
const { Client, Command } = require('@smithy/smithy-client')
const { createDirectHandler, goOnWith } = require('coldstart:sdk/internal/call')
const { convertAt, documentCommands } = require('coldstart:sdk/internal/dynamodb/documentNodes')
const { DIRECT, PLAIN, isUntouched, share } = require('coldstart:sdk/internal/ownStack')
const { callPlainly } = require('coldstart:sdk/internal/plainCall')
const { NumberValueImpl, marshall, unmarshall } = require('@aws-sdk/util-dynamodb')

const marshallInput = (input, nodes, options) =>
  convertAt(input, (value) => marshall(value, options), nodes)
const unmarshallOutput = (output, nodes, options) =>
  convertAt(output, (value) => unmarshall(value, options), nodes)

class DynamoDBDocumentClientCommand extends Command {
  get middlewareStack() {
    return this.clientCommand.middlewareStack
  }

  /** The translation options, with the defaults that the document client sets on them. */
  static optionsOf({ translateConfig = {} }) {
    const { marshallOptions = {}, unmarshallOptions = {} } = translateConfig
    marshallOptions.convertTopLevelContainer ??= true
    unmarshallOptions.convertWithoutMapWrapper ??= true
    return { marshallOptions, unmarshallOptions }
  }

  addMarshallingMiddleware(configuration) {
    const { marshallOptions, unmarshallOptions } =
      DynamoDBDocumentClientCommand.optionsOf(configuration)
    this.clientCommand.middlewareStack.addRelativeTo(
      (next) => async (args) =>
        next({ ...args, input: marshallInput(args.input, this.inputKeyNodes, marshallOptions) }),
      {
        name: 'DocumentMarshall',
        relation: 'before',
        toMiddleware: 'serializerMiddleware',
        override: true,
      },
    )
    this.clientCommand.middlewareStack.addRelativeTo(
      (next) => async (args) => {
        const result = await next(args)
        result.output = unmarshallOutput(result.output, this.outputKeyNodes, unmarshallOptions)
        return result
      },
      {
        name: 'DocumentUnmarshall',
        relation: 'before',
        toMiddleware: 'deserializerMiddleware',
        override: true,
      },
    )
  }

  resolveMiddleware(clientStack, configuration, options) {
    const { clientCommand } = this
    this.addMarshallingMiddleware(configuration)
    const stack = clientStack.concat(this.middlewareStack)
    const handler = clientCommand.resolveMiddleware(stack, configuration, options)
    return async () => handler(clientCommand)
  }

  [DIRECT](configuration, options) {
    const { clientCommand } = this
    if (!isUntouched(clientCommand)) return null
    const translation = this.translation(configuration)
    const handler = createDirectHandler(clientCommand, configuration, options, translation)
    return () => handler(clientCommand)
  }

  /** How the input and the output are turned. */
  translation(configuration) {
    const { inputKeyNodes, outputKeyNodes } = this
    const { marshallOptions, unmarshallOptions } =
      DynamoDBDocumentClientCommand.optionsOf(configuration)
    return {
      input: (input) => marshallInput(input, inputKeyNodes, marshallOptions),
      output: (output) => unmarshallOutput(output, outputKeyNodes, unmarshallOptions),
    }
  }
}

class DocumentCommand extends DynamoDBDocumentClientCommand {
  #clientCommand
  constructor(input) {
    super()
    this.input = input
  }
  /** The command that it stands for, made when it is needed. */
  get clientCommand() {
    this.#clientCommand ??= new this.constructor.document.ClientCommand(this.input)
    return this.#clientCommand
  }
  get inputKeyNodes() {
    return this.constructor.document.inputKeyNodes
  }
  get outputKeyNodes() {
    return this.constructor.document.outputKeyNodes
  }
  [PLAIN](configuration) {
    const { describe, ClientCommand } = this.constructor.document
    if (this.#clientCommand !== undefined && !isUntouched(this.#clientCommand)) return null
    return callPlainly(configuration, ClientCommand.operation, this.input, {
      describeDocument: describe,
      goOn: (reply) =>
        goOnWith(this.clientCommand, configuration, reply, this.translation(configuration)),
    })
  }
}

const commands = {}
for (const name of Object.keys(documentCommands)) {
  const CommandCtor = class extends DocumentCommand {}
  const [operation, inputKeyNodes, outputKeyNodes] = documentCommands[name]
  Object.defineProperty(CommandCtor, 'name', { value: `${name}Command` })
  CommandCtor.document = {
    ClientCommand: dynamodb[`${operation}Command`],
    inputKeyNodes,
    outputKeyNodes,
  }
  CommandCtor.document.describe = (configuration) => {
    const options = DynamoDBDocumentClientCommand.optionsOf(configuration)
    return {
      inputKeyNodes,
      outputKeyNodes,
      ...options,
      marshall: (value) => marshall(value, options.marshallOptions),
    }
  }
  commands[`${name}Command`] = CommandCtor
}

class DynamoDBDocumentClient extends Client {
  constructor(client, translateConfig) {
    super(client.config)
    this.config.translateConfig = translateConfig
    share(this, client)
    if (this.config.cacheMiddleware) {
      throw new Error(
        '@aws-sdk/lib-dynamodb - cacheMiddleware=true is not compatible with the' +
          ' DynamoDBDocumentClient. This option must be set to false.',
      )
    }
  }
  /** `translateConfig`: `{ marshallOptions, unmarshallOptions }`. */
  static from(client, translateConfig) {
    return new DynamoDBDocumentClient(client, translateConfig)
  }
  /** The plain client stays open: it may be in use elsewhere. */
  destroy() {}
}

const paginate =
  (name) =>
  (...args) => {
    const { createPaginator } = require('coldstart:sdk/internal/aggregate')
    const tokens = ['ExclusiveStartKey', 'LastEvaluatedKey', 'Limit']
    return createPaginator(DynamoDBDocumentClient, commands[name], ...tokens)(...args)
  }

async function* paginatedBatchGet({ client }, input) {
  let { RequestItems } = input
  while (RequestItems && Object.keys(RequestItems).length > 0) {
    const page = await client.send(new commands.BatchGetCommand({ ...input, RequestItems }))
    RequestItems = page.UnprocessedKeys
    yield page
  }
}

class DynamoDBDocument extends DynamoDBDocumentClient {
  static from(client, translateConfig) {
    return new DynamoDBDocument(client, translateConfig)
  }
  paginatedBatchGet(args) {
    return paginatedBatchGet({ client: this }, args)
  }
}
for (const name of Object.keys(commands)) {
  const method = (name[0].toLowerCase() + name.slice(1)).replace(/Command$/, '')
  DynamoDBDocument.prototype[method] = function (args, optionsOrCallback, callback) {
    const command = new commands[name](args)
    if (typeof callback === 'function' && typeof optionsOrCallback !== 'object') {
      throw new Error(`Expect http options but get ${typeof optionsOrCallback}`)
    }
    return this.send(command, optionsOrCallback, callback)
  }
}

Object.assign(exports, commands, {
  $Command: Command,
  DynamoDBDocument,
  DynamoDBDocumentClient,
  DynamoDBDocumentClientCommand,
  NumberValue: NumberValueImpl,
  __Client: Client,
  paginateQuery: paginate('QueryCommand'),
  paginateScan: paginate('ScanCommand'),
  paginatedBatchGet,
})
