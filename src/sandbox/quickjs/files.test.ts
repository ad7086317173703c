import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createDisk } from '../disk.ts'
import { besideNode } from './testing/besideNode.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, drive, limits, slice, valueOf } from './testing.ts'

const quickJs = loadQuickJs()

// https://nodejs.org/api/fs.html: every call and every error, as Node.js itself does on its own /tmp.
test('files, folders, descriptors, streams and their errors are as in Node.js', async () => {
  const { inside, outside } = await besideNode(
    quickJs,
    `const fs = require('node:fs'); const fsp = require('node:fs/promises'); const path = require('path')
const B = '/tmp/coldstart-fs-test'
fs.rmSync(B, { recursive: true, force: true })
const t = (f) => { try { const v = f(); log('ok', v === undefined ? 'undefined' : v) } catch (e) { log(e.name, e.code, e.message, e.errno, e.syscall, e.path, e.dest) } }
t(() => fs.mkdirSync(B)); t(() => fs.mkdirSync(B)); t(() => fs.mkdirSync(B + '/a/b')); t(() => fs.mkdirSync(B + '/a/b/c', { recursive: true })); t(() => fs.mkdirSync(B + '/a/b/c', { recursive: true }))
t(() => fs.writeFileSync(B + '/x.txt', 'héllo')); t(() => fs.readFileSync(B + '/x.txt', 'utf8')); t(() => fs.readFileSync(B + '/x.txt')); t(() => fs.appendFileSync(B + '/x.txt', ' world')); t(() => fs.readFileSync(B + '/x.txt', { encoding: 'base64' }))
t(() => fs.readFileSync(B + '/no')); t(() => fs.readFileSync(B)); t(() => fs.writeFileSync(B + '/no/y', '1')); t(() => fs.writeFileSync(B, '1')); t(() => fs.readFileSync(B + '/x.txt/y'))
t(() => fs.existsSync(B + '/x.txt')); t(() => fs.existsSync(B + '/q')); t(() => fs.statSync(B + '/x.txt').size); t(() => [fs.statSync(B).isDirectory(), fs.statSync(B + '/x.txt').isFile(), fs.statSync(B + '/x.txt').mode.toString(8)]); t(() => fs.statSync(B + '/q')); t(() => fs.statSync(B + '/q', { throwIfNoEntry: false })); t(() => fs.lstatSync(B + '/q'))
t(() => fs.readdirSync(B)); t(() => fs.readdirSync(B, { withFileTypes: true }).map(d => [d.name, d.isDirectory()])); t(() => fs.readdirSync(B + '/x.txt')); t(() => fs.readdirSync(B + '/q')); t(() => fs.readdirSync(B, { recursive: true }).sort())
t(() => fs.renameSync(B + '/x.txt', B + '/a/z.txt')); t(() => fs.renameSync(B + '/q', B + '/r')); t(() => fs.copyFileSync(B + '/a/z.txt', B + '/c.txt')); t(() => fs.copyFileSync(B + '/a/z.txt', B + '/c.txt', fs.constants.COPYFILE_EXCL)); t(() => fs.unlinkSync(B + '/q')); t(() => fs.rmdirSync(B + '/a')); t(() => fs.rmSync(B + '/a')); t(() => fs.rmSync(B + '/q')); t(() => fs.accessSync(B + '/q')); t(() => fs.accessSync(B))
const fd = fs.openSync(B + '/f', 'w+'); t(() => fs.writeSync(fd, 'abcdef')); t(() => fs.writeSync(fd, Buffer.from('XY'), 0, 2, 1)); const buf = Buffer.alloc(4); t(() => fs.readSync(fd, buf, 0, 4, 0)); log(buf.toString()); t(() => fs.readSync(fd, buf, 0, 4, null)); t(() => fs.fstatSync(fd).size); t(() => fs.ftruncateSync(fd, 3)); t(() => fs.readFileSync(B + '/f', 'latin1')); t(() => fs.closeSync(fd)); t(() => fs.closeSync(fd))
t(() => fs.openSync(B + '/f', 'wx')); t(() => fs.openSync(B + '/f', 'zz')); t(() => fs.readFileSync(undefined)); t(() => fs.readFileSync('a\\0b')); t(() => fs.writeFileSync(B + '/f', {}))
t(() => fs.truncateSync(B + '/f', 5)); t(() => fs.readFileSync(B + '/f'))
await new Promise(r => fs.readFile(B + '/q', (e, d) => { log('cb', e.code, d); r() }))
await new Promise(r => fs.readFile(B + '/c.txt', 'utf8', (e, d) => { log('cb', e, d); r() }))
try { fs.readFile(B + '/q') } catch (e) { log(e.code, e.message) }
try { await fsp.readFile(B + '/q') } catch (e) { log('p', e.code, e.message) }
await fsp.writeFile(B + '/p', (async function* () { yield 'a'; yield 'b' })()); log(await fsp.readFile(B + '/p', 'utf8'))
const h = await fsp.open(B + '/h', 'w+'); log((await h.write('hey')).bytesWritten, (await h.stat()).size); await h.close(); 
await new Promise(r => fs.createReadStream(B + '/c.txt', { highWaterMark: 4, start: 1, end: 8 }).on('data', c => log('d', String(c))).on('open', () => log('open')).on('ready', () => log('ready')).on('end', () => log('end')).on('close', () => { log('close'); r() }))
await new Promise(r => { const w = fs.createWriteStream(B + '/w'); w.on('finish', () => log('finish', w.bytesWritten)).on('close', r); w.write('12'); w.end('34') }); log(fs.readFileSync(B + '/w', 'utf8'))
await new Promise(r => fs.createReadStream(B + '/nope').on('error', e => { log(e.code, e.message); r() }))
const d = await fsp.mkdtemp(B + '/tmp-'); log(d.length, fs.existsSync(d))
for await (const e of await fsp.opendir(B + '/a')) log(e.name, e.isFile())
t(() => fs.cpSync(B + '/a', B + '/a2', { recursive: true })); t(() => fs.readdirSync(B + '/a2'))
t(() => fs.realpathSync(B + '/a/../a')); t(() => fs.rmSync(B, { recursive: true })); t(() => fs.existsSync(B))
`,
  )
  rmSync('/tmp/coldstart-fs-test', { recursive: true, force: true })
  expect(inside).toEqual(outside)
  expect(outside.length).toBeGreaterThan(70)
})

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html: only /tmp can be written
test.each(['/var/task/x', '/opt/x', '/x'])('nothing can be written at %s', (path) => {
  const body = `try { (await import('fs')).writeFileSync('${path}', '1') } catch (e) { return e.message }`
  expect(valueOf(quickJs, body)).toBe(`EROFS: read-only file system, open '${path}'`)
})

