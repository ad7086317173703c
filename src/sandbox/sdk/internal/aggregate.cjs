'use strict'
/** The aggregated clients (`new DynamoDB()`, `DynamoDBDocument.from()`) and paginators: loaded when first used. */

/** Gives `Client` a method per command, paginator and waiter, as the aggregated clients have. */
const createAggregatedClient = (commands, Client, { paginators = {}, waiters = {} } = {}) => {
  for (const [name, CommandCtor] of Object.entries(commands)) {
    const method = (name[0].toLowerCase() + name.slice(1)).replace(/Command$/, '')
    Client.prototype[method] = function (args, optionsOrCallback, callback) {
      const command = new CommandCtor(args)
      if (typeof optionsOrCallback === 'function') return this.send(command, optionsOrCallback)
      if (typeof callback !== 'function') return this.send(command, optionsOrCallback)
      if (typeof optionsOrCallback !== 'object') {
        throw new Error(`Expected http options but got ${typeof optionsOrCallback}`)
      }
      return this.send(command, optionsOrCallback || {}, callback)
    }
  }
  for (const [name, paginate] of Object.entries(paginators)) {
    Client.prototype[name] = function (input = {}, config, ...rest) {
      return paginate({ ...config, client: this }, input, ...rest)
    }
  }
  for (const [name, wait] of Object.entries(waiters)) {
    Client.prototype[name] = async function (input = {}, config, ...rest) {
      const settings = typeof config === 'number' ? { maxWaitTime: config } : config
      return wait({ ...settings, client: this }, input, ...rest)
    }
  }
}

/** `for await (const page of paginate({ client }, input))`: https://aws.amazon.com/blogs/developer/pagination-using-async-iterators-in-modular-aws-sdk-for-javascript/ */
const createPaginator = (ClientCtor, CommandCtor, inputToken, outputToken, pageSize) =>
  async function* paginateOperation(config, input, ...rest) {
    let token = config.startingToken ?? input[inputToken]
    for (;;) {
      input[inputToken] = token
      if (pageSize) input[pageSize] = input[pageSize] ?? config.pageSize
      if (!(config.client instanceof ClientCtor)) {
        throw new Error(`Invalid client, expected instance of ${ClientCtor.name}`)
      }
      const command = new CommandCtor(input)
      const page = await config.client.send(config.withCommand?.(command) ?? command, ...rest)
      yield page
      const previous = token
      token = page?.[outputToken]
      if (!token || (config.stopOnSameToken && token === previous)) return undefined
    }
  }

Object.assign(exports, { createAggregatedClient, createPaginator })
