import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccountConcurrency } from './accountConcurrency.ts'

test('reserved concurrency is a guarantee: others cannot use it up', () => {
  const account = createAccountConcurrency()
  account.configure('reserved', { reserved: 4, accountLimit: 10 })
  account.configure('other', { reserved: null, accountLimit: 10 })
  for (let taken = 0; taken < 6; taken++) expect(account.admit('other')).toBeNull()
  expect(account.admit('other')).toBe('ConcurrentInvocationLimitExceeded')
  for (let taken = 0; taken < 4; taken++) expect(account.admit('reserved')).toBeNull()
})

test('reserved concurrency is a limit: the function gets no more even where the pool is empty', () => {
  const account = createAccountConcurrency()
  account.configure('f', { reserved: 1, accountLimit: 1_000 })
  expect(account.admit('f')).toBeNull()
  expect(account.admit('f')).toBe('ReservedFunctionConcurrentInvocationLimitExceeded')
  account.release('f')
  expect(account.admit('f')).toBeNull()
})

test('a reserved concurrency of 0 switches the function off', () => {
  const account = createAccountConcurrency()
  account.configure('f', { reserved: 0, accountLimit: 1_000 })
  expect(account.admit('f')).toBe('ReservedFunctionConcurrentInvocationLimitExceeded')
})

test('whatever comes and goes, nobody ever exceeds what is theirs', () => {
  const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), take: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const account = createAccountConcurrency()
      account.configure('a', { reserved: 3, accountLimit: 12 })
      account.configure('b', { reserved: null, accountLimit: 12 })
      account.configure('c', { reserved: null, accountLimit: 12 })
      for (const { id, take } of steps) {
        if (take) account.admit(id)
        else if (account.inUse(id) > 0) account.release(id)
        expect(account.inUse('a')).toBeLessThanOrEqual(3)
        expect(account.inUse('b') + account.inUse('c')).toBeLessThanOrEqual(9)
      }
    }),
  )
})
