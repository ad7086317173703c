import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMethodKey } from './methodKey.ts'
import { createResourceTree, findMethod } from './resources.ts'

const treeOf = (...keys: readonly string[]) =>
  createResourceTree(
    keys.map((key) => {
      const parsed = parseMethodKey(key)
      if (typeof parsed === 'string') throw new Error(parsed)
      return [parsed, key] as const
    }),
  )

const find = (keys: readonly string[], httpMethod: string, path: string): string | null =>
  findMethod(treeOf(...keys), httpMethod, path)?.method ?? null

describe('resources', () => {
  const PETS = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}']

  test('a literal child comes before {param}, that before {proxy+}, at each level', () => {
    expect(find(PETS, 'GET', '/pets/dog/1')).toBe('GET /pets/dog/1')
    expect(find(PETS, 'GET', '/pets/dog/2')).toBe('GET /pets/dog/{id}')
    expect(find(PETS, 'GET', '/pets/cat/1')).toBe('GET /pets/{proxy+}')
    expect(find(PETS, 'POST', '/test/5')).toBe('ANY /{proxy+}')
  })

  test('a method comes before ANY; a resource without the method sends nobody elsewhere', () => {
    const keys = ['GET /a/b', 'POST /a/{x}', 'ANY /c', 'GET /c']
    expect(find(keys, 'GET', '/c')).toBe('GET /c')
    expect(find(keys, 'PUT', '/c')).toBe('ANY /c')
    expect(find(keys, 'POST', '/a/b')).toBe(null)
    expect(find(keys, 'POST', '/a/z')).toBe('POST /a/{x}')
  })

  test('a trailing slash makes no other path; {proxy+} needs a part; literals are case-sensitive', () => {
    expect(find(['GET /pets'], 'GET', '/pets/')).toBe('GET /pets')
    expect(find(['GET /pets'], 'GET', '/Pets')).toBe(null)
    expect(find(['ANY /{proxy+}'], 'GET', '/')).toBe(null)
    expect(find(['ANY /'], 'GET', '/')).toBe('ANY /')
  })

  test('path variables are percent-decoded', () => {
    const tree = treeOf('GET /a/{x}/{rest+}')
    expect(findMethod(tree, 'GET', '/a/b%20c/d/e%2Ff')).toEqual({
      method: 'GET /a/{x}/{rest+}',
      resourcePath: '/a/{x}/{rest+}',
      parameters: { x: 'b c', rest: 'd/e/f' },
    })
  })

  test('HEAD and OPTIONS are methods like any other: nothing answers for them', () => {
    expect(find(['GET /a'], 'HEAD', '/a')).toBe(null)
    expect(find(['GET /a'], 'OPTIONS', '/a')).toBe(null)
  })
})

const part = fc.constantFrom('a', 'b', '{x}', '{rest+}')
const key = fc
  .tuple(fc.constantFrom('GET', 'POST', 'ANY'), fc.array(part, { maxLength: 4 }))
  .map(([httpMethod, parts]) => {
    const greedy = parts.indexOf('{rest+}')
    const whole = (greedy < 0 ? parts : parts.slice(0, greedy + 1)).map((each, index) =>
      each === '{x}' ? `{x${index}}` : each,
    )
    return `${httpMethod} /${whole.join('/')}`
  })

/** The documented rules said another way: every resource that fits, the best by its ranks from the left. */
function findByRanks(keys: readonly string[], httpMethod: string, path: string): string | null {
  const parts = path.split('/').filter((each) => each !== '')
  const paths = new Set<string>(['/'])
  for (const each of keys) {
    const own = (each.split(' ')[1] ?? '').split('/').filter((one) => one !== '')
    for (let length = 1; length <= own.length; length++) {
      paths.add(`/${own.slice(0, length).join('/')}`)
    }
  }
  const rankOf = (each: string): number => (each.endsWith('+}') ? 2 : each.startsWith('{') ? 1 : 0)
  const fits = (own: readonly string[]): boolean => {
    const last = own.at(-1)?.endsWith('+}') === true
    if (last ? parts.length < own.length : parts.length !== own.length) return false
    return own.every((each, index) => rankOf(each) > 0 || each === parts[index])
  }
  const [best] = [...paths]
    .filter((each) => fits(each.split('/').filter((one) => one !== '')))
    .toSorted((one, two) => {
      const [first, second] = [one, two].map((each) => each.split('/').slice(1).map(rankOf))
      for (const [index, rank] of (first ?? []).entries()) {
        const other = second?.[index] ?? 3
        if (rank !== other) return rank - other
      }
      return 0
    })
  if (best === undefined) return null
  return [`${httpMethod} ${best}`, `ANY ${best}`].find((each) => keys.includes(each)) ?? null
}

test('the winner is the one of the rules, whatever the order in which methods were made', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('GET', 'POST', 'PUT'),
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
      (keys, httpMethod, parts) => {
        const path = `/${parts.join('/')}`
        const expected = findByRanks(keys, httpMethod, path)
        expect(find(keys, httpMethod, path)).toBe(expected)
        expect(find(keys.toReversed(), httpMethod, path)).toBe(expected)
      },
    ),
  )
})

describe('keys', () => {
  test.each([
    ['GET items', 'a method is one of'],
    ['FETCH /items', 'a method is one of'],
    ['GET /items/', 'must not end with /'],
    ['GET /{a+}/b', 'must be the last part'],
    ['GET /{a}/{a}', 'appears twice'],
    ['GET /x{a}', "Resource's path part only allow"],
  ])('%s is refused', (refused, why) => {
    expect(parseMethodKey(refused)).toContain(why)
  })
})
