'use strict'

// https://nodejs.org/api/process.html, as it looks inside Lambda.
const core = require('coldstart:core')
const { native, settings, loop, output } = core
const { apply } = Reflect

const VERSIONS = {
  __proto__: null,
  20: { node: '20.19.5', v8: '11.3.244.8-node.30', uv: '1.46.0', modules: '115' },
  22: { node: '22.21.1', v8: '12.4.254.21-node.33', uv: '1.51.0', modules: '127' },
  24: { node: '24.11.0', v8: '13.6.233.10-node.28', uv: '1.51.0', modules: '137' },
}
const versions = VERSIONS[settings.major] ?? VERSIONS[22]
const version = `v${versions.node}`

// Values of the environment are strings, whatever is put in.
const environment = new Proxy(settings.environment, {
  set(target, key, value) {
    if (typeof key === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string')
    }
    target[key] = `${value}`
    return true
  },
  defineProperty(target, key, descriptor) {
    const { configurable, enumerable, writable } = descriptor
    if ('get' in descriptor || 'set' in descriptor || !configurable || !enumerable || !writable) {
      throw core.errors.create(
        'TypeError',
        'ERR_INVALID_OBJECT_DEFINE_PROPERTY',
        "'process.env' only accepts a configurable, writable, and enumerable data descriptor",
      )
    }
    return Reflect.defineProperty(target, key, { ...descriptor, value: `${descriptor.value}` })
  },
})
core.environment = environment

let partial = ''
const stream = (fd) => ({
  fd,
  isTTY: false,
  writable: true,
  write(chunk, encoding, callback) {
    const text = typeof chunk === 'string' ? chunk : require('buffer').Buffer.from(chunk).toString()
    const lines = (partial + text).split('\n')
    partial = lines.pop()
    for (const line of lines) output.log(line)
    const done = typeof encoding === 'function' ? encoding : callback
    if (typeof done === 'function') loop.nextTick(done, [])
    return true
  },
  end() {},
  on() {
    return this
  },
  once() {
    return this
  },
  emit: () => false,
})
core.flush = () => {
  const text = partial
  partial = ''
  return text
}

// Made when the function first listens: the client's own listeners were there before it.
let emitter
const emitterOf = () => {
  if (emitter !== undefined) return emitter
  emitter = new (require('events'))()
  const { listeners } = core.lambda
  for (const name of Object.keys(listeners)) {
    emitter.on(name, (first, second) => {
      listeners[name](first, second)
      if (isExiting) stop()
    })
  }
  return emitter
}
let isExiting = false
/** Calls the `exit` listeners, once; answers the status that the process then has. */
const emitExit = (status) => {
  if (isExiting) return status
  isExiting = true
  process.exitCode = status
  if (emitter !== undefined) {
    try {
      emitter.emit('exit', status)
    } catch {
      return FAILED_STATUS
    }
  }
  return exitCode ?? 0
}
const FAILED_STATUS = 1

let exitCode
/** https://nodejs.org/api/process.html#processexitcode_1 */
const checkExitCode = (code) => {
  if (code === undefined || code === null) return
  const isNumber = typeof code === 'number' || (typeof code === 'string' && code !== '')
  if (isNumber && Number.isInteger(+code)) return
  const { inspect } = core.load('internal/inspect')
  const isNumeric = typeof code === 'number'
  const kind =
    typeof code === 'object'
      ? `an instance of ${code.constructor?.name}`
      : `type ${typeof code} (${inspect(code)})`
  throw core.errors.create(
    isNumeric ? 'RangeError' : 'TypeError',
    isNumeric ? 'ERR_OUT_OF_RANGE' : 'ERR_INVALID_ARG_TYPE',
    isNumeric
      ? `The value of "code" is out of range. It must be an integer. Received ${code}`
      : `The "code" argument must be of type number. Received ${kind}`,
  )
}
const STATUS_MASK = 255

const hrtime = (previous) => {
  const nanos = native.clock() * 1_000
  let seconds = Math.floor(nanos / 1e9)
  let rest = nanos - seconds * 1e9
  if (previous !== undefined) {
    seconds -= previous[0]
    rest -= previous[1]
    if (rest < 0) {
      seconds--
      rest += 1e9
    }
  }
  return [seconds, rest]
}
hrtime.bigint = () => BigInt(native.clock()) * 1_000n

const MIB = 1_048_576
/** Of a Node.js process that has done nothing yet, as Lambda reports it (67-76 MB used). */
const BASE_RSS = 70 * MIB

