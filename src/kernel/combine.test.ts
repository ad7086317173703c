import { describe, expect, test } from 'vitest'
import { all, race, startTask, withTimeout } from './combine.ts'
import { createKernel, type Kernel } from './kernel.ts'
import type { Process } from './process.ts'
import { ms } from './time.ts'

const runAll = (kernel: Kernel): void => {
  while (kernel.step() === 'ran');
}

/** Sleeps for `time` ms, then answers it; tells in `log` when it was cut short. */
function* work(kernel: Kernel, time: number, log: string[] = []): Process<number> {
  let isDone = false
  try {
    yield kernel.sleep(ms(time))
    isDone = true
    log.push(`${time} done`)
    return time
  } finally {
    if (!isDone) log.push(`${time} cut`)
  }
}

/** Runs `process` and answers its result and when it had it. */
const resultOf = <T>(kernel: Kernel, process: Process<T>): readonly [T | undefined, number] => {
  let result: T | undefined
  let at = -1
  function* main(): Process<void> {
    result = yield* process
    at = kernel.now
  }
  kernel.start(main())
  runAll(kernel)
  return [result, at]
}

describe('all', () => {
  test('answers in the order given, once the slowest is done', () => {
    const kernel = createKernel(1)
    const processes = [work(kernel, 3), work(kernel, 1), work(kernel, 2)]
    expect(resultOf(kernel, all(kernel, processes))).toEqual([[3, 1, 2], 3_000])
    expect(resultOf(kernel, all(kernel, []))).toEqual([[], 3_000])
  })

  test('cancelled, it cancels those still at work', () => {
    const kernel = createKernel(1)
    const log: string[] = []
    const cancel = kernel.start(all(kernel, [work(kernel, 1, log), work(kernel, 9, log)]))
    kernel.schedule(ms(5), cancel)
    runAll(kernel)
    expect([log, kernel.now]).toEqual([['1 done', '9 cut'], 5_000])
  })
})

describe('race', () => {
  test('answers the first and cancels the rest at once', () => {
    const kernel = createKernel(1)
    const log: string[] = []
    const racing = race(kernel, [work(kernel, 3, log), work(kernel, 1, log), work(kernel, 2, log)])
    expect(resultOf(kernel, racing)).toEqual([{ index: 1, value: 1 }, 1_000])
    expect(log).toEqual(['1 done', '3 cut', '2 cut'])
  })

  test('a tie goes to the one that was given first', () => {
    const kernel = createKernel(1)
    const racing = race(kernel, [work(kernel, 2), work(kernel, 2)])
    expect(resultOf(kernel, racing)).toEqual([{ index: 0, value: 2 }, 2_000])
  })
})

describe('withTimeout', () => {
  test('answers what comes in time and leaves no time-out behind', () => {
    const kernel = createKernel(1)
    expect(resultOf(kernel, withTimeout(kernel, work(kernel, 2), ms(500)))).toEqual([2, 2_000])
    expect(kernel.now).toBe(2_000)
  })

  test('past the limit says so, while the process runs on unheard', () => {
    const kernel = createKernel(1)
    const log: string[] = []
    const limited = withTimeout(kernel, work(kernel, 20, log), ms(5))
    expect(resultOf(kernel, limited)).toEqual(['timed-out', 5_000])
    expect([log, kernel.now]).toEqual([['20 done'], 20_000])
  })

  test('cancelled, it cancels process and limit', () => {
    const kernel = createKernel(1)
    const log: string[] = []
    kernel.schedule(ms(1), kernel.start(withTimeout(kernel, work(kernel, 20, log), ms(10))))
    runAll(kernel)
    expect([log, kernel.now]).toEqual([['20 cut'], 1_000])
  })
})

describe('tasks', () => {
  test('may be joined before and after they end, by several', () => {
    const kernel = createKernel(1)
    const task = startTask(kernel, work(kernel, 2))
    expect(resultOf(kernel, all(kernel, [task.join(), task.join()]))).toEqual([[2, 2], 2_000])
    expect(resultOf(kernel, task.join())).toEqual([2, 2_000])
    expect(task.state).toBe('ended')
  })

  test('cancelled, they tell those who wait', () => {
    const kernel = createKernel(1)
    const log: string[] = []
    const task = startTask(kernel, work(kernel, 9, log))
    kernel.schedule(ms(1), () => task.cancel())
    expect(resultOf(kernel, task.join())).toEqual(['cancelled', 1_000])
    expect([task.state, log]).toEqual(['cancelled', ['9 cut']])
  })
})
