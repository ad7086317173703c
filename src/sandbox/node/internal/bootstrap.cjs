'use strict'

// The first code that an isolate runs: it builds Node's surroundings and hands the driver its entry points.
// `native` are the driver's functions; they are seen here and nowhere else.
module.exports = (native, settings) => {
  const cache = { __proto__: null }

  /** Evaluates a built-in module by its id (`crypto`, `internal/inspect`, `@aws-sdk/client-dynamodb`), once. */
  const load = (id) => {
    const known = cache[id]
    if (known !== undefined) return known.exports
    const record = { exports: {} }
    cache[id] = record
    const wrapper = native.compileBuiltin(id)
    wrapper(record.exports, requireBuiltin, record)
    return record.exports
  }

  const requireBuiltin = (specifier) => {
    if (specifier === 'coldstart:host') return host
    if (specifier === 'coldstart:core') return core
    if (native.startsWith(specifier, 'coldstart:node/')) return load(native.slice(specifier, 15))
    if (native.startsWith(specifier, 'coldstart:sdk/')) return load(native.slice(specifier, 10))
    if (native.startsWith(specifier, 'node:')) return load(native.slice(specifier, 5))
    return load(specifier)
  }

  const { startsWith, slice } = String.prototype
  const { apply } = Reflect
  native.startsWith = (text, start) => apply(startsWith, text, [start])
  native.slice = (text, from) => apply(slice, text, [from])

  const core = { native, settings, load, startedAt: 0 }
  let hooks = []
  /**
   * Runs `hook` once the environment's own settings stand. Built-ins may be evaluated before there is an environment,
   * when a template of it is made: none may read `settings` (but `major` and `arch`), the clock or chance meanwhile.
   */
  core.whenConfigured = (hook) => {
    if (hooks === null) hook()
    else hooks[hooks.length] = hook
  }
  const { parse } = JSON
  const { assign } = Object
  const configure = (text) => {
    const { environment, ...rest } = parse(text)
    assign(settings.environment, environment)
    assign(settings, rest)
    core.startedAt = native.clock()
    const waiting = hooks
    hooks = null
    for (let at = 0; at < waiting.length; at++) waiting[at]()
  }
  core.output = load('internal/output')
  core.errors = load('internal/errors')
  core.loop = load('internal/loop')
  core.modules = load('internal/modules')
  load('internal/globals')
  load('internal/iterators')

  const host = {
    call: (request) => core.loop.call(request),
    now: () => native.clock() / 1_000,
    sleep: (milliseconds) =>
      new core.Promise((resolve) => core.loop.addTimer(resolve, milliseconds, true)),
    random: () => native.random('sdk'),
    uuid: () => load('internal/random').uuid('sdk'),
    environment: settings.environment,
    profile: (text) => native.profile(text),
    send: core.loop.send,
    site: () => native.site(),
  }
  core.host = host
  core.lambda = load('internal/lambda')
  load('internal/json')
  load('internal/regexp')
  load('internal/versions')

  return {
    bridge: { builtin: load, file: (path) => core.modules.requirePath(path) },
    configure,
    turn: core.lambda.turn,
    invoke: core.lambda.invoke,
    resume: core.lambda.resume,
    settle: core.lambda.settle,
    rejection: core.loop.rejection,
    error: core.errors.create,
    load: (id) => void load(id),
    keys: (id) => Object.keys(load(id)).join('\n'),
    uncaught: core.lambda.uncaught,
    logs: core.lambda.takeLogs,
  }
}
