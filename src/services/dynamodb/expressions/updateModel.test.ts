import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestAccount } from '../testing/account.ts'

// What an update means, read naively and on plain JSON: every operand is taken from the item as it was; then each place
// is changed; then what is gone is left out of its list.

type Value = { readonly N: string } | { readonly SS: readonly string[] } | Doc | List
interface Doc {
  readonly M: { [name: string]: Value }
}
interface List {
  readonly L: (Value | undefined)[]
}

const PATHS = ['a', 'b', 'm.x', 'm.y', 'l[0]', 'l[1]', 'l[3]'] as const
type Place = (typeof PATHS)[number]

type Action =
  | { readonly kind: 'SET'; readonly place: Place; readonly value: number }
  | { readonly kind: 'copy'; readonly place: Place; readonly from: Place }
  | { readonly kind: 'add'; readonly place: Place; readonly from: Place; readonly value: number }
  | {
      readonly kind: 'default'
      readonly place: Place
      readonly from: Place
      readonly value: number
    }
  | { readonly kind: 'REMOVE'; readonly place: Place }
  | { readonly kind: 'ADD'; readonly place: Place; readonly value: number }
  | {
      readonly kind: 'ADD SS' | 'DELETE'
      readonly place: Place
      readonly members: readonly string[]
    }

class Refused extends Error {}

const number = (n: number): Value => ({ N: String(n) })

/** Where a path's last step stands, if what is around it is there and of the right kind. */
function holderOf(
  item: Doc,
  place: Place,
): { holder: Record<string, unknown>; key: string } | null {
  const [head = '', key] = place.split(/[.[\]]/)
  if (key === undefined) return { holder: item.M, key: head }
  const around = item.M[head]
  if (around === undefined) return null
  const isList = place.includes('[')
  const inside = isList ? 'L' in around && around.L : 'M' in around && around.M
  return inside === false ? null : { holder: inside as unknown as Record<string, unknown>, key }
}

function read(item: Doc, place: Place): Value | undefined {
  const found = holderOf(item, place)
  return found === null ? undefined : (found.holder[found.key] as Value | undefined)
}

const isNumber = (value: Value | undefined): value is { N: string } =>
  value !== undefined && 'N' in value
const isSet = (value: Value | undefined): value is { SS: string[] } =>
  value !== undefined && 'SS' in value

function compute(action: Action, item: Doc): Value | undefined {
  const old = read(item, action.place)
  switch (action.kind) {
    case 'SET':
      return number(action.value)
    case 'copy': {
      const found = read(item, action.from)
      if (found === undefined) throw new Refused()
      return found
    }
    case 'add': {
      const found = read(item, action.from)
      if (!isNumber(found)) throw new Refused()
      return number(Number(found.N) + action.value)
    }
    case 'default':
      return read(item, action.from) ?? number(action.value)
    case 'REMOVE':
      return undefined
    case 'ADD':
      if (old === undefined) return number(action.value)
      if (!isNumber(old)) throw new Refused()
      return number(Number(old.N) + action.value)
    case 'ADD SS':
      if (old !== undefined && !isSet(old)) throw new Refused()
      return { SS: [...new Set([...(old?.SS ?? []), ...action.members])] }
    case 'DELETE': {
      if (old === undefined) return undefined
      if (!isSet(old)) throw new Refused()
      const left = old.SS.filter((member) => !action.members.includes(member))
      return left.length === 0 ? undefined : { SS: left }
    }
  }
}