class Exit extends Error {}
/** Nothing runs after the process has ended. */
const stop = () => {
  native.stop()
  throw new Exit('the process has ended')
}
/** The kernel's words for the signals that end a process. */
const SIGNALS = {
  __proto__: null,
  SIGHUP: 'hangup',
  SIGINT: 'interrupt',
  SIGQUIT: 'quit',
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
}
const SIGNAL_NUMBERS = {
  __proto__: null,
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
}
let hasWarned = false

const process = {
  title: 'node',
  version,
  versions: Object.freeze({ ...versions }),
  release: {
    name: 'node',
    lts: settings.major === 20 ? 'Iron' : settings.major === 22 ? 'Jod' : 'Krypton',
  },
  arch: settings.arch,
  platform: 'linux',
  argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
  argv0: 'node',
  execArgv: [],
  execPath: '/var/lang/bin/node',
  pid: 8,
  ppid: 1,
  get exitCode() {
    return exitCode
  },
  set exitCode(code) {
    checkExitCode(code)
    exitCode = code ?? undefined
  },
  env: environment,
  stdout: stream(1),
  stderr: stream(2),
  stdin: { fd: 0, isTTY: false },
  features: {},
  config: {},
  cwd: () => '/var/task',
  chdir() {
    throw core.errors.create(
      'Error',
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      '[coldstart] process.chdir() is not available',
    )
  },
  umask: () => 18,
  uptime: () => (native.clock() - core.startedAt) / 1e6,
  hrtime,
  nextTick(callback, ...args) {
    if (typeof callback !== 'function') {
      throw core.errors.create(
        'TypeError',
        'ERR_INVALID_ARG_TYPE',
        `The "callback" argument must be of type function. Received ${callback === undefined ? 'undefined' : typeof callback}`,
      )
    }
    loop.nextTick(callback, args)
  },
  memoryUsage: () => {
    const heapUsed = native.heap()
    return {
      rss: BASE_RSS + heapUsed,
      heapTotal: 2 * MIB + heapUsed,
      heapUsed,
      external: 0,
      arrayBuffers: 0,
    }
  },
  cpuUsage: () => ({ user: native.cpu(), system: 0 }),
  resourceUsage: () => ({ userCPUTime: native.cpu(), systemCPUTime: 0 }),
  exit(code) {
    if (code !== undefined) process.exitCode = code
    core.lambda.exit(Number(exitCode ?? 0) & STATUS_MASK)
    stop()
  },
  abort() {
    core.lambda.kill('aborted')
    stop()
  },
  kill(pid, signal = 'SIGTERM') {
    if (pid !== process.pid) {
      const error = core.errors.create('Error', 'ESRCH', 'kill ESRCH')
      throw Object.assign(error, { errno: -3, syscall: 'kill' })
    }
    const name = typeof signal === 'number' ? SIGNAL_NUMBERS[signal] : signal
    if (name === undefined) return true
    if (name !== 'SIGKILL' && process.listenerCount(name) > 0) {
      loop.nextTick(() => process.emit(name, name), [])
      return true
    }
    core.lambda.kill(SIGNALS[name] ?? name)
    return stop()
  },
  emitWarning(warning, ...options) {
    const isError = warning instanceof Error
    const [type, code] =
      typeof options[0] === 'object' && options[0] !== null
        ? [options[0].type, options[0].code]
        : options
    const name = isError ? warning.name : typeof type === 'string' ? type : 'Warning'
    const head = typeof code === 'string' ? `[${code}] ` : ''
    const message = isError ? warning.message : warning
    loop.nextTick(() => {
      process.emit('warning', isError ? warning : Object.assign(new Error(message), { name, code }))
      const flag = name === 'DeprecationWarning' ? '--trace-deprecation' : '--trace-warnings'
      const hint = hasWarned
        ? ''
        : `\n(Use \`node ${flag} ...\` to show where the warning was created)`
      hasWarned = true
      core.console.write('ERROR', [`(node:8) ${head}${name}: ${message}${hint}`])
    }, [])
  },
  getuid: () => 993,
  getgid: () => 990,
  listenerCount: (name) => emitterOf().listenerCount(name),
  listeners: (name) => emitterOf().listeners(name),
  emit: (name, ...args) => emitterOf().emit(name, ...args),
}
process.memoryUsage.rss = () => BASE_RSS + native.heap()
for (const method of [
  'on',
  'once',
  'off',
  'addListener',
  'removeListener',
  'prependListener',
  'removeAllListeners',
]) {
  process[method] = (...args) => {
    emitterOf()[method](...args)
    return process
  }
}
Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true })
core.process = {
  emit: (name, args) => {
    const emitter = emitterOf()
    return apply(emitter.emit, emitter, [name, args[0], args[1]])
  },
  emitExit,
  exitCode: () => Number(exitCode ?? 0) & STATUS_MASK,
}
exports.process = process
