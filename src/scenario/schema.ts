import { catalog, type NodeType } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { contentLength, type DocumentFiles, FILE_NAME } from '#contracts/files.ts'
import type { JsonValue } from '#services/service.ts'
import * as z from 'zod/mini'

/** The document's version; a change of the schema raises it and appends a migration. */
export const SCENARIO_VERSION = 1

// Bounds of a document are ours: generous for people, small enough that a hostile one cannot choke the page.
/** Nodes in a document at most. */
export const NODES_MAX = 500
/** Edges in a document at most. */
export const EDGES_MAX = 1_000
/** Letters of a name at most. */
export const NAME_LENGTH_MAX = 200
/** Letters of a description at most. */
export const DESCRIPTION_LENGTH_MAX = 20_000
/** Files in one node's code, or in one layer, at most: what a `node_modules` of some 300 packages holds. */
export const CODE_FILES_MAX = 20_000
/**
 * Bytes of one node's code, or of one layer, at most: what Lambda unzips. A link carries far less.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const CODE_BYTES_MAX = 262_144_000
/** Layers that one function may use. https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html */
export const LAYERS_MAX = 5

/** Where a node stands on the canvas, in its pixels at 100 %. */
export interface Position {
  readonly x: number
  readonly y: number
}

/** A node as the document holds it: only what differs from the defaults. */
export interface ScenarioNode {
  readonly id: string
  readonly type: NodeType
  readonly name?: string
  readonly position?: Position
  readonly properties?: Readonly<Record<string, JsonValue>>
  readonly model?: Readonly<Record<string, JsonValue>>
  readonly code?: DocumentFiles
  /** Layers by the name that `properties.Layers` calls them by: what lies under `/opt`. */
  readonly layers?: Readonly<Record<string, DocumentFiles>>
  readonly data?: JsonValue
}

/** `source` may call `target`. */
export interface ScenarioEdge {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly port?: string
  readonly properties?: Readonly<Record<string, JsonValue>>
}

/** The single source of truth: what the canvas edits, the engine runs, the link carries. */
export interface Scenario {
  readonly coldstart: 1
  readonly name: string
  readonly description?: string
  readonly seed: number
  readonly region: string
  readonly nodes: readonly ScenarioNode[]
  readonly edges: readonly ScenarioEdge[]
  readonly simulation?: Readonly<Record<string, JsonValue>>
}

/** What an id may look like: it stands in paths, stream names and ARNs. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const id = z.string().check(
  z.regex(ID_PATTERN, {
    error: 'is not an id: up to 64 letters, digits, - and _, and a letter or a digit to begin with',
  }),
)
const name = z.string().check(z.maxLength(NAME_LENGTH_MAX))
const coordinate = z.number().check(z.minimum(-1_000_000), z.maximum(1_000_000))
const position = z.strictObject({ x: coordinate, y: coordinate })
const object = z.record(z.string(), z.unknown())

const base64 = z.string().check(
  z.refine(
    (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1,
    {
      error: 'is not base64',
    },
  ),
)
const fileContent = z.union([z.string(), z.strictObject({ base64 })])
const fileName = z
  .string()
  .check(z.regex(FILE_NAME, { error: 'is not a file name under /var/task' }))

const files = z.record(fileName, fileContent).check(
  z.refine((value) => Object.keys(value).length <= CODE_FILES_MAX, {
    error: `has more than ${CODE_FILES_MAX} files`,
  }),
  z.refine(
    (value) =>
      Object.values(value).reduce((sum, content) => sum + contentLength(content), 0) <=
      CODE_BYTES_MAX,
    { error: `is larger than ${CODE_BYTES_MAX} bytes` },
  ),
)
const layers = z.record(name, files).check(
  z.refine((value) => Object.keys(value).length <= LAYERS_MAX, {
    error: `has more than ${LAYERS_MAX} layers`,
  }),
)

type NodeDefinition = Pick<ServiceDefinition, 'properties' | 'model' | 'carries' | 'data'>

/** The schema of a node of one type, by its service's definition. */
const createNodeSchema = <T extends NodeType>(type: T) => {
  const definition: NodeDefinition = catalog[type]
  return z.strictObject({
    id,
    type: z.literal(type),
    name: z.optional(name),
    position: z.optional(position),
    properties: z.optional(definition.properties),
    model: z.optional(definition.model),
    ...(definition.carries.code ? { code: z.optional(files), layers: z.optional(layers) } : {}),
    ...(definition.carries.data
      ? { data: z.optional(definition.data?.schema ?? z.unknown()) }
      : {}),
  })
}

const nodeTypes = Object.keys(catalog) as NodeType[]
const [firstType, ...otherTypes] = nodeTypes.map(createNodeSchema)
if (firstType === undefined) throw new Error('the catalogue is empty')

const edge = z.strictObject({
  id,
  source: id,
  target: id,
  port: z.optional(id),
  properties: z.optional(object),
})

/** The one schema of the document. It checks; the document keeps its own, sparse values. */
export const scenarioSchema = z.strictObject({
  coldstart: z.literal(SCENARIO_VERSION),
  name,
  description: z.optional(z.string().check(z.maxLength(DESCRIPTION_LENGTH_MAX))),
  seed: z.int().check(z.nonnegative()),
  region: z
    .string()
    .check(
      z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'is not an AWS Region, such as us-east-1' }),
    ),
  nodes: z
    .array(z.discriminatedUnion('type', [firstType, ...otherTypes]))
    .check(z.maxLength(NODES_MAX)),
  edges: z.array(edge).check(z.maxLength(EDGES_MAX)),
  simulation: z.optional(object),
})
