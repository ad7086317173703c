import type { TraceColumns } from '#kernel/columns.ts'
import { createRecorder } from '#kernel/recorder.ts'
import { seconds, type Instant } from '#kernel/time.ts'
import type { TraceBody } from '#kernel/trace.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { CommandName, Frame } from '#worker/protocol.ts'
import { describe, expect, test } from 'vitest'
import { reachOf, type SimListeners } from './runState.ts'
import { createRun } from './runStore.ts'
import { SLOW_MOTION_SPEED } from './slowMotion.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items',
  seed: 1,
  region: 'us-east-1',
  nodes: [],
  edges: [],
}

const columns = (rows: readonly (readonly [at: number, body: TraceBody])[]): TraceColumns => {
  const recorder = createRecorder()
  for (const [at, body] of rows) recorder.record(at as Instant, 'Users', body)
  return recorder.takeTrace()
}

const frame = (part: Partial<Frame>): Frame => ({
  type: 'frame',
  frame: 1,
  run: 1,
  now: 0 as Instant,
  playing: false,
  reachedSpeed: 0,
  idle: false,
  traceHash: '',
  trace: columns([]),
  metrics: [],
  metricWidth: seconds(1),
  states: {},
  amended: {},
  flows: [],
  ...part,
})

/** A worker that writes down what it is asked, and a page whose animation frames are drawn by hand; `tookMs`: what is answered late. */
function setUp(tookMs: Partial<Record<CommandName, number>> = {}) {
  const calls: (readonly [CommandName, unknown])[] = []
  const draws: (() => void)[] = []
  let listeners: SimListeners | null = null
  const answer = (name: CommandName, payload: unknown): unknown => {
    if (name === 'load' || name === 'edit') return { problems: [] }
    if (name === 'seek') return { now: (payload as { to: number }).to }
    return name === 'pause' || name === 'step' ? { now: 0 } : null
  }
  const run = createRun(
    (given) => {
      listeners = given
      return {
        call: (name, payload) => {
          calls.push([name, payload])
          const reply = answer(name, payload) as never
          const late = tookMs[name]
          return late === undefined
            ? Promise.resolve(reply)
            : new Promise((resolve) => setTimeout(() => resolve(reply), late))
        },
        restart: () => calls.push(['load', 'restart']),
      }
    },
    (draw) => draws.push(draw),
  )
  const send = (part: Partial<Frame>): void => listeners?.onFrame(frame(part))
  const draw = (): void => {
    for (const each of draws.splice(0)) each()
  }
  const named = (name: CommandName): unknown[] =>
    calls.filter(([called]) => called === name).map(([, payload]) => payload)
  return { run, send, draw, named, listeners: () => listeners }
}

describe('frames', () => {
  test('land once per animation frame and are acknowledged after they were drawn', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    const heard: number[] = []
    run.onFrame((_, events) => heard.push(events.length))
    const line: TraceBody = { type: 'log', trace: null, stream: 's', line: 'hello' }
    send({ frame: 7, now: seconds(2) as number as Instant, trace: columns([[1, line]]) })
    expect(run.store.getState().now).toBe(0)
    expect(named('drawn')).toEqual([])
    draw()
    expect(run.store.getState().now).toBe(2_000_000)
    expect(heard).toEqual([1])
    expect(run.record.logs.at(0)).toMatchObject({ line: 'hello', level: 'info', node: 'Users' })
    expect(named('drawn')).toEqual([{ frame: 7 }])
  })

  test('of a new run make void what was shown, except for the marks of the scrubber', async () => {
    const { run, send, draw } = setUp()
    await run.load(scenario)
    const mark: TraceBody = { type: 'mark', trace: null, mark: 'throttle', detail: '429' }
    const log: TraceBody = { type: 'log', trace: null, stream: 's', line: 'x' }
    const trace = columns([
      [5, mark],
      [6, log],
    ])
    send({ run: 1, trace, states: { A: 1, B: 2 } })
    draw()
    send({ run: 2, states: { A: 3 } })
    draw()
    expect(run.record.logs.size).toBe(0)
    expect(run.record.marks.all.map(({ at }) => at)).toEqual([5])
    expect(run.store.getState().states).toEqual({ A: 3 })
  })
})