function naiveUpdate(item: Doc, actions: readonly Action[]): Doc {
  const values = actions.map((action) => compute(action, item))
  const next = structuredClone(item)
  const ordered = actions
    .map((action, at) => ({ place: action.place, value: values[at] }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  for (const { place, value } of ordered) {
    const found = holderOf(next, place)
    if (found === null) throw new Refused()
    const { holder, key } = found
    if (!Array.isArray(holder)) {
      if (value === undefined) delete holder[key]
      else holder[key] = value
    } else if (Number(key) < listLength(item)) holder[Number(key)] = value
    else if (value !== undefined) holder.push(value)
  }
  const list = next.M['l']
  if (list !== undefined && 'L' in list) {
    next.M['l'] = { L: list.L.filter((element) => element !== undefined) }
  }
  return next
}

function listLength(item: Doc): number {
  const list = item.M['l']
  return list !== undefined && 'L' in list ? list.L.length : 0
}

function toExpression(actions: readonly Action[]): object {
  const values: Record<string, object> = {}
  const sections: Record<string, string[]> = {}
  for (const [at, action] of actions.entries()) {
    const name = `:v${at}`
    const [section = ''] =
      action.kind === 'REMOVE' ? ['REMOVE'] : (/^(ADD|DELETE)/.exec(action.kind) ?? ['SET'])
    const { place } = action
    if ('value' in action) values[name] = number(action.value)
    if ('members' in action) values[name] = { SS: action.members }
    const texts: { readonly [K in Action['kind']]: string } = {
      SET: `${place} = ${name}`,
      copy: `${place} = ${'from' in action ? action.from : ''}`,
      add: `${place} = ${'from' in action ? action.from : ''} + ${name}`,
      default: `${place} = if_not_exists(${'from' in action ? action.from : ''}, ${name})`,
      REMOVE: place,
      ADD: `${place} ${name}`,
      'ADD SS': `${place} ${name}`,
      DELETE: `${place} ${name}`,
    }
    sections[section] = [...(sections[section] ?? []), texts[action.kind]]
  }
  return {
    UpdateExpression: Object.entries(sections)
      .map(([section, parts]) => `${section} ${parts.join(', ')}`)
      .join(' '),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  }
}

const small = fc.integer({ min: -3, max: 3 })
const members = fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 })
const leaf = fc.oneof(
  small.map(number),
  members.map((SS): Value => ({ SS })),
)
const item = fc
  .record(
    {
      a: leaf,
      b: leaf,
      m: fc.oneof(
        fc.record({ x: leaf, y: leaf }, { requiredKeys: [] }).map((M): Value => ({ M })),
        leaf,
      ),
      l: fc.oneof(
        fc.array(leaf, { maxLength: 3 }).map((L): Value => ({ L })),
        leaf,
      ),
    },
    { requiredKeys: [] },
  )
  .map((M): Doc => ({ M: { ...M } }))

const from = fc.constantFrom(...PATHS)
const actionAt = (place: Place): fc.Arbitrary<Action> =>
  fc.oneof(
    small.map((value): Action => ({ kind: 'SET', place, value })),
    from.map((source): Action => ({ kind: 'copy', place, from: source })),
    fc
      .tuple(from, small)
      .map(([source, value]): Action => ({ kind: 'add', place, from: source, value })),
    fc
      .tuple(from, small)
      .map(([source, value]): Action => ({ kind: 'default', place, from: source, value })),
    fc.constant<Action>({ kind: 'REMOVE', place }),
    small.map((value): Action => ({ kind: 'ADD', place, value })),
    members.map((given): Action => ({ kind: 'ADD SS', place, members: given })),
    members.map((given): Action => ({ kind: 'DELETE', place, members: given })),
  )
const actions = fc
  .uniqueArray(fc.constantFrom(...PATHS), { minLength: 1, maxLength: 4 })
  .chain((places) => fc.tuple(...places.map(actionAt)))

const sortSets = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      key === 'SS' && Array.isArray(part) ? part.toSorted((a, b) => (a < b ? -1 : 1)) : part,
    ),
  )

test('a random update means what a naive reading of it means', () => {
  fc.assert(
    fc.property(item, actions, (before, given) => {
      const { call } = createTestAccount()
      const id = { S: 'i' }
      call('PutItem', { TableName: 'items', Item: { ...before.M, id } })
      const reply = call('UpdateItem', {
        TableName: 'items',
        Key: { id },
        ...toExpression(given),
        ReturnValues: 'ALL_NEW',
      })
      let expected: unknown
      try {
        expected = sortSets({ ...naiveUpdate(before, given).M, id })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        expected = 'refused'
      }
      const { Attributes } = reply.body as { readonly Attributes?: unknown }
      expect(reply.status === 200 ? sortSets(Attributes) : 'refused').toEqual(expected)
    }),
    { numRuns: 400 },
  )
})
