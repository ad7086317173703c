import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/time.ts'
import { createAccountConcurrency, type PoolSettings } from './accountConcurrency.ts'

const pool = (reserved: number | null, accountLimit: number): PoolSettings => ({
  reserved,
  accountLimit,
  regionalBurst: 3_000,
})

test('reserved concurrency is a guarantee: others cannot use it up', () => {
  const account = createAccountConcurrency()
  account.configure('reserved', pool(4, 10))
  account.configure('other', pool(null, 10))
  for (let taken = 0; taken < 6; taken++) expect(account.admit('other')).toBeNull()
  expect(account.admit('other')).toBe('unreserved')
  for (let taken = 0; taken < 4; taken++) expect(account.admit('reserved')).toBeNull()
})

test('reserved concurrency is a limit: the function gets no more even where the pool is empty', () => {
  const account = createAccountConcurrency()
  account.configure('f', pool(1, 1_000))
  expect(account.admit('f')).toBeNull()
  expect(account.admit('f')).toBe('reserved')
  account.release('f')
  expect(account.admit('f')).toBeNull()
})

test('a reserved concurrency of 0 switches the function off', () => {
  const account = createAccountConcurrency()
  account.configure('f', pool(0, 1_000))
  expect(account.admit('f')).toBe('reserved')
})

test('whatever comes and goes, nobody ever exceeds what is theirs', () => {
  const id = fc.constantFrom('a' as const, 'b' as const, 'c' as const)
  const step = fc.record({ id, take: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const account = createAccountConcurrency()
      account.configure('a', pool(3, 12))
      account.configure('b', pool(null, 12))
      account.configure('c', pool(null, 12))
      const held = { a: 0, b: 0, c: 0 }
      for (const { id, take } of steps) {
        if (take) held[id] += account.admit(id) === null ? 1 : 0
        else if (held[id] > 0) {
          held[id]--
          account.release(id)
        }
        expect(account.use('a', 'reserved').inUse).toBe(held.a)
        expect(account.use('b', 'unreserved').inUse).toBe(held.b + held.c)
        expect(held.a).toBeLessThanOrEqual(3)
        expect(held.b + held.c).toBeLessThanOrEqual(9)
      }
    }),
  )
})

test('"Provisioned concurrency counts towards a function\'s reserved concurrency and Regional quotas", used or not', () => {
  const account = createAccountConcurrency()
  account.configure('f', pool(10, 1_000))
  expect(account.provision('f', 8)).toBe(true)
  expect([account.admit('f'), account.admit('f'), account.admit('f')]).toEqual([
    null,
    null,
    'reserved',
  ])
  expect(account.provision('f', 11)).toBe(false)
  expect(account.use('f', 'reserved')).toEqual({ value: 10, inUse: 10 })
})

test('provisioned concurrency leaves the account 100 unreserved', () => {
  const account = createAccountConcurrency()
  account.configure('f', pool(null, 1_000))
  expect(account.provision('f', 901)).toBe(false)
  expect(account.provision('f', 900)).toBe(true)
})

test('before November 2023 a Region had a burst for all functions, and 500 more environments a minute', () => {
  const account = createAccountConcurrency()
  account.configure('a', pool(null, 10_000))
  account.configure('b', pool(null, 10_000))
  const taken = (at: number): number => {
    let count = 0
    while (account.takeRegionalBurst(count % 2 === 0 ? 'a' : 'b', at as Instant)) count++
    return count
  }
  expect(taken(0)).toBe(3_000)
  expect(taken(60_000_000)).toBe(499)
})
