import { describe, expect, test } from 'vitest'
import type { HandlerStep } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, open, type Scene, slice } from './testing.ts'

const quickJs = loadQuickJs()
const text = (bytes: readonly Uint8Array[]): string =>
  Buffer.concat(bytes.map((each) => Buffer.from(each))).toString()

interface Streamed {
  readonly last: HandlerStep
  /** What left, and when, in µs. */
  readonly chunks: readonly { readonly at: number; readonly data: Uint8Array }[]
  readonly contentType: string | null
  readonly isFinished: boolean
  readonly logs: readonly string[]
  readonly endedAt: number
}

/** One invocation of a streaming handler; `finishedAt` in µs. */
function stream(body: string, scene: Partial<Scene> & { head?: string } = {}): Streamed {
  const isolate = open(quickJs, {
    files: {
      'index.mjs': `${scene.head ?? ''}\nexport const handler = awslambda.streamifyResponse(async (event, out, context) => { ${body} })`,
    },
    ...scene,
  })
  const chunks: { at: number; data: Uint8Array }[] = []
  const logs: string[] = []
  let contentType: string | null = null
  let isFinished = false
  let now = 0
  const see = (step: HandlerStep): HandlerStep => {
    now += step.cpu
    logs.push(...step.logs)
    if (step.stream !== undefined) {
      contentType = step.stream.contentType
      isFinished = step.stream.isFinished
      for (const data of step.stream.chunks) chunks.push({ at: now, data })
    }
    return step
  }
  const deadline = 900_000_000
  let last = see(isolate.init(slice(0, deadline)))
  if (last.type === 'returned') {
    now = 0
    last = see(isolate.invoke(slice(now, deadline), '{}', context()))
    while (last.type === 'waiting' && last.wakeIn !== null) {
      now += last.wakeIn
      last = see(isolate.wake(slice(now, deadline)))
    }
  }
  isolate.dispose()
  return { last, chunks, contentType, isFinished, logs, endedAt: now }
}

