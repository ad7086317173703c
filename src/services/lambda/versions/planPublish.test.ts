import type { JsonValue } from '#services/service.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from '../definition.ts'
import { planPublish } from './planPublish.ts'

type Properties = Readonly<Record<string, JsonValue>>

const code = { 'index.mjs': 'export const handler = async () => 1' }

/** Publishes and answers the node's new properties. */
function publish(properties: Properties, files = code): Properties {
  const plan = planPublish({ properties, code: files })
  if (plan.type !== 'publish') throw new Error(plan.type)
  return plan.properties
}

test('the first version is 1: a snapshot of code and configuration, defaults and all', () => {
  const properties = publish({ MemorySize: 256, ReservedConcurrentExecutions: 5 })
  const parsed = lambdaDefinition.properties.parse(properties)
  expect(parsed.Versions).toHaveLength(1)
  expect(parsed.Versions?.[0]).toMatchObject({
    Version: '1',
    Properties: { MemorySize: 256, Timeout: 3, Runtime: 'nodejs22.x', Environment: null },
    Code: code,
  })
  expect(parsed.Versions?.[0]?.Properties).not.toHaveProperty('ReservedConcurrentExecutions')
  expect(parsed.MemorySize).toBe(256)
})

// "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version."
test('without a change there is no new version; a change of code or of configuration makes one', () => {
  const once = publish({ MemorySize: 256 })
  expect(planPublish({ properties: once, code })).toEqual({ type: 'unchanged', version: '1' })
  // The function's own reserved concurrency is no part of a version.
  const reserved = { ...once, ReservedConcurrentExecutions: 1 }
  expect(planPublish({ properties: reserved, code }).type).toBe('unchanged')
  expect(planPublish({ properties: { ...once, Timeout: 4 }, code })).toMatchObject({ version: '2' })
  const other = { 'index.mjs': 'export const handler = async () => 2' }
  expect(planPublish({ properties: once, code: other })).toMatchObject({ version: '2' })
})

// "Lambda assigns a sequential version number … Version numbers are never reused, even for a function that has been deleted."
test('the number of a deleted version is not used again', () => {
  const twice = publish({ ...publish({}), MemorySize: 256 })
  expect(twice['LastVersion']).toBe(2)
  const [first] = twice['Versions'] as readonly JsonValue[]
  const deleted = { ...twice, Versions: [first ?? null] }
  expect(planPublish({ properties: deleted, code })).toMatchObject({
    type: 'publish',
    version: '3',
  })
})

test('a description goes with the version, and what has errors is not published', () => {
  expect(planPublish({ code }, 'first try')).toMatchObject({
    properties: { Versions: [{ Version: '1', Description: 'first try' }] },
  })
  expect(planPublish({ properties: { MemorySize: 1 }, code }).type).toBe('refused')
})
