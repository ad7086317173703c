import { worldShop } from '#gallery/worldShop.ts'
import { itemsApi } from '#gallery/itemsApi.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'
import type { CommandName, Commands } from '#worker/protocol.ts'
import type { Instant } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { measurePlaces, meanOf, planWithout } from './without.ts'

const modelOf = (plan: ReturnType<typeof planWithout>, type: string) =>
  plan?.scenario.nodes.find((node) => node.type === type)?.model

test('a document with a distribution can be run as though it were not there; nothing else of it changes', () => {
  const plan = planWithout(worldShop)
  expect(plan?.title).toBe('the CDN')
  expect(modelOf(plan, 'AWS::CloudFront::Distribution')).toMatchObject({ Bypass: true })
  const others = (scenario: typeof worldShop) =>
    scenario.nodes.filter(({ type }) => type !== 'AWS::CloudFront::Distribution')
  expect(others(plan?.scenario ?? itemsApi)).toEqual(others(worldShop))
  expect(plan?.scenario.seed).toBe(worldShop.seed)
  expect(planWithout(itemsApi)).toBeNull()
})

test('it runs as long as the run on the screen, beside it, and tells what each place waited', async () => {
  const asked: (readonly [CommandName, unknown])[] = []
  const disposed: boolean[] = []
  const latencyMs = { mean: 200, p50: 190, p95: 300, p99: 400 }
  const createClient = (listeners: SimListeners): SimClient => {
    const answer = (name: CommandName, payload: unknown): unknown => {
      asked.push([name, payload])
      if (name === 'load') return { problems: [] }
      if (name === 'seek') listeners.onSeeking(3e6 as Instant, 6e6 as Instant)
      return [{ place: 'Tokyo', requests: 4, failed: 0, latencyMs }]
    }
    return {
      call: (name, payload) => Promise.resolve(answer(name, payload) as never),
      restart: () => undefined,
      dispose: () => void disposed.push(true),
    }
  }
  const shares: number[] = []
  const reports = await measurePlaces(worldShop, 6, {
    createClient,
    onProgress: (share) => shares.push(share),
    signal: new AbortController().signal,
  })
  expect(reports).toEqual([{ place: 'Tokyo', requests: 4, failed: 0, latencyMs }])
  const seek = asked.find(([name]) => name === 'seek')?.[1] as Commands['seek']['payload']
  expect([seek.to, shares, disposed]).toEqual([6_000_000, [0.5], [true]])
})

test('the mean of all places counts each as often as it was asked from', () => {
  const at = (requests: number, mean: number) => ({
    requests,
    latencyMs: { mean, p50: mean, p95: mean, p99: mean },
  })
  expect(meanOf([at(3, 100), at(1, 300), { requests: 9, latencyMs: null }])).toBe(150)
  expect(meanOf([])).toBeNull()
})
