import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFifo } from './fifo.ts'
import { createKernel, type Kernel } from './kernel.ts'
import { createPriorityQueue } from './priorityQueue.ts'
import type { Process } from './process.ts'
import { createSemaphore, type Semaphore } from './semaphore.ts'
import { createStore } from './store.ts'
import { ms } from './time.ts'

const runAll = (kernel: Kernel): void => {
  while (kernel.step() === 'ran');
}

describe('semaphore', () => {
  function* hold(kernel: Kernel, semaphore: Semaphore, log: string[], name: string): Process<void> {
    yield* semaphore.take()
    log.push(`${name}@${kernel.now / 1_000}`)
    yield kernel.sleep(ms(10))
    semaphore.release()
  }

  test('hands permits out in the order of asking', () => {
    const kernel = createKernel(1)
    const semaphore = createSemaphore(kernel, 2)
    const log: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) kernel.start(hold(kernel, semaphore, log, name))
    runAll(kernel)
    expect(log).toEqual(['a@0', 'b@0', 'c@10', 'd@10', 'e@20'])
    expect([semaphore.free, semaphore.waiting]).toEqual([2, 0])
  })

  test('one that is cancelled in line leaves it; one that was just granted passes the permit on', () => {
    const kernel = createKernel(1)
    const semaphore = createSemaphore(kernel, 1)
    const log: string[] = []
    kernel.start(hold(kernel, semaphore, log, 'a'))
    const cancelB = kernel.start(hold(kernel, semaphore, log, 'b'))
    const cancelC = kernel.start(hold(kernel, semaphore, log, 'c'))
    kernel.start(hold(kernel, semaphore, log, 'd'))
    kernel.schedule(ms(1), cancelB)
    // At the instant of a's release, scheduled later than it: between the granting to c and c's waking.
    kernel.schedule(ms(1), () => {
      kernel.schedule(ms(9), cancelC)
    })
    runAll(kernel)
    expect(log).toEqual(['a@0', 'd@10'])
    expect([semaphore.free, semaphore.waiting]).toEqual([1, 0])
  })

  test('nobody overtakes those in line', () => {
    const kernel = createKernel(1)
    const semaphore = createSemaphore(kernel, 1)
    expect(semaphore.tryTake()).toBe(true)
    kernel.start(hold(kernel, semaphore, [], 'a'))
    kernel.step()
    semaphore.release()
    expect(semaphore.tryTake()).toBe(false)
  })

  test('giving back what was never taken is a bug', () => {
    expect(() => createSemaphore(createKernel(1), 1).release()).toThrow('more permits')
  })
})

describe('store', () => {
  function* consume(store: { take(): Process<number> }, log: number[]): Process<void> {
    for (;;) log.push(yield* store.take())
  }

  test('first in, first out; full means refused', () => {
    const store = createStore<number>(createKernel(1), { capacity: 2 })
    expect([store.put(1), store.put(2), store.put(3)]).toEqual([true, true, false])
    expect([store.tryTake(), store.tryTake(), store.tryTake()]).toEqual([1, 2, undefined])
  })

  test('by rank where there is one', () => {
    const store = createStore<number>(createKernel(1), { capacity: 9, rank: (item) => -item })
    for (const item of [2, 9, 4]) store.put(item)
    expect([store.tryTake(), store.tryTake(), store.tryTake()]).toEqual([9, 4, 2])
  })

  test('those who wait get items in the order of asking', () => {
    const kernel = createKernel(1)
    const store = createStore<number>(kernel, { capacity: 9 })
    const logs: number[][] = [[], []]
    for (const log of logs) kernel.start(consume(store, log))
    kernel.schedule(ms(1), () => [1, 2, 3].forEach((item) => store.put(item)))
    runAll(kernel)
    expect(logs).toEqual([[1, 3], [2]])
    expect([store.size, store.waiting]).toEqual([0, 2])
  })

  test('no item is lost when a process is cancelled between the handing over and the waking', () => {
    const kernel = createKernel(1)
    const store = createStore<number>(kernel, { capacity: 9 })
    const logs: number[][] = [[], []]
    const cancel = kernel.start(consume(store, logs[0] ?? []))
    kernel.start(consume(store, logs[1] ?? []))
    kernel.schedule(ms(1), () => {
      store.put(7)
      cancel()
    })
    runAll(kernel)
    expect(logs).toEqual([[], [7]])
  })
})

describe('queues', () => {
  type Step = { readonly push: number } | 'pop'
  const steps = fc.array(
    fc.oneof(fc.record({ push: fc.nat({ max: 9 }) }), fc.constant<Step>('pop')),
    { maxLength: 400 },
  )

  test('a fifo behaves as an array does', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 9 }), (plan: readonly Step[], removed) => {
        const [fifo, model] = [createFifo<number>(), [] as number[]]
        for (const step of plan) {
          if (step === 'pop') expect(fifo.pop()).toBe(model.shift())
          else {
            fifo.push(step.push)
            model.push(step.push)
          }
          expect([fifo.size, fifo.peek()]).toEqual([model.length, model[0]])
        }
        const at = model.indexOf(removed)
        expect(fifo.remove(removed)).toBe(at >= 0)
        if (at >= 0) model.splice(at, 1)
        while (fifo.size > 0) expect(fifo.pop()).toBe(model.shift())
        expect(model).toEqual([])
      }),
      { seed: 3 },
    )
  })

  test('a priority queue gives the smallest rank, equals in the order of coming', () => {
    fc.assert(
      fc.property(steps, (plan: readonly Step[]) => {
        const queue = createPriorityQueue<{ rank: number; turn: number }>((item) => item.rank)
        let model: { rank: number; turn: number }[] = []
        plan.forEach((step, turn) => {
          if (step === 'pop') expect(queue.pop()).toEqual(model.shift())
          else {
            const item = { rank: step.push, turn }
            queue.push(item)
            model = [...model, item].toSorted((a, b) => a.rank - b.rank || a.turn - b.turn)
          }
          expect([queue.size, queue.peek()]).toEqual([model.length, model[0]])
        })
      }),
      { seed: 4 },
    )
  })
})