// https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
describe('a streaming handler', () => {
  test('sends what it writes when it writes it, as application/octet-stream', () => {
    const { last, chunks, contentType, isFinished } = stream(
      "out.write('a'); await new Promise((r) => setTimeout(r, 50)); out.write(Buffer.from([0xff, 0])); out.end()",
    )
    expect(last).toMatchObject({ type: 'returned', payload: 'null' })
    expect({ contentType, isFinished }).toEqual({
      contentType: 'application/octet-stream',
      isFinished: true,
    })
    expect(chunks.map(({ data }) => Array.from(data))).toEqual([[97], [255, 0]])
    expect(chunks[1]?.at).toBeGreaterThanOrEqual(50_000)
    expect(chunks[0]?.at).toBeLessThan(50_000)
  })

  test('HttpResponseStream.from puts the JSON prelude and 8 NUL bytes before the first write', () => {
    const { chunks, contentType } = stream(
      "const http = awslambda.HttpResponseStream.from(out, { statusCode: 201, headers: { a: 'b' } }); http.write('body'); http.end()",
    )
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
    expect(text(chunks.map(({ data }) => data))).toBe(
      `{"statusCode":201,"headers":{"a":"b"}}${'\0'.repeat(8)}body`,
    )
  })

  test('text is UTF-8 unless another encoding is named; other values are JSON', () => {
    const { chunks } = stream(
      "out.write('é'); out.write('6869', 'hex'); out.write([1, { a: 2 }]); out.end()",
    )
    expect(text(chunks.map(({ data }) => data))).toBe('éhi[1,{"a":2}]')
  })

  test('the content type is settled by the first write', () => {
    const { last, logs, contentType } = stream(
      "out.setContentType('text/plain'); out.write('x'); out.setContentType('text/html')",
    )
    expect(contentType).toBe('text/plain')
    expect(last).toMatchObject({
      type: 'failed',
      origin: 'handler',
      errorType: 'Runtime.InvalidStreamingOperation',
      errorMessage: 'Cannot set content-type, too late.',
    })
    expect(logs.join()).toContain('Invoke Error')
  })

  test('an error midway ends the response after what had been sent', () => {
    const { last, chunks, isFinished } = stream("out.write('part'); throw new TypeError('lost')")
    expect(text(chunks.map(({ data }) => data))).toBe('part')
    expect(isFinished).toBe(true)
    expect(last).toMatchObject({
      type: 'failed',
      origin: 'handler',
      errorType: 'TypeError',
      errorMessage: 'lost',
    })
  })

  test.each([
    ['nodejs22.x', 'string', 'Streaming does not support non-async handlers.'],
    ['nodejs24.x', 'Error', 'Streaming does not support non-async handlers.'],
  ])('%s: a handler that is not async is an error', (runtime, errorType, errorMessage) => {
    const { last } = stream('', {
      runtime,
      files: {
        'index.mjs':
          'export const handler = awslambda.streamifyResponse((event, out) => { out.end() })',
      },
    })
    expect([last]).toMatchObject([
      // It had ended its response: the error is only logged.
      { type: 'returned' },
    ])
    const { last: open_ } = stream('', {
      runtime,
      files: { 'index.mjs': 'export const handler = awslambda.streamifyResponse(() => {})' },
    })
    expect(open_).toMatchObject({ type: 'failed', errorType, errorMessage })
  })

  test('its return value is ignored, with a warning', () => {
    const { last, logs } = stream("out.end('x'); return 1")
    expect(last.type).toBe('returned')
    expect(logs.join()).toMatch(/WARN\tStreaming handlers ignore return values\.$/)
  })

  test('a stream that is never ended waits for the time-out', () => {
    expect(stream("out.write('x')").last).toMatchObject({ type: 'waiting', wakeIn: null })
  })

  test('end(chunk) alone sends no prelude: the client’s hook is on write', () => {
    const { chunks } = stream(
      "awslambda.HttpResponseStream.from(out, { statusCode: 200 }).end('body')",
    )
    expect(text(chunks.map(({ data }) => data))).toBe('body')
  })

  test('write after end fails it', () => {
    const { last } = stream("out.end(); out.write('x'); await new Promise((r) => setTimeout(r, 5))")
    expect(last).toMatchObject({ type: 'returned' })
    const early = stream(
      "out.on('error', (e) => console.log(e.code)); out.end('x'); out.write('y')",
    )
    expect(early.logs.join()).toContain('ERR_STREAM_WRITE_AFTER_END')
  })

  test('AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA hides awslambda', () => {
    const isolate = quickJs.createIsolate(
      {
        files: { 'index.mjs': 'export const handler = async () => typeof awslambda' },
        handler: 'index.handler',
        runtime: 'nodejs22.x',
        environment: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1' },
        seed: [1, 2, 3, 4],
      },
      { memoryMiB: 128, cpuShare: 1, logBytesMax: 1_000, timersMax: 10 },
    )
    isolate.init(slice())
    expect(isolate.invoke(slice(), '{}', context())).toMatchObject({ payload: '"undefined"' })
  })
})

// "For the first 6 MB of your function's response, bandwidth is uncapped. After that, 2 MBps."
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
describe('bandwidth', () => {
  const fast = { memoryMiB: 1_769, cpuShare: 1 }
  test('8 MiB take a second: 6 at once, 2 at 2 MiB a second', () => {
    const { chunks, endedAt } = stream(
      'const part = Buffer.alloc(1_048_576); for (let n = 0; n < 8; n++) out.write(part); out.end()',
      { limits: fast },
    )
    const bytes = chunks.reduce((sum, { data }) => sum + data.byteLength, 0)
    expect(bytes).toBe(8 * 1_048_576)
    expect(endedAt).toBeGreaterThanOrEqual(1_000_000)
    expect(endedAt).toBeLessThan(1_300_000)
  })

  test('write answers false at the high-water mark, and drain follows', () => {
    const { logs } = stream(
      "const write = (n) => out.write('x'.repeat(n)); console.log(out.writableHighWaterMark, write(99), write(100)); await new Promise((r) => out.once('drain', r)); console.log(out.writableLength, out.writableNeedDrain); out.end()",
      {
        files: {
          'index.mjs':
            "export const handler = awslambda.streamifyResponse(async (event, out) => { const write = (n) => out.write('x'.repeat(n)); console.log(out.writableHighWaterMark, write(99), write(100)); await new Promise((r) => out.once('drain', r)); console.log(out.writableLength, out.writableNeedDrain); out.end() }, { highWaterMark: 100 })",
        },
      },
    )
    expect(logs.map((line) => line.split('\t')[3])).toEqual(['100 true false', '0 false'])
  })
})
