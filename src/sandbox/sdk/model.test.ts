import * as realClient from '@aws-sdk/client-dynamodb'
import * as realLib from '@aws-sdk/lib-dynamodb'
import * as realUtil from '@aws-sdk/util-dynamodb'
import { describe, expect, test } from 'vitest'
import { always, createOurs } from './testing/pair.ts'
import dataPlane from './internal/dynamodb/dataPlane.cjs?raw'
import controlPlane from './internal/dynamodb/controlPlane.cjs?raw'
import exceptions from './internal/dynamodb/exceptions.cjs?raw'
import service from './internal/dynamodb/service.cjs?raw'

const ours = createOurs(always(200, {}))

/** A shape of the real package: a number for a simple type, or `[kind, namespace, name, traits, …]`. */
type Schema = number | string | readonly unknown[] | (() => Schema)
const IDEMPOTENCY_TOKEN = 4
const TIMESTAMP = 4

/** The real package's schema in our notation; structures met on the way are collected. */
const collect = (given: unknown, shapes: Map<string, string[]>): string => {
  const schema = typeof given === 'function' ? (given as () => Schema)() : (given as Schema)
  if (typeof schema === 'function') return collect(schema, shapes)
  if (schema === 'unit') return '-'
  if (typeof schema === 'number') {
    if (schema === TIMESTAMP) return 't'
    if (schema & 128) return '{'
    return schema & 64 ? '[' : ''
  }
  if (typeof schema === 'string') throw new Error(`unknown schema ${schema}`)
  const [kind, , name, , members, types] = schema
  if (typeof kind === 'number' && schema.length === 2) {
    return schema[1] === IDEMPOTENCY_TOKEN ? 'i' : collect(kind, shapes)
  }
  if (kind === 1) return `[${collect(members, shapes)}`
  if (kind === 2) return `{${collect(types, shapes)}`
  if (kind === 4) return 'A'
  if (!shapes.has(name as string)) {
    const list: string[] = []
    shapes.set(name as string, list)
    ;(members as string[]).forEach((member, at) => {
      const type = collect((types as unknown[])[at], shapes)
      list.push(type ? `${member}:${type}` : member)
    })
  }
  return name as string
}

const schemasOf = (kind: number): readonly (readonly unknown[])[] =>
  Object.values(realClient).filter(
    (it): it is never => Array.isArray(it) && (it as readonly unknown[])[0] === kind,
  )

/** Our text → shape name → members. */
const parse = (text: string): Map<string, string[]> =>
  new Map(
    [...text.matchAll(/^(\w+) =\s([^;]*);/gm)].map(([, name = '', members = '']) => [
      name,
      members.split(/\s+/).filter(Boolean),
    ]),
  )

describe('the model is that of the real package', () => {
  const shapes = new Map<string, string[]>()
  const operations = schemasOf(9).map(([, , name, , input, output]) => {
    const shapesOf = [collect(input, shapes), collect(output, shapes)]
    return { operation: name as string, inputShape: shapesOf[0], outputShape: shapesOf[1] }
  })
  const errors = new Map<string, string[]>()
  for (const error of schemasOf(-3)) collect(error, errors)
  errors.delete('DynamoDBServiceException')
  // Structures that errors hold.
  const details = ['CancellationReason', 'ThrottlingReason'].map((name) => {
    const members = errors.get(name) ?? []
    errors.delete(name)
    return [name, members] as const
  })

  test('every shape of every operation, member by member, in order', () => {
    expect(shapes.size).toBeGreaterThan(200)
    for (const [name, members] of details) shapes.set(name, members)
    const texts = new Map([...parse(dataPlane), ...parse(controlPlane)])
    expect(Object.fromEntries(texts)).toStrictEqual(Object.fromEntries(shapes))
  })

  test('every operation', () => {
    const commands = operations.map(({ operation, inputShape, outputShape }) => {
      const CommandCtor = ours.client[`${operation}Command` as 'GetItemCommand'] as unknown as {
        operation: { operation: string; inputShape: string; outputShape: string }
      }
      const described = CommandCtor.operation
      expect({ ...described, service: undefined }).toStrictEqual({
        operation,
        inputShape,
        outputShape,
        service: undefined,
      })
      return operation
    })
    expect(commands.length).toBeGreaterThan(50)
    expect(service.match(/^[A-Z]\w+( \w+ [\w-]+)?$/gm)).toHaveLength(commands.length)
  })

  test('every modelled error with its members', () => {
    const texts = [...exceptions.matchAll(/^([A-Z]\w+)[!*]* (.*)$/gm)].map(
      ([, name = '', members = '']) => [name, members.split(' ')],
    )
    expect(Object.fromEntries(texts)).toStrictEqual(Object.fromEntries(errors))
  })
})

describe('everything the real packages export is there', () => {
  /** Schemas (`PutItem$`) and their registry are the newest release's internals; `default` is the loader's to add. */
  const wanted = (real: object): string[] =>
    Object.keys(real)
      .filter((name) => !name.endsWith('$') && name !== 'errorTypeRegistries' && name !== 'default')
      .sort()

  test.each([
    ['@aws-sdk/client-dynamodb', realClient, ours.client],
    ['@aws-sdk/lib-dynamodb', realLib, ours.lib],
    ['@aws-sdk/util-dynamodb', realUtil, ours.util],
  ] as [string, object, object][])('%s', (_name, real, mine) => {
    expect(Object.keys(mine)).toEqual(expect.arrayContaining(wanted(real)))
    for (const name of wanted(real)) {
      const [theirs, own] = [(real as never)[name] as unknown, (mine as never)[name] as unknown]
      expect(typeof own).toBe(typeof theirs)
      if (typeof theirs === 'object') expect(own).toStrictEqual(theirs)
      if (typeof theirs === 'function' && /Command$|Client$|Exception$|^DynamoDB/.test(name)) {
        expect((own as { name: string }).name).toBe(
          name === '$Command' ? 'Command' : name === '__Client' ? 'Client' : name,
        )
      }
    }
  })

  test.each(['DynamoDB', 'DynamoDBDocument'])('the methods of %s', (name) => {
    // Ours come with the first instance.
    expect(new ours.client.DynamoDB(ours.config)).toBeInstanceOf(ours.client.DynamoDBClient)
    const methods = (it: object): string[] => {
      const { prototype } = (it as Record<string, { prototype: object }>)[name] ?? { prototype: {} }
      return Object.getOwnPropertyNames(prototype).sort()
    }
    const [real, mine] = name === 'DynamoDB' ? [realClient, ours.client] : [realLib, ours.lib]
    expect(methods(mine)).toStrictEqual(methods(real))
  })
})
