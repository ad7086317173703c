import { expect, test } from 'vitest'
import { besideNode } from './testing/besideNode.ts'
import { loadQuickJs } from './loadNode.ts'

const quickJs = loadQuickJs()

const HEAD = `
const { Readable, Writable, Transform, PassThrough, Duplex, pipeline, finished } = require('node:stream')
const sp = require('node:stream/promises')
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const col = async (s) => { let t = ''; for await (const c of s) t += c; return t }`

// https://nodejs.org/api/stream.html: Node.js itself says what must come out.
test.each([
  [
    'reading emits what Node emits, in its order',
    `
const r = new Readable({ read() { this.n = (this.n ?? 0) + 1; log('read', this.n); this.push(this.n > 3 ? null : 'c' + this.n) } })
for (const e of ['end','close','pause','resume','readable']) r.on === undefined || (e !== 'readable' && r.on(e, () => log('r', e)))
r.on('data', d => log('data', String(d)))
await sp.finished(r)
await sleep(5)`,
  ],
  [
    'a pipeline of streams and generators',
    `
const parts = []
await sp.pipeline(Readable.from(['a','b','c']), new Transform({ transform(c,e,cb){ log('t', String(c), e); cb(null, String(c).toUpperCase()) }, flush(cb) { log('flush'); cb(null, '!') } }), async function*(src){ for await (const c of src) { log('g', String(c)); yield c + '.' } }, new Writable({ write(c,e,cb){ parts.push(String(c)); setTimeout(cb, 1) }, final(cb){ log('final'); cb() } }))
log(parts.join('|'))`,
  ],
  [
    'an error in a pipeline',
    `
try { await sp.pipeline(Readable.from([1,2]), new Writable({ objectMode: true, write(c,e,cb){ cb(new Error('boom ' + c)) } })) } catch (e) { log('err', e.message) }`,
  ],
  [
    'back-pressure, drain, finish, writes after the end',
    `
const w = new Writable({ highWaterMark: 4, write(c,e,cb){ log('w', String(c)); setImmediate(cb) } })
for (const e of ['drain','finish','close','pipe','unpipe']) w.on(e, () => log('w', e))
log(w.write('abc'), w.write('def'), w.writableLength, w.writableNeedDrain)
w.end('x', () => log('endcb'))
log(w.writableEnded, w.writableFinished)
await sp.finished(w)
await sleep(5)
try { w.write('z'); w.on('error', e => log('after', e.code, e.message)) } catch (e) { log('threw', e.code) }
await sleep(5)`,
  ],
  [
    'readable events and read(n)',
    `
const p = new PassThrough()
p.end('hello world')
await new Promise(res => p.on('readable', () => { let c; while ((c = p.read(4)) !== null) log('chunk', String(c)); if (p.readableLength > 0 && p.readableEnded === false) { const c = p.read(); if (c) log('rest', String(c)) } }).on('end', res))
log('ended')`,
  ],
  [
    'destroying with an error',
    `
const d = new Duplex({ read(){}, write(c,e,cb){ cb() } })
d.on('error', e => log('derr', e.message)).on('close', () => log('dclose'))
d.destroy(new Error('dead'))
log(d.destroyed, d.errored && d.errored.message)
await sleep(5)`,
  ],
  [
    'operators of readable streams',
    `
log(await Readable.from([1,2,3,4]).filter(x => x % 2 === 0).map(async x => x * 10).toArray())
log(await Readable.from([1,2,3]).reduce((a,b)=>a+b, 0), await Readable.from([1,2,3]).take(2).toArray(), await Readable.from([1,2,3]).drop(1).toArray())`,
  ],
  [
    'a premature close',
    `
const src = new Readable({ read(){} }); 
pipeline(src, new PassThrough(), e => log('pipeline', e && e.code, e && e.message)); src.destroy()
await sleep(5)`,
  ],
  [
    'one source into two',
    `
const s2 = new PassThrough(), a = new PassThrough(), b = new PassThrough()
s2.pipe(a); s2.pipe(b); s2.write('1'); s2.end('2')
log(await Promise.all([col(a), col(b)]))`,
  ],
  [
    'text across chunks',
    `
const e8 = new PassThrough(); e8.setEncoding('utf8'); e8.write(Buffer.from([0xe2,0x82])); e8.end(Buffer.from([0xac])); log(await col(e8))`,
  ],
  [
    "mistakes have Node's codes",
    `
const nr = new Readable(); nr.on('error', e => log(e.code)); nr.read()
const re = new Readable({ read(){ this.push('a'); this.push(null); this.push('b') } }); re.on('error', e => log(e.code, e.message)); re.resume()
await sleep(5)
try { new Writable({write(c,e,cb){cb()}}).write(null) } catch (e) { log(e.code, e.message, String(e)) }
try { const wx = new Writable({write(c,e,cb){cb()}}); wx.write(5) } catch (e) { log(e.code, e.message) }
log(new Duplex() instanceof Writable, new Transform() instanceof Readable, {} instanceof Writable, new Readable() instanceof Writable)`,
  ],
  [
    'corked writes, aborting, inheriting in the old way',
    `
const wv = new Writable({ writev(cs, cb){ log('writev', cs.map(c => String(c.chunk)+c.encoding)); cb() } }); wv.cork(); wv.write('1'); wv.write('2', 'latin1', () => log('cb2')); process.nextTick(() => wv.uncork())
await sleep(5)
const ac = new AbortController(); const ps = sp.pipeline(new Readable({read(){}}), new PassThrough(), { signal: ac.signal }); ac.abort(); try { await ps } catch (e) { log(e.name, e.code) }
require('util').inherits(Old, Readable); function Old() { Readable.call(this); this.i = 0 } Old.prototype._read = function () { this.push(this.i++ < 2 ? 'o' : null) }
log(await col(new Old()))
log(await require('node:stream/consumers').json(Readable.from(['{"a":', '1}'])))`,
  ],
])('%s', async (_name, body) => {
  const { inside, outside } = await besideNode(quickJs, `${HEAD}\n${body}`)
  expect(inside).toEqual(outside)
  expect(outside.length).toBeGreaterThan(0)
})
