import { ms, seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createFakeFunction, type FakeFunction, returns } from '../testing/fakeFunction.ts'

const snapStarted = (options: Parameters<typeof createFakeFunction>[0] = {}): FakeFunction =>
  createFakeFunction({
    ...options,
    properties: {
      Runtime: 'java21',
      Handler: 'index.handler',
      MemorySize: 1_024,
      Versions: [{ Version: '1' }],
      SnapStart: { ApplyOn: 'PublishedVersions' },
      ...options.properties,
    },
  })

const linesOf = ({ records }: FakeFunction) =>
  records.flatMap((record) => (record.type === 'log' ? [record.line] : []))

test('a published version is restored instead of initialised, and REPORT says how long it took', () => {
  const fn = snapStarted()
  fn.run(ms(1))
  expect(linesOf(fn).map((line) => line.split(' ')[0])).toEqual(['INIT_START', 'INIT_REPORT'])
  fn.ask(fn.invoke({ qualifier: '1' }))
  const lines = linesOf(fn).slice(2)
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'RESTORE_START',
    'RESTORE_REPORT',
    'START',
    'END',
    'REPORT',
  ])
  expect(lines[0]).toMatch(/^RESTORE_START Runtime Version: java:21\.v\d+\tRuntime Version ARN: /)
  expect(lines[4]).toMatch(/\tRestore Duration: \d+\.\d\d ms\tBilled Restore Duration: \d+ ms\t$/)
  expect(lines[4]).not.toContain('Init Duration')
  fn.ask(fn.invoke({ qualifier: '1' }))
  expect(linesOf(fn).at(-1)).not.toContain('Restore')
})

test('$LATEST is not restored: "you can use SnapStart only on published function versions"', () => {
  const fn = snapStarted()
  fn.run(ms(1))
  fn.ask(fn.invoke())
  expect(linesOf(fn).at(-1)).toContain('Init Duration')
})

test('Node.js, images and a large /tmp have no SnapStart: the version is initialised as ever', () => {
  for (const properties of [
    { Runtime: 'nodejs22.x' },
    { PackageType: 'Image' },
    { EphemeralStorage: { Size: 1_024 } },
  ]) {
    const fn = snapStarted({ properties })
    fn.ask(fn.invoke({ qualifier: '1' }))
    expect(linesOf(fn).at(-1)).toContain('Init Duration')
  }
})

test('everything restored from one snapshot has its random seed: uniqueness is lost', () => {
  const fn = snapStarted({ handle: ({ bundle }) => returns(bundle.seed) })
  fn.run(ms(1))
  const both = [fn.begin(fn.invoke({ qualifier: '1' })), fn.begin(fn.invoke({ qualifier: '1' }))]
  fn.run(seconds(5))
  const seeds = both.map(({ reply }) => (reply?.type === 'completed' ? reply.payload : null))
  expect(seeds[0]).not.toBeNull()
  expect(seeds[0]).toBe(seeds[1])
  expect(fn.counted('ColdStarts')).toBe(2)
})

test('the log group and stream are not told to SnapStart functions', () => {
  const fn = snapStarted({ handle: ({ bundle }) => returns(Object.keys(bundle.environment)) })
  const reply = fn.ask(fn.invoke({ qualifier: '1' }))
  const names: unknown = reply.type === 'completed' ? JSON.parse(reply.payload) : []
  expect(names).toContain('AWS_LAMBDA_INITIALIZATION_TYPE')
  expect(names).not.toContain('AWS_LAMBDA_LOG_STREAM_NAME')
})

test('a restore that takes more than 10 s with its hooks is a SnapStartTimeoutException', () => {
  const fn = snapStarted({ model: { RestoreHookMs: 11_000 } })
  const reply = fn.ask(fn.invoke({ qualifier: '1' }))
  expect(reply).toMatchObject({ statusCode: 408, errorType: 'SnapStartTimeoutException' })
  expect(linesOf(fn).at(-1)).toBe('RESTORE_REPORT Restore Duration: 10000.00 ms\tStatus: timeout')
  expect(fn.service.inspect().environments).toHaveLength(0)
  expect(fn.service.inspect().concurrency).toBe(0)
})

test('an init that could not be kept runs again inside the invoke', () => {
  const fn = snapStarted({
    init: () => ({
      type: 'failed',
      origin: 'exit',
      errorType: 'Runtime.ImportModuleError',
      errorMessage: 'x',
      stack: [],
      payload: '{"errorType":"Runtime.ImportModuleError"}',
    }),
  })
  expect(fn.ask(fn.invoke({ qualifier: '1' }))).toMatchObject({ functionError: 'Unhandled' })
})
