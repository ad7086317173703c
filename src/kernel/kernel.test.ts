import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKernel, type Kernel } from './kernel.ts'
import type { Process } from './process.ts'
import { ms, seconds, us, ZERO } from './time.ts'

const runAll = (kernel: Kernel, stepsMax = 1_000_000): void => {
  for (let step = 0; step < stepsMax; step++) {
    if (kernel.step() !== 'ran') return
  }
  expect.fail(`still running after ${stepsMax} steps`)
}

describe('order', () => {
  test('events run by time, and at the same instant in the order in which they were scheduled', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 200 }), (delays) => {
        const kernel = createKernel(1)
        const seen: [number, number][] = []
        delays.forEach((delay, index) => {
          kernel.schedule(us(delay), () => seen.push([kernel.now, index]))
        })
        runAll(kernel)
        const expected = delays.map((delay, index): [number, number] => [delay, index])
        expect(seen).toEqual(expected.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
      }),
      { seed: 1 },
    )
  })

  test('cancelled events never run, whatever is cancelled, and do not move the clock', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.boolean()), { maxLength: 300 }),
        (plans) => {
          const kernel = createKernel(1)
          const seen: number[] = []
          const cancels = plans.map(([delay], index) =>
            kernel.schedule(us(delay), () => seen.push(index)),
          )
          plans.forEach(([, isKept], index) => {
            if (!isKept) cancels[index]?.()
          })
          runAll(kernel)
          const kept = plans.flatMap(([delay, isKept], index) => (isKept ? [{ delay, index }] : []))
          const order = kept.toSorted((a, b) => a.delay - b.delay || a.index - b.index)
          expect(seen).toEqual(order.map(({ index }) => index))
          expect(kernel.now).toBe(order.at(-1)?.delay ?? 0)
          expect(kernel.steps).toBe(kept.length)
        },
      ),
      { seed: 2 },
    )
  })

  test('a million cancelled time-outs neither pile up nor disturb the order', () => {
    const kernel = createKernel(1)
    let ran = 0
    function* caller(): Process<void> {
      for (let call = 0; call < 100_000; call++) {
        const cancel = kernel.schedule(seconds(900), () => expect.fail('cancelled'))
        yield kernel.sleep(us(call % 7))
        cancel()
        ran++
      }
    }
    for (let each = 0; each < 10; each++) kernel.start(caller())
    runAll(kernel, 2_000_000)
    expect(ran).toBe(1_000_000)
    expect(kernel.now).toBeLessThan(seconds(1))
    expect(kernel.nextAt).toBeNull()
  })

  test('nextAt is the next event that will run', () => {
    const kernel = createKernel(1)
    const cancel = kernel.schedule(ms(1), () => undefined)
    kernel.schedule(ms(2), () => undefined)
    expect(kernel.nextAt).toBe(1_000)
    cancel()
    expect(kernel.nextAt).toBe(2_000)
  })

  test('the past is refused', () => {
    const kernel = createKernel(1)
    expect(() => kernel.schedule((ZERO - 1) as typeof ZERO, () => undefined)).toThrow(
      'scheduled -1',
    )
  })
})

describe('processes', () => {
  test('sleep one after the other, also inside one another, and give their results', () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    function* inner(name: string): Process<string> {
      yield kernel.sleep(ms(2))
      return `${name} at ${kernel.now}`
    }
    function* outer(): Process<void> {
      yield kernel.sleep(ms(1))
      seen.push(yield* inner('a'))
      seen.push(yield* inner('b'))
    }
    kernel.start(outer())
    runAll(kernel)
    expect(seen).toEqual(['a at 3000', 'b at 5000'])
  })

  test('begin in an event of their own: the starter goes on first', () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    function* child(): Process<void> {
      seen.push('child')
      yield kernel.sleep(ZERO)
    }
    function* parent(): Process<void> {
      kernel.start(child())
      seen.push('parent')
      yield kernel.sleep(ZERO)
    }
    kernel.start(parent())
    runAll(kernel)
    expect(seen).toEqual(['parent', 'child'])
  })

  test('a sleep may be kept and yielded again, by several processes at once', () => {
    const kernel = createKernel(1)
    const nap = kernel.sleep(ms(1))
    const seen: number[] = []
    function* sleeper(): Process<void> {
      yield nap
      yield nap
      seen.push(kernel.now)
    }
    kernel.start(sleeper())
    kernel.start(sleeper())
    runAll(kernel)
    expect(seen).toEqual([2_000, 2_000])
  })

  test('a wait hears only the first answer', () => {
    const kernel = createKernel(1)
    const seen: unknown[] = []
    function* waiter(): Process<void> {
      seen.push(
        yield (resume) => {
          kernel.schedule(ms(1), () => resume('first'))
          kernel.schedule(ms(2), () => resume('second'))
        },
      )
      seen.push(yield (resume) => kernel.schedule(ms(5), () => resume('third')))
    }
    kernel.start(waiter())
    runAll(kernel)
    expect(seen).toEqual(['first', 'third'])
  })

  test('a wait that answers from inside its own call is a bug of ours, and is told', () => {
    const kernel = createKernel(1)
    function* waiter(): Process<void> {
      yield (resume) => resume('at once')
    }
    kernel.start(waiter())
    expect(() => kernel.step()).toThrow('from inside its own call')
  })

  test('what a process throws comes out of step(), from any depth, after its finally blocks', () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    function* failing(depth: number): Process<void> {
      try {
        if (depth > 0) yield* failing(depth - 1)
        else {
          yield kernel.sleep(ms(1))
          throw new Error('out of order')
        }
      } finally {
        seen.push(`cleaned ${depth}`)
      }
    }
    kernel.start(failing(50))
    expect(kernel.step()).toBe('ran')
    expect(() => kernel.step()).toThrow('out of order')
    expect(seen).toHaveLength(51)
  })

  test('a thousand generators deep', () => {
    const kernel = createKernel(1)
    function* down(depth: number): Process<number> {
      if (depth === 0) {
        yield kernel.sleep(ms(1))
        return 0
      }
      return 1 + (yield* down(depth - 1))
    }
    let result = 0
    function* main(): Process<void> {
      result = yield* down(1_000)
    }
    kernel.start(main())
    runAll(kernel)
    expect(result).toBe(1_000)
  })
})

