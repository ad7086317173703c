'use strict'
/**
 * The client of a service that Coldstart does not have: every name is there as it is asked for, and what is sent is
 * denied, as by a role that allows nothing.
 */
const { createClient, named, ServiceCommand } = require('coldstart:sdk/internal/createClient')
const { ServiceException } = require('@smithy/smithy-client')

/** `GetItem` of `getItem`; undefined where that is no method of an aggregated client. */
const operationOf = (method) =>
  typeof method === 'string' &&
  /^[a-z]\w+$/.test(method) &&
  method !== 'then' &&
  method !== 'toJSON'
    ? method[0].toUpperCase() + method.slice(1)
    : undefined

const bodyOf = (input) => {
  try {
    return JSON.stringify(input) ?? '{}'
  } catch {
    return '{}'
  }
}

const createService = ({ prefix, action, denial }, name, exceptions) => {
  return {
    id: name,
    apiVersion: '',
    prefix,
    target: action,
    clientName: `${name}Client`,
    defaults: { maxAttempts: 3, baseDelay: 50 },
    codec: { readMember: (_type, value) => value, read: (_shape, text) => JSON.parse(text) },
    exceptions,
    BaseException: ServiceException,
    bind: ({ operation }, input) => ({
      method: 'POST',
      path: '/',
      query: {},
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${action}.${operation}`,
      },
      body: bodyOf(input),
    }),
    readError(_response, text) {
      const data = text === '' ? {} : JSON.parse(text)
      return data.__type === 'AccessDeniedException' ? { ...data, __type: denial } : data
    },
  }
}

/** What `require('@aws-sdk/client-x')` answers. `about`: `client`, `prefix` of its hosts, `action` of its permissions, `denial`: its error. */
exports.create = (about) => {
  const flat = about.client.replaceAll('-', '')
  const known = { __proto__: null }
  let service = null
  /** The service under the name that its client has: `SecretsManager`. */
  const exceptions = new Proxy(
    {},
    { get: (_target, name) => ({ Exception: all[name], fault: 'client', members: [] }) },
  )
  const serviceNamed = (name) => (service ??= createService(about, name, exceptions))
  const commandOf = (operation) => {
    const key = `${operation}Command`
    if (known[key] === undefined) {
      known[key] = named(class extends ServiceCommand {}, key)
      known[key].operation = { service: serviceNamed(about.client), operation }
    }
    return known[key]
  }
  const clientNamed = (name) => {
    const made = createClient(serviceNamed(name), [], { aggregated: name, enums: {} })
    const Client = made[serviceNamed(name).clientName]
    const Aggregated = made[name]
    const methods = new Proxy(Client.prototype, {
      get(target, key, receiver) {
        const operation = key in target ? undefined : operationOf(key)
        if (operation === undefined) return Reflect.get(target, key, receiver)
        return (input, ...rest) => receiver.send(new (commandOf(operation))(input), ...rest)
      },
    })
    Object.setPrototypeOf(Aggregated.prototype, methods)
    known[`${name}Client`] = named(Client, `${name}Client`)
    known[name] = Aggregated
  }
  const make = (name) => {
    const bare = name.replace(/Client$/, '')
    if (bare.toLowerCase() === flat) {
      clientNamed(bare)
      return known[name]
    }
    if (/^[A-Z]\w*Command$/.test(name)) return commandOf(name.replace(/Command$/, ''))
    if (/^paginate[A-Z]/.test(name)) {
      return async function* paginate({ client }, input, ...rest) {
        yield await client.send(new (commandOf(name.slice('paginate'.length)))(input), ...rest)
      }
    }
    // An exception, or an enumeration: its members are mostly called as they read.
    if (/^[A-Z]/.test(name)) {
      const Exception = named(
        class extends ServiceException {
          constructor(options) {
            super({ name, $fault: 'client', ...options })
          }
        },
        name,
      )
      return new Proxy(Exception, {
        get: (target, key, receiver) =>
          typeof key === 'symbol' || key in target ? Reflect.get(target, key, receiver) : key,
      })
    }
    return undefined
  }
  const all = new Proxy(known, {
    get(target, name) {
      if (typeof name !== 'string') return undefined
      return (target[name] ??= make(name))
    },
    has: (_target, name) => typeof name === 'string' && /^(?:[A-Z]|paginate)/.test(name),
  })
  return all
}
