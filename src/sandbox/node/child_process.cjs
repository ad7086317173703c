'use strict'

// https://nodejs.org/api/child_process.html: there is no other program here, so none is found.
const EventEmitter = require('events')
const { PassThrough } = require('stream')
const { systemError } = require('coldstart:node/internal/unavailable')

const missing = (command, args = []) =>
  systemError('ENOENT', `spawn ${command}`, { path: command, spawnargs: args })
const spawn = (command, args) => {
  const child = new EventEmitter()
  Object.assign(child, {
    pid: undefined,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    kill: () => false,
    exitCode: null,
  })
  process.nextTick(() => {
    child.emit('error', missing(command, Array.isArray(args) ? args : []))
    child.stdout.end()
    child.stderr.end()
  })
  return child
}
const execFile = (command, ...rest) => {
  const callback = rest.find((each) => typeof each === 'function')
  const child = spawn(command, rest[0])
  child.on('error', (error) => callback?.(error, '', ''))
  return child
}
const shell = '/bin/sh'
const syncFailure = (command, args) => ({
  error: Object.assign(missing(command, args), {
    syscall: `spawnSync ${command}`,
    message: `spawnSync ${command} ENOENT`,
  }),
  pid: 0,
  output: null,
  stdout: null,
  stderr: null,
  status: null,
  signal: null,
})
Object.assign(exports, {
  exec: (command, ...rest) => execFile(shell, ['-c', command], ...rest),
  execFile,
  execFileSync: (command, args) => {
    throw syncFailure(command, args).error
  },
  execSync: (command) => {
    throw syncFailure(shell, ['-c', command]).error
  },
  fork: (path) => spawn(process.execPath, [path]),
  spawn,
  spawnSync: syncFailure,
})
