import { createHash } from 'node:crypto'
import { catalog } from '#services/catalog.ts'
import { expect, test } from 'vitest'
import { canonicalSchema, createJsonSchema } from './jsonSchema.ts'
import { migrations } from './migrations.ts'
import { SCENARIO_VERSION, scenarioSchema } from './schema.ts'
import * as z from 'zod/mini'

/** The schema of each version of the document. Never edit an entry of a version that has been released. */
const HASHES: Readonly<Record<number, string>> = { 1: '7ea6b2349770c784' }

test('the schema is the one that this version of the document was published with', () => {
  const hash = createHash('sha256').update(canonicalSchema()).digest('hex').slice(0, 16)
  const advice = [
    'The schema of the document has changed. If documents that people already have stay valid and mean the same',
    '(a new type, a new optional property), put the new hash here. Otherwise raise SCENARIO_VERSION, append a',
    'migration to migrations.ts and a hash to this table; edit no old one.',
  ].join('\n')
  expect(hash, advice).toBe(HASHES[SCENARIO_VERSION])
})

test('every version before this one has its migration', () => {
  expect(migrations.length).toBe(SCENARIO_VERSION - 1)
})

test('the JSON Schema names every type, with bounds and without our defaults being demanded', () => {
  const text = JSON.stringify(createJsonSchema())
  for (const type of Object.keys(catalog)) expect(text).toContain(`"const":"${type}"`)
  expect(text).toContain(
    '"MemorySize":{"default":128,"type":"integer","minimum":128,"maximum":10240}',
  )
})

test('an empty properties is valid for every type', () => {
  for (const type of Object.keys(catalog)) {
    const scenario = {
      coldstart: 1,
      name: '',
      seed: 1,
      region: 'us-east-1',
      nodes: [{ id: 'N', type, properties: {}, model: {} }],
      edges: [],
    }
    expect(z.safeParse(scenarioSchema, scenario).success, type).toBe(true)
  }
})
