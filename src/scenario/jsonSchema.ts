import { canonicalize } from '#contracts/canonicalJson.ts'
import { toJSONSchema } from 'zod/v4/core'
import { scenarioSchema } from './schema.ts'

/** The document's schema as JSON Schema 2020-12, for editors and for other programs. */
export const createJsonSchema = (): object => ({
  title: 'Coldstart scenario',
  ...toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }),
})

/** The schema as text in which the order of keys does not matter: what its hash is taken of. */
export const canonicalSchema = (): string => canonicalize(createJsonSchema())
