'use strict'
/** A service's package out of its description: client, commands, exceptions, the aggregated client, paginators. */
const { Client, Command, ServiceException } = require('@smithy/smithy-client')
const { createDirectHandler } = require('coldstart:sdk/internal/call')
const { resolveConfig } = require('coldstart:sdk/internal/config')
const { DIRECT, hold, isUntouched } = require('coldstart:sdk/internal/ownStack')

const named = (Class, name) => Object.defineProperty(Class, 'name', { value: name })

/**
 * The exceptions of a text as in `sqs/service.cjs`: name (`!`: the server's fault), then members with their types.
 * `{ Base, exceptions }`: code → its class, whose fault it is, and its members.
 */
const createExceptions = (baseName, namespace, text) => {
  class Base extends ServiceException {
    constructor(options) {
      const { model } = new.target
      super(model ? { name: model.name, ...options } : options)
      if (!model) return
      this.name = model.name
      this.$fault = model.fault
      for (const field of model.fields) this[field] = options[field]
    }
  }
  named(Base, baseName)
  const exceptions = Object.create(null)
  for (const line of text.trim().split('\n')) {
    const [head, ...members] = line.split(' ')
    const name = head.replace('!', '')
    const fault = head.endsWith('!') ? 'server' : 'client'
    const typed = members.map((member) => [member.split(':')[0], member.split(':')[1] ?? ''])
    const fields = typed.map(([field]) => field).filter((field) => field !== 'message')
    const Exception = named(class extends Base {}, name)
    Exception.shapeId = `${namespace}#${name}`
    Exception.model = { name, fault, fields }
    exceptions[name] = { Exception, fault, members: typed }
  }
  return { Base, exceptions }
}

/** Operations of a text: name, input shape, output shape (`-`: nothing). */
const createOperations = (service, text) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [operation, inputShape = `${operation}Request`, outputShape = `${operation}Response`] =
        line.split(' ')
      return { service, operation, inputShape, outputShape }
    })

/** What commands have in common. */
class ServiceCommand extends Command {
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
}

/** What the package exports. `paginated`: operation → input token, output token, page size. `waiters`: name → operation that it asks, whether it waits for a success or for `NotFound`. */
const createClient = (service, operations, { aggregated, enums, paginated = {}, waiters = {} }) => {
  class ServiceClient extends Client {
    constructor(configuration) {
      super(resolveConfig(configuration ?? {}, service))
      hold(this, () =>
        require('coldstart:sdk/internal/middleware').createClientStack(this.config, service),
      )
      for (const extension of this.config.extensions) extension.configure?.(this.config)
    }
  }
  named(ServiceClient, service.clientName)
  const commands = {}
  for (const operation of operations) {
    const name = `${operation.operation}Command`
    commands[name] = named(class extends ServiceCommand {}, name)
    commands[name].operation = operation
  }
  const paginators = {}
  for (const name of Object.keys(paginated))
    paginators[`paginate${name}`] = (...args) => {
      const { createPaginator } = require('coldstart:sdk/internal/aggregate')
      return createPaginator(ServiceClient, commands[`${name}Command`], ...paginated[name])(...args)
    }
  const waiting = {}
  for (const name of Object.keys(waiters)) {
    const [operation, isThere] = waiters[name]
    const wait = (options, input) =>
      require('coldstart:sdk/internal/existence').wait(
        commands[`${operation}Command`],
        isThere,
        options,
        input,
      )
    waiting[`waitFor${name}`] = wait
    waiting[`waitUntil${name}`] = async (options, input) =>
      require('@smithy/util-waiter').checkExceptions(await wait(options, input))
  }
  const until = Object.fromEntries(
    Object.entries(waiting).filter(([name]) => name.startsWith('waitUntil')),
  )
  let isComplete = false
  const Aggregated = named(
    class extends ServiceClient {
      constructor(configuration) {
        super(configuration)
        if (isComplete) return
        isComplete = true
        const { createAggregatedClient } = require('coldstart:sdk/internal/aggregate')
        createAggregatedClient(commands, Aggregated, { paginators, waiters: until })
      }
    },
    aggregated,
  )
  const { BaseException, exceptions } = service
  return {
    ...enums,
    ...commands,
    ...paginators,
    ...waiting,
    ...Object.fromEntries(Object.entries(exceptions).map(([name, each]) => [name, each.Exception])),
    $Command: Command,
    [BaseException.name]: BaseException,
    [service.clientName]: ServiceClient,
    [aggregated]: Aggregated,
    __Client: Client,
  }
}

/** Names that stand for themselves, as the SDK's enumerations. */
const createEnum = (text) => Object.fromEntries(text.split(' ').map((name) => [name, name]))

Object.assign(exports, {
  createClient,
  createEnum,
  createExceptions,
  createOperations,
  named,
  ServiceCommand,
})
