import { itemsApi } from '#gallery/itemsApi.ts'
import { queueWorker } from '#gallery/queueWorker.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { setProperties } from '#scenario/setProperties.ts'
import type { TuningPoint } from '#services/tuning.ts'
import { describe, expect, test } from 'vitest'
import { runCli } from './command.ts'
import type { RunReport } from './report.ts'

/** Runs a command line over files in memory. */
async function run(args: readonly string[], files: Readonly<Record<string, unknown>> = {}) {
  const out: string[] = []
  const err: string[] = []
  let wallMs = 0
  const code = await runCli(args, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    readFile(path) {
      const file = files[path]
      if (file === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`)
      return typeof file === 'string' ? file : JSON.stringify(file)
    },
    loadHandlers: loadQuickJs,
    wallMs: () => (wallMs += 5),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const reportOf = (out: string): RunReport => JSON.parse(out) as RunReport

/** Ten seconds of a few requests. */
const short: Scenario = {
  ...itemsApi,
  nodes: itemsApi.nodes.map((node) =>
    node.id === 'Users'
      ? {
          ...node,
          properties: {
            ...node.properties,
            Load: { Stages: [{ DurationSeconds: 10, TargetPerSecond: 3 }] },
          },
        }
      : node,
  ),
}

describe('run', () => {
  test('prints one line of JSON, the same hash for the same seed, and ends when all is answered', async () => {
    const first = await run(['run', 'a.json', '--json'], { 'a.json': short })
    const again = await run(['run', 'a.json', '--json'], { 'a.json': short })
    const other = await run(['run', 'a.json', '--json', '--seed', '2'], { 'a.json': short })
    const report = reportOf(first.out)
    expect(first.code).toBe(0)
    expect(first.out).not.toContain('\n')
    expect(Object.keys(report)).toEqual([
      'traceHash',
      'virtualMs',
      'events',
      'requests',
      'latencyMs',
      'nodes',
      'costUsd',
      'wallMs',
    ])
    expect(report.traceHash).toMatch(/^[0-9a-f]{16}$/)
    expect(again.out).toBe(first.out)
    expect(reportOf(other.out).traceHash).not.toBe(report.traceHash)

    const { total, ok, clientErrors, serverErrors, throttled, timedOut, unreachable } =
      report.requests
    expect(total).toBeGreaterThan(15)
    expect(ok + clientErrors + serverErrors + throttled + timedOut + unreachable).toBe(total)
    expect(report.virtualMs).toBeGreaterThanOrEqual(10_000)
    expect(report.virtualMs).toBeLessThan(12_000)
    expect(report.latencyMs.p50).toBeLessThanOrEqual(report.latencyMs.p99)
    expect(report.nodes['ItemsFunction']).toMatchObject({ Invocations: total })
    expect(report.nodes['Users']).toMatchObject({ Latency: report.latencyMs })
    expect(report.wallMs).toBe(5)
  })

  test('goes on while queues hold what somebody will work on: every message is handled or dead', async () => {
    const load = { Load: { Stages: [{ DurationSeconds: 2, TargetPerSecond: 20 }] } }
    const brief: Scenario = {
      ...queueWorker,
      nodes: queueWorker.nodes.map((node) =>
        node.type === 'Coldstart::Client'
          ? { ...node, properties: { ...node.properties, ...load } }
          : node,
      ),
    }
    const { out } = await run(['run', 'q.json', '--json'], { 'q.json': brief })
    const { Orders, DeadOrders } = reportOf(out).nodes
    const sent = Number(Orders?.['NumberOfMessagesSent'])
    const dead = DeadOrders?.['ApproximateNumberOfMessagesVisible'] as { last: number } | undefined
    expect(sent).toBeGreaterThan(20)
    expect(Number(Orders?.['NumberOfMessagesDeleted']) + (dead?.last ?? 0)).toBe(sent)
  })

  test('tells what each node used by the published prices, before rounding and without the free tier', async () => {
    const { out } = await run(['run', 'a.json', '--json'], { 'a.json': short })
    const { nodes, costUsd, requests } = reportOf(out)
    // An HTTP API: 1.00 USD per million requests. https://aws.amazon.com/api-gateway/pricing/
    const transferUsd = Number(nodes['Api']?.['costUsd']) - requests.total * 1e-6
    // The rest is what its answers, of less than 1 KB each, cost on their way out: 0.09 USD a GB.
    expect(transferUsd).toBeGreaterThan(0)
    expect(transferUsd).toBeLessThan((requests.total * 1_024 * 0.09) / 2 ** 30)
    const priced = ['Api', 'ItemsFunction', 'ItemsTable'].map((id) =>
      Number(nodes[id]?.['costUsd']),
    )
    expect(priced.every((usd) => usd > 0)).toBe(true)
    expect(costUsd).toBeCloseTo(
      priced.reduce((sum, usd) => sum + usd, 0),
      12,
    )
    expect(nodes['Users']).not.toHaveProperty('costUsd')
  })

  test('--until stops at that second of virtual time', async () => {
    const { out } = await run(['run', 'a.json', '--until', '2.5', '--json'], { 'a.json': short })
    expect(reportOf(out).virtualMs).toBe(2_500)
  })

  test('for a person it is a table', async () => {
    const { out, code } = await run(['run', 'a.json'], { 'a.json': short })
    expect(code).toBe(0)
    expect(out).toMatch(/^Items API: 10(?:\.\d+)? s of virtual time, \d+ events in 0.01 s/)
    expect(out).toMatch(/ {2}requests +\d+ +100\.0 %/)
    expect(out).toMatch(/ {2}latency, ms +mean +p50 +p90 +p95 +p99 +max/)
    expect(out).toMatch(/ {2}ItemsFunction\n(?: {4}.*\n)* {4}ColdStarts +\d+\n/)
    expect(out).toMatch(/ {2}ItemsTable\n(?: {4}.*\n)* {4}cost +\$0\.0*[1-9]/)
    expect(out).toMatch(/ {2}cost \$0\.0*[1-9]\d*, without the free tier\n/)
    expect(out).toMatch(/ {2}trace hash [0-9a-f]{16}$/)
  })

  test('an assertion that fails makes the exit code 1; a number that is not there fails too', async () => {
    const assert = (assertions: readonly unknown[]) =>
      run(['run', 'a.json'], { 'a.json': { ...short, simulation: { assertions } } })
    const holds = { Metric: 'requests.serverErrors', Operator: '==', Value: 0 }
    const fails = { Metric: 'latencyMs.p99', Operator: '<', Value: 1 }
    const absent = { Metric: 'nodes.ItemsFunction.Nonsense', Operator: '<', Value: 1 }
    const good = await assert([holds])
    expect([good.code, good.out]).toEqual([0, expect.stringContaining('✓ requests.serverErrors')])
    const bad = await assert([holds, fails])
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('✗ latencyMs.p99 < 1: ')])
    expect((await assert([absent])).code).toBe(1)
    expect(await assert([{ Metric: 1 }])).toMatchObject({
      code: 2,
      err: expect.stringContaining('simulation.assertions[0]'),
    })
  })
})

describe('tune', () => {
  const sizes = ['--function', 'ItemsFunction', '--memory', '1024,128']

  test('runs the same load and seed over memory sizes; each size’s figures are those of `run` with that size', async () => {
    const { out, code } = await run(['tune', 'a.json', ...sizes, '--json'], { 'a.json': short })
    const { until, points, best } = JSON.parse(out) as {
      until: number
      points: readonly TuningPoint[]
      best: { fastest: number }
    }
    expect(code).toBe(0)
    expect([until, points.map(({ value }) => value)]).toEqual([10, [128, 1_024]])
    expect(points[1]?.meanMs).toBeLessThan(points[0]?.meanMs ?? 0)
    expect(best.fastest).toBe(1_024)
    const sized = setProperties(short, 'ItemsFunction', { MemorySize: 1_024 })
    const single = await run(['run', 'b.json', '--until', '10', '--json'], { 'b.json': sized })
    const { Duration, Invocations, costUsd } = reportOf(single.out).nodes['ItemsFunction'] ?? {}
    const {
      value: _,
      usdPerMillion,
      count,
      ...ms
    } = points[1] ?? { value: 0, usdPerMillion: 0, count: 0 }
    const { mean, p95 } = Duration as { mean: number; p95: number }
    expect(ms).toEqual({ meanMs: mean, p95Ms: p95 })
    expect(usdPerMillion).toBeCloseTo((Number(costUsd) / count) * 1e6, 9)
    expect(count).toBeLessThanOrEqual(Number(Invocations))
  })

  test('for a person it is a table with the fastest, the cheapest and the balanced marked', async () => {
    const { out } = await run(['tune', 'a.json', ...sizes, '--until', '4'], { 'a.json': short })
    expect(out).toMatch(/^Items API: ItemsFunction over 4 s, seed \d+\n/)
    expect(out).toMatch(/ {2}128 MB +\d+ +[\d.]+ +[\d.]+ +\$[\d.]+/)
    for (const mark of ['fastest', 'cheapest', 'balanced']) expect(out).toContain(mark)
  })

  test('a node that cannot be tuned, a size beyond AWS’s bounds, a load that does not reach the node: exit code 2', async () => {
    const fail = async (...args: readonly string[]) => {
      const { code, err } = await run(['tune', 'a.json', ...args], { 'a.json': short })
      expect(code).toBe(2)
      return err
    }
    expect(await fail()).toBe('tune: --function names the node to tune: ItemsFunction')
    expect(await fail('--function', 'Api')).toContain('ItemsFunction')
    expect(await fail('--function', 'ItemsFunction', '--memory', '64')).toBe(
      '--memory: 64 is not between 128 and 10240',
    )
    expect(await fail('--function', 'ItemsFunction', '--until', '0.001')).toBe(
      'the load did not reach ItemsFunction within 0.001 s',
    )
  })
})

describe('request', () => {
  const put = [
    'request',
    'gallery:items-api',
    '--method',
    'PUT',
    '--path',
    '/items',
    '--header',
    'content-type: application/json',
    '--body',
    '{"id":"77","name":"rye"}',
  ]

  test('answers status, headers, body, latency and the trace of each', async () => {
    const { out, code } = await run([...put, '--repeat', '2', '--json'])
    const { responses, traceHash } = JSON.parse(out) as {
      responses: { latencyMs: number; trace: { spans: { node: string; name: string }[] } }[]
      traceHash: string
    }
    expect(code).toBe(0)
    expect(traceHash).toMatch(/^[0-9a-f]{16}$/)
    expect(responses).toMatchObject([
      { status: 200, body: '{"message":"Put item 77"}' },
      { status: 200, body: '{"message":"Put item 77"}' },
    ])
    const [cold, warm] = responses
    expect(cold?.latencyMs).toBeGreaterThan(2 * (warm?.latencyMs ?? Number.NaN))
    expect(warm?.trace.spans.map(({ node }) => node)).toEqual([
      'Users',
      'Api',
      // Lambda's front end, and the handler within the function's own span.
      'ItemsFunction',
      'ItemsFunction',
      'ItemsFunction',
      'ItemsTable',
    ])
  })

  test('for a person it is a response and a waterfall', async () => {
    const { out } = await run(put)
    expect(out).toMatch(/^PUT \/items → 200 in \d+\.\d ms\n/)
    expect(out).toContain('{"message":"Put item 77"}')
    expect(out).toMatch(/█+ +ItemsTable: DynamoDB PutItem/)
    expect(out).toMatch(/│ REPORT RequestId: /)
  })

  test('a document without a client is sent one', async () => {
    const nodes = itemsApi.nodes.filter(({ id }) => id !== 'Users')
    const edges = itemsApi.edges.filter(({ source }) => source !== 'Users')
    const { out } = await run(['request', 'a.json', '--path', '/items/3', '--json'], {
      'a.json': { ...itemsApi, nodes, edges },
    })
    expect(JSON.parse(out)).toMatchObject({ responses: [{ status: 200 }] })
  })

  test('a document without an API has nothing to send to', async () => {
    const files = { 'a.json': { ...itemsApi, nodes: [], edges: [] } }
    expect(await run(['request', 'a.json'], files)).toEqual({
      code: 2,
      out: '',
      err: 'request: the scenario has no API to send to',
    })
  })
})

describe('check', () => {
  test('a good document', async () => {
    expect(await run(['check', 'gallery:scan-or-query'])).toEqual({
      code: 0,
      out: 'no problems',
      err: '',
    })
  })

  test('a warning leaves the exit code 0, an error makes it 2', async () => {
    const lonely = { ...itemsApi, edges: [] }
    const warned = await run(['check', 'a.json'], { 'a.json': lonely })
    expect(warned.code).toBe(0)
    expect(warned.out).toContain('warning  nodes[0] Users: is wired to nothing')
    const wrong = { ...itemsApi, seed: -1 }
    expect(await run(['check', 'a.json'], { 'a.json': wrong })).toMatchObject({
      code: 2,
      out: 'error    seed: -1 is below 0',
    })
    expect(await run(['check', 'a.json', '--json'], { 'a.json': '{"a"' })).toMatchObject({
      code: 2,
      out: '{"problems":[{"kind":"error","path":"line 1, column 5","message":"ends before its JSON does"}]}',
    })
  })
})

test('schema prints the document as JSON Schema', async () => {
  const { code, out } = await run(['schema'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    title: 'Coldstart scenario',
    properties: { coldstart: { const: 1 } },
    additionalProperties: false,
  })
})

test.each([
  [[], 'npm run sim -- run FILE'],
  [['fly'], 'fly is no command'],
  [['run'], 'run: exactly one FILE is wanted'],
  [['run', 'gone.json'], "ENOENT: no such file or directory, open 'gone.json'"],
  [['run', 'gallery:x'], 'gallery:x: the gallery has items-api'],
  [['run', 'gallery:items-api', '--seed', 'x'], '--seed x: a whole number from 0 to'],
  [['run', 'gallery:items-api', '--until', '-1'], '--until'],
  [['run', 'gallery:items-api', '--fast'], "Unknown option '--fast'"],
  [['request', 'gallery:items-api', '--path', 'items'], '--path items: it begins with /'],
  [
    ['request', 'gallery:items-api', '--path', '/a b'],
    '--path "/a b": a blank in it is written %20',
  ],
  [
    ['request', 'gallery:items-api', '--method', 'B AD'],
    '--method "B AD": no HTTP method, such as GET or PUT',
  ],
  [['request', 'gallery:items-api', '--header', 'x'], `--header "x": 'name: value' is wanted`],
  [
    ['request', 'gallery:items-api', '--header', 'a b: c'],
    `--header "a b: c": 'name: value' is wanted`,
  ],
  [['request', 'gallery:items-api', '--scheme', 'ftp'], '--scheme ftp: http or https'],
])('%j is refused with exit code 2', async (args, message) => {
  const { code, err, out } = await run(args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})