describe('edits', () => {
  test('one that a load has overtaken is in what was loaded, and is not made twice', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    send({ now: 5_000_000 as Instant })
    draw()
    const edited = run.edit(
      { type: 'add-edge', edge: { id: 'e', source: 'A', target: 'B' } },
      { ...scenario, name: 'edited' },
    )
    await run.reset()
    await edited
    expect(named('edit')).toEqual([])
    expect(named('load').at(-1)).toEqual({ scenario: { ...scenario, name: 'edited' } })
  })

  test('before anything ran begin the run anew; later they are deploys into it', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    const edit = { type: 'remove-node', node: 'A' } as const
    await run.edit(edit, { ...scenario, name: 'second' })
    expect(named('load')).toHaveLength(2)
    send({ now: 10 as Instant })
    draw()
    await run.edit(edit, scenario)
    expect(named('load')).toHaveLength(2)
    expect(named('edit')).toEqual([{ edit }])
  })

  test('at time zero are deploys, too, once a request was sent by hand: it must not be lost', async () => {
    const { run, named } = setUp()
    await run.load(scenario)
    await run.send('Users', { type: 'send' })
    const edit = { type: 'remove-node', node: 'A' } as const
    await run.edit(edit, { ...scenario, name: 'second' })
    expect([named('load').length, named('edit')]).toEqual([1, [{ edit }]])
    await run.reset()
    await run.edit(edit, { ...scenario, name: 'third' })
    expect(named('load')).toHaveLength(3)
  })

  test('that change no result never reach the engine; another seed is another run', () => {
    expect(reachOf({ type: 'rename-node', node: 'A', name: 'B' })).toBe('nothing')
    expect(reachOf({ type: 'set-document', name: 'B' })).toBe('nothing')
    expect(reachOf({ type: 'set-document', seed: 2 })).toBe('ground')
    const move = { type: 'move-nodes', positions: {} } as const
    expect(reachOf({ type: 'batch', edits: [move] })).toBe('nothing')
    expect(reachOf({ type: 'batch', edits: [move, { type: 'remove-edge', edge: 'e' }] })).toBe(
      'run',
    )
  })
})

test('a frame of the document before, drawn late, says nothing of the one that was opened', async () => {
  const { run, send, draw } = setUp()
  await run.load(scenario)
  send({ run: 1, now: 5 as Instant, playing: true })
  draw()
  const opened = run.load({ ...scenario, name: 'Another' })
  send({ run: 1, now: 9 as Instant, playing: true })
  await opened
  draw()
  expect(run.store.getState()).toMatchObject({ now: 0, reached: 0, status: 'paused' })
  send({ run: 2, now: 3 as Instant, playing: true })
  draw()
  expect(run.store.getState()).toMatchObject({ now: 3, reached: 3, status: 'playing' })
  // A new worker's first run has the number of the old one's.
  await run.restart()
  send({ run: 2, now: 7 as Instant })
  draw()
  expect(run.store.getState()).toMatchObject({ now: 7, reached: 7 })
})

describe('seeking', () => {
  test('drops the wishes that a later one overtook', async () => {
    const { run, named } = setUp()
    await run.load(scenario)
    await Promise.all([run.seek(10), run.seek(20), run.seek(30)])
    expect(named('seek')).toEqual([{ to: 30 }])
    expect(run.store.getState()).toMatchObject({ status: 'paused', now: 30, seeking: null })
  })

  test('is what the run does until it is there, though the press on the scrubber paused it', async () => {
    const { run } = setUp({ pause: 1, seek: 20 })
    await run.load(scenario)
    const seen: string[] = []
    run.store.subscribe(({ status, seeking }) => {
      if (seeking !== null) seen.push(status)
    })
    await Promise.all([run.pause(), run.seek(10)])
    expect([...new Set(seen)]).toEqual(['seeking'])
    expect(run.store.getState()).toMatchObject({ status: 'paused', now: 10 })
  })

  test('to the next mark of a kind goes there when it is known', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    const mark = (name: string): TraceBody => ({ type: 'mark', trace: 1, mark: name, detail: '' })
    const trace = columns([
      [5, mark('cold-start')],
      [9, mark('throttle')],
    ])
    send({ trace, now: 12 as Instant })
    draw()
    await run.seek(0)
    expect(await run.jump(({ mark }) => mark === 'throttle')).toBe('found')
    expect(named('seek')).toEqual([{ to: 0 }, { to: 9 }])
  })
})

