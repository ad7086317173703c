import type { Instant } from '#kernel/time.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSimClient, type SimListeners } from './client.ts'
import type { Command, Report } from './protocol.ts'

/** A worker that answers nothing by itself. */
function createWire() {
  const posted: Command[] = []
  const ends: { report: (report: Report) => void; fail: (message: string) => void }[] = []
  const terminated: number[] = []
  const heard: string[] = []
  const runs: number[] = []
  const listeners: SimListeners = {
    onFrame: (frame) => void runs.push(frame.run),
    onSeeking: (now, to) => void heard.push(`seeking ${now}/${to}`),
    onCrash: ({ message }) => void heard.push(`crash ${message}`),
    onBusy: (isBusy) => void heard.push(isBusy ? 'busy' : 'free'),
    onHung: () => void heard.push('hung'),
  }
  const client = createSimClient(listeners, (report, fail) => {
    const number = ends.push({ report, fail }) - 1
    return {
      post: (command) => void posted.push(command),
      terminate: () => void terminated.push(number),
    }
  })
  const frame = (run: number): Report => ({ type: 'frame', run }) as Report
  return { client, posted, ends, terminated, heard, runs, frame }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a call is answered by the reply with its id, or rejected with the problem', async () => {
  const { client, posted, ends } = createWire()
  const paused = client.call('pause', null)
  const read = client.call('read', { node: 'X', query: null })
  expect(posted.map(({ id, name }) => [id, name])).toEqual([
    [1, 'pause'],
    [2, 'read'],
  ])
  const problem = { kind: 'error', path: 'simulation', message: 'no' } as const
  ends[0]?.report({ type: 'rejected', id: 2, problem })
  ends[0]?.report({ type: 'reply', id: 1, value: { now: 5 } })
  await expect(paused).resolves.toEqual({ now: 5 as Instant })
  await expect(read).rejects.toEqual(problem)
  client.dispose()
})

test('a quiet second with a call waiting means that the engine computes, thirty that it hangs', async () => {
  const { client, ends, heard } = createWire()
  const call = client.call('seek', { to: 9 as Instant })
  vi.advanceTimersByTime(29_000)
  expect(heard).toEqual(['busy'])
  ends[0]?.report({ type: 'seeking', now: 1 as Instant, to: 9 as Instant })
  expect(heard.splice(0)).toEqual(['busy', 'free', 'seeking 1/9'])
  vi.advanceTimersByTime(29_000)
  expect(heard).toEqual(['busy'])
  vi.advanceTimersByTime(1_000)
  expect(heard).toEqual(['busy', 'hung'])
  client.restart()
  expect(heard).toEqual(['busy', 'hung', 'free'])
  await expect(call).rejects.toMatchObject({ message: 'the simulation was restarted' })
  client.dispose()
})

test('no call waiting, no worry', () => {
  const { client, heard } = createWire()
  vi.advanceTimersByTime(60_000)
  expect(heard).toEqual([])
  client.dispose()
})

test('after a restart runs are counted on, so that none is taken for an old one', () => {
  const { client, ends, terminated, runs, frame } = createWire()
  ends[0]?.report(frame(1))
  ends[0]?.report(frame(2))
  client.restart()
  ends[1]?.report(frame(1))
  expect(runs).toEqual([1, 2, 3])
  expect(terminated).toEqual([0])
  client.dispose()
})

test('a worker that fails to load rejects what waits and says why', async () => {
  const { client, ends, heard } = createWire()
  const call = client.call('pause', null)
  ends[0]?.fail('no wasm')
  await expect(call).rejects.toMatchObject({ message: 'no wasm' })
  expect(heard).toEqual(['crash no wasm'])
  client.dispose()
})