const open = (code: string, disk = createDisk(1_000)) =>
  quickJs.createIsolate(
    {
      files: {
        'index.js': code,
        'data/names.txt': 'Ada',
        'logo.png': Uint8Array.of(137, 80, 0, 255),
      },
      layers: { 'nodejs/node_modules/x/index.js': 'exports.x = 1' },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: {},
      seed: [1, 2, 3, 4],
    },
    limits,
    disk,
  )
const payloadOf = (isolate: ReturnType<typeof open>, event: unknown = {}): unknown => {
  const step = drive(isolate, isolate.invoke(slice(), JSON.stringify(event), context()))
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return JSON.parse(step.payload)
}

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
test('/tmp is kept between invocations and outlives the code, up to its size', () => {
  const disk = createDisk(1_000)
  const code = `const fs = require('fs')
    exports.handler = async ({ bytes }) => {
      try { fs.appendFileSync('/tmp/log', Buffer.alloc(bytes, 'x')) } catch (e) { return e.message }
      return fs.statSync('/tmp/log').size
    }`
  const first = open(code, disk)
  drive(first, first.init(slice()))
  expect(payloadOf(first, { bytes: 400 })).toBe(400)
  expect(payloadOf(first, { bytes: 400 })).toBe(800)
  expect(payloadOf(first, { bytes: 400 })).toBe('ENOSPC: no space left on device, write')
  first.dispose()
  const second = open(code, disk)
  drive(second, second.init(slice()))
  expect(payloadOf(second, { bytes: 100 })).toBe(900)
  expect(disk.bytesUsed()).toBe(900)
  second.dispose()
})

test("the function's own files and its layers can be read, as text and as bytes", () => {
  const isolate = open(`const fs = require('fs')
    exports.handler = async () => [
      fs.readFileSync(__dirname + '/data/names.txt', 'utf8'),
      [...fs.readFileSync('logo.png')],
      fs.readdirSync('/var/task'),
      fs.readdirSync('/opt/nodejs', { recursive: true }),
    ]`)
  drive(isolate, isolate.init(slice()))
  expect(payloadOf(isolate)).toEqual([
    'Ada',
    [137, 80, 0, 255],
    ['data', 'index.js', 'logo.png'],
    ['node_modules', 'node_modules/x', 'node_modules/x/index.js'],
  ])
  isolate.dispose()
})

test('copying through files takes CPU time, so that no loop of it runs for ever', () => {
  const isolate = open(`exports.handler = async () => {
    const bytes = Buffer.alloc(1_000)
    for (;;) require('fs').writeFileSync('/tmp/x', bytes)
  }`)
  drive(isolate, isolate.init(slice()))
  const step = isolate.invoke(slice(), '{}', context())
  expect(step).toMatchObject({ type: 'exhausted', limit: 'cpu', cpu: 3_000_000 })
  isolate.dispose()
})