describe('a jump to what is not known yet', () => {
  const throttle: TraceBody = { type: 'mark', trace: 1, mark: 'throttle', detail: '' }
  const settle = () => new Promise((resolve) => setTimeout(resolve))

  test('runs on as fast as possible until it happens, and stands there', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    const jump = run.jump(({ mark }) => mark === 'throttle')
    await settle()
    expect(named('play')).toEqual([{ speed: 'max' }])
    send({ playing: true, now: 40 as Instant, trace: columns([[35, throttle]]) })
    draw()
    expect(await jump).toBe('found')
    expect(named('seek')).toEqual([{ to: 35 }])
    expect(run.store.getState()).toMatchObject({ status: 'paused', now: 35, speed: 1 })
  })

  test('goes back to where it began when the run ends without it', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    send({ now: 7 as Instant })
    draw()
    const jump = run.jump(({ mark }) => mark === 'throttle')
    await settle()
    send({ playing: true, now: 90 as Instant, idle: true })
    draw()
    expect(await jump).toBe('none')
    expect(named('seek')).toEqual([{ to: 7 }])
  })

  test('is given up when the visitor pauses', async () => {
    const { run, named } = setUp()
    await run.load(scenario)
    const jump = run.jump(({ mark }) => mark === 'throttle')
    await settle()
    await run.pause()
    expect(await jump).toBe('none')
    expect(named('seek')).toEqual([])
  })
})

describe('one request', () => {
  test('sent from a pause is followed in slow motion, then the run pauses at its old speed', async () => {
    const { run, send, draw, named } = setUp()
    await run.load(scenario)
    await run.setSpeed(10)
    await run.send('Users', { type: 'send' }, { follow: true })
    expect(run.store.getState()).toMatchObject({ slowMotion: true, speed: SLOW_MOTION_SPEED })
    expect(named('play')).toEqual([{ speed: SLOW_MOTION_SPEED }])
    const begin: TraceBody = { type: 'span-begin', trace: 1, span: 1, parent: null, name: 'GET /' }
    send({ playing: true, trace: columns([[1, begin]]) })
    draw()
    expect(run.store.getState().slowMotion).toBe(true)
    send({
      playing: true,
      trace: columns([[9, { type: 'span-end', trace: 1, span: 1, outcome: 'ok' }]]),
    })
    draw()
    expect(run.store.getState()).toMatchObject({ slowMotion: false, speed: 10 })
    expect(named('pause')).toHaveLength(1)
  })
})

test('a command that begins no request leaves the run paused', async () => {
  const { run, named } = setUp()
  await run.load(scenario)
  await run.send('Table', { type: 'delete' })
  expect(named('command')).toEqual([{ node: 'Table', command: { type: 'delete' } }])
  expect(named('play')).toEqual([])
})

test('a crash and a hang are told, and a restart begins the document anew', async () => {
  const { run, listeners, named } = setUp()
  await run.load(scenario)
  listeners()?.onCrash({ message: 'in-flight below zero', seed: 1, at: 4 as Instant })
  expect(run.store.getState()).toMatchObject({
    status: 'crashed',
    crash: { message: 'in-flight below zero', seed: 1, at: 4 },
  })
  await run.restart()
  expect(named('load')).toEqual([{ scenario }, 'restart', { scenario }])
  expect(run.store.getState().status).toBe('paused')
})

test('an engine that computes for long is busy until it is heard again, neither hung nor paused', async () => {
  const { run, listeners } = setUp()
  await run.load(scenario)
  await run.play()
  listeners()?.onBusy(true)
  expect(run.store.getState()).toMatchObject({ busy: true, status: 'playing' })
  listeners()?.onBusy(false)
  expect(run.store.getState().busy).toBe(false)
})
