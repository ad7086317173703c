'use strict'

// https://nodejs.org/api/process.html, as it looks inside Lambda.
const core = require('coldstart:core')
const { native, settings, loop, output } = core

const VERSIONS = { __proto__: null, 20: 'v20.19.5', 22: 'v22.21.1', 24: 'v24.11.0' }
const version = VERSIONS[settings.major] ?? VERSIONS[22]

// Values of the environment are strings, whatever is put in.
const environment = new Proxy(settings.environment, {
  set(target, key, value) {
    target[key] = typeof key === 'symbol' ? value : `${value}`
    return true
  },
  defineProperty(target, key, descriptor) {
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

let emitter
const emitterOf = () => (emitter ??= new (require('events'))())
/** Calls the user's own listeners, errors aside. Whether there were any. */
const emitOwn = (name, args) => {
  if (emitter === undefined || emitter.listenerCount(name) === 0) return false
  try {
    emitter.emit(name, ...args)
  } catch {
    return false
  }
  return name !== 'uncaughtException'
}

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

const process = {
  title: 'node',
  version,
  versions: { node: version.slice(1), v8: '12.4.254.21-node.33', uv: '1.51.0', modules: '127' },
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
  exitCode: undefined,
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
  exit(code = process.exitCode ?? 0) {
    core.lambda.exit(+code)
    native.stop()
    throw new Exit('process.exit')
  },
  abort: () => process.exit(134),
  kill: () => process.exit(143),
  emitWarning(warning) {
    const text =
      warning instanceof Error ? `${warning.name}: ${warning.message}` : `Warning: ${warning}`
    output.log(`(node:8) ${text}`)
  },
  getuid: () => 993,
  getgid: () => 990,
  listenerCount: (name) => (emitter === undefined ? 0 : emitter.listenerCount(name)),
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
core.process = { emitOwn }
exports.process = process
