import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { besideNode } from './testing/besideNode.ts'
import { loadQuickJs } from './loadNode.ts'
import { runOnce, valueOf } from './testing.ts'

const quickJs = loadQuickJs()

// https://nodejs.org/api/zlib.html
test('what is packed is unpacked, in every format and form, with the errors of Node.js', async () => {
  const { inside, outside } = await besideNode(
    quickJs,
    `const zlib = require('node:zlib'); const { promisify } = require('util'); const sp = require('stream/promises'); const { Readable } = require('stream')
const text = 'hello hello hello '.repeat(1000)
for (const [p, u] of [['gzip','gunzip'],['deflate','inflate'],['deflateRaw','inflateRaw']]) { const c = zlib[p+'Sync'](text); log(p, zlib[u+'Sync'](c).toString() === text, (await promisify(zlib[u])(await promisify(zlib[p])(text, { level: 9 }))).toString() === text, c.length < 200) }
log(zlib.unzipSync(zlib.gzipSync('x')).toString(), zlib.unzipSync(zlib.deflateSync('y')).toString())
const t = (f) => { try { log(f()) } catch (e) { log(e.name, e.code, e.errno, e.message) } }
t(() => zlib.gunzipSync(Buffer.from('nope nope'))); t(() => zlib.inflateSync(Buffer.from('nope'))); t(() => zlib.gunzipSync(zlib.gzipSync(text).subarray(0, 30))); t(() => { const c = Buffer.from(zlib.gzipSync(text)); c[c.length - 6] ^= 1; return zlib.gunzipSync(c) }); t(() => zlib.gzipSync(5)); t(() => zlib.gunzipSync(zlib.gzipSync(text), { maxOutputLength: 10 })); t(() => zlib.gzipSync('a', { level: 12 }))
t(() => zlib.gunzipSync(Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')])).toString())
t(() => zlib.gunzipSync(Buffer.from('H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==', 'base64')).toString())
t(() => zlib.gzipSync('a').subarray(0, 10))
const parts = []; await sp.pipeline(Readable.from([text, text]), zlib.createGzip(), zlib.createGunzip(), async function (s) { for await (const c of s) parts.push(c) }); log(Buffer.concat(parts).length)
await new Promise((r) => setTimeout(r, 5)); zlib.gunzip(Buffer.from('bad'), (e, r) => log('cb', e.code, r)); 
await new Promise((r) => setTimeout(r, 5)); try { await sp.pipeline(Readable.from([Buffer.from('bad data here')]), zlib.createGunzip(), async function (s) { for await (const c of s); }) } catch (e) { log(e.code, e.message) }
`,
  )
  expect(inside).toEqual(outside)
  expect(outside.length).toBeGreaterThan(15)
})

test('packs what Node.js unpacks', () => {
  const body = `return (await import('zlib')).gzipSync('x'.repeat(5000)).toString('base64')`
  const packed = valueOf(quickJs, body)
  expect(Buffer.from(String(packed), 'base64').subarray(0, 4)).toEqual(gzipSync('x').subarray(0, 4))
})

test('a bomb ends where the memory of the function ends', () => {
  // 80 MB of zeros packed, and packed again: some hundred bytes.
  const bomb = gzipSync(gzipSync(Buffer.alloc(80_000_000), { level: 9 }), { level: 9 })
  const code = `const { gunzipSync } = require('zlib')
    exports.handler = async () => gunzipSync(gunzipSync(Buffer.from('${bomb.toString('base64')}', 'base64'))).length`
  const scene = { files: { 'index.js': code } }
  const small = { ...scene, limits: { memoryMiB: 128, cpuShare: 1 } }
  expect(runOnce(quickJs, small)).toMatchObject({ type: 'exhausted', limit: 'memory' })
  const large = { ...scene, limits: { memoryMiB: 512, cpuShare: 1 } }
  expect(runOnce(quickJs, large)).toMatchObject({ type: 'returned', payload: '80000000' })
})

test('unpacking takes CPU time', () => {
  const code = `const zlib = require('zlib')
    const packed = zlib.gzipSync(Buffer.alloc(1e6))
    exports.handler = async () => { for (;;) zlib.gunzipSync(packed) }`
  const scene = { files: { 'index.js': code }, limits: { memoryMiB: 512, cpuShare: 1 } }
  expect(runOnce(quickJs, scene)).toMatchObject({ type: 'exhausted', limit: 'cpu' })
})