describe('cancelling', () => {
  test('takes the pending sleep back, so that nothing keeps the run alive', () => {
    const kernel = createKernel(1)
    function* sleeper(): Process<void> {
      yield kernel.sleep(seconds(900))
    }
    const cancel = kernel.start(sleeper())
    kernel.step()
    cancel()
    cancel()
    expect(kernel.nextAt).toBeNull()
    expect(kernel.step()).toBe('idle')
    expect(kernel.now).toBe(0)
  })

  test('before its first event a process never begins', () => {
    const kernel = createKernel(1)
    function* process(): Process<void> {
      expect.fail('begun')
      yield kernel.sleep(ZERO)
    }
    kernel.start(process())()
    expect(kernel.step()).toBe('idle')
  })

  test('takes a wait back and is deaf to it afterwards', () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    function* waiter(): Process<void> {
      try {
        yield (resume) => {
          kernel.schedule(ms(2), () => resume('too late'))
          return () => seen.push('taken back')
        }
        seen.push('resumed')
      } finally {
        seen.push('finally')
      }
    }
    const cancel = kernel.start(waiter())
    kernel.schedule(ms(1), cancel)
    runAll(kernel)
    expect(seen).toEqual(['taken back', 'finally'])
  })

  test('finally blocks may wait: they run to their end in virtual time', () => {
    const kernel = createKernel(1)
    const seen: [string, number][] = []
    function* careful(): Process<void> {
      try {
        yield kernel.sleep(seconds(10))
        seen.push(['never', kernel.now])
      } finally {
        yield kernel.sleep(ms(3))
        seen.push(['cleaned', kernel.now])
      }
      seen.push(['never either', kernel.now])
    }
    kernel.schedule(ms(1), kernel.start(careful()))
    runAll(kernel)
    expect(seen).toEqual([['cleaned', 4_000]])
  })

  test('a process may cancel itself: it ends at its next wait', () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    let cancel = (): void => undefined
    function* selfish(): Process<void> {
      try {
        cancel()
        seen.push('still here')
        yield kernel.sleep(ms(1))
        seen.push('never')
      } finally {
        seen.push('finally')
      }
    }
    cancel = kernel.start(selfish())
    runAll(kernel)
    expect(seen).toEqual(['still here', 'finally'])
    expect(kernel.now).toBe(0)
  })
})

describe('external work', () => {
  test('the clock stands still until it settles', async () => {
    const kernel = createKernel(1)
    const seen: unknown[] = []
    function* process(): Process<void> {
      seen.push(yield* kernel.external(Promise.resolve('answer')), kernel.now)
    }
    kernel.schedule(ms(1), () => kernel.start(process()))
    kernel.schedule(ms(2), () => seen.push('later'))
    while (kernel.step() === 'ran');
    expect([kernel.step(), kernel.now, seen]).toEqual(['blocked', 1_000, []])
    await kernel.settled()
    runAll(kernel)
    expect(seen).toEqual(['answer', 1_000, 'later'])
  })

  test('answers are heard in the order of asking, whichever settles first', async () => {
    const kernel = createKernel(1)
    const seen: string[] = []
    const settle: (() => void)[] = []
    const work = (name: string): Promise<string> =>
      new Promise((resolve) => settle.push(() => resolve(name)))
    function* ask(promise: Promise<string>): Process<void> {
      seen.push(yield* kernel.external(promise))
    }
    const [first, second] = [work('first'), work('second')]
    // Both ask within one event: their processes are woken by the same release.
    const wakes: (() => void)[] = []
    function* asker(promise: Promise<string>): Process<void> {
      yield (resume) => {
        wakes.push(() => resume(undefined))
      }
      yield* ask(promise)
    }
    kernel.start(asker(first))
    kernel.start(asker(second))
    kernel.schedule(ms(1), () => {
      for (const wake of wakes) wake()
    })
    while (kernel.step() === 'ran');
    settle.toReversed().forEach((now) => now())
    await kernel.settled()
    runAll(kernel)
    expect(seen).toEqual(['first', 'second'])
  })

  test('a rejection comes out of step()', async () => {
    const kernel = createKernel(1)
    kernel.start(kernel.external(Promise.reject(new Error('driver lost'))))
    kernel.step()
    await kernel.settled()
    expect(() => kernel.step()).toThrow('driver lost')
  })
})
