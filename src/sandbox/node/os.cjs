'use strict'

// https://nodejs.org/api/os.html, as a Lambda environment answers.
const { native, settings, whenConfigured } = require('coldstart:core')

let memoryBytes = 0
whenConfigured(() => {
  memoryBytes = Number(settings.environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 128) * 1_048_576
})
exports.EOL = '\n'
exports.devNull = '/dev/null'
exports.arch = () => settings.arch
exports.platform = () => 'linux'
exports.type = () => 'Linux'
exports.release = () => '5.10.240-248.959.amzn2.x86_64'
exports.version = () => '#1 SMP'
exports.machine = () => 'x86_64'
exports.hostname = () => '169.254.100.6'
exports.homedir = () => '/home/sbx_user1051'
exports.tmpdir = () => '/tmp'
exports.endianness = () => 'LE'
exports.uptime = () => Math.floor(process.uptime())
exports.totalmem = () => memoryBytes
exports.freemem = () => Math.max(0, memoryBytes - 70 * 1_048_576 - native.heap())
exports.availableParallelism = () => 2
exports.cpus = () =>
  Array.from({ length: 2 }, () => ({
    model: 'Intel(R) Xeon(R) Processor @ 2.50GHz',
    speed: 2_500,
    times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
  }))
exports.loadavg = () => [0, 0, 0]
exports.networkInterfaces = () => ({})
exports.userInfo = () => ({
  uid: 993,
  gid: 990,
  username: 'sbx_user1051',
  homedir: '/home/sbx_user1051',
  shell: '/sbin/nologin',
})
exports.constants = { signals: {}, errno: {} }
