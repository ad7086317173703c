import type { ContractName } from '#contracts/contracts.ts'
import { contentLength } from '#contracts/files.ts'
import { catalog } from '#services/catalog.ts'
import type { CheckedNode, NodeFinding, ServiceDefinition } from '#services/definition.ts'
import * as z from 'zod/mini'
import { findUnknownKeys } from './unknownKeys.ts'
import { findArea, findCity } from '#world/cities.ts'
import { findRegion } from '#world/regions.ts'
import { CODE_BYTES_MAX, type Scenario, type ScenarioEdge, type ScenarioNode } from './schema.ts'
import { show } from './sentences.ts'
import { canWire, findEdgeSchema } from './wire.ts'

/** Something wrong or noteworthy about a document, at a place in it. */
export interface Problem {
  /** `error`: cannot run as it is · `warning`: runs, but hardly as meant · `ignored`: kept, not simulated. */
  readonly kind: 'error' | 'warning' | 'ignored'
  /** `nodes[3] ItemsFunction: properties.MemorySize` */
  readonly path: string
  /** `100 is below 128` */
  readonly message: string
  /** The node or edge to mark, where there is one. */
  readonly node?: string
  readonly edge?: string
}

type AnyDefinition = Pick<
  ServiceDefinition,
  | 'title'
  | 'properties'
  | 'model'
  | 'serves'
  | 'calls'
  | 'carries'
  | 'check'
  | 'nameProperty'
  | 'standsAlone'
>

/** What to say of a node that nothing is wired to, by what it serves. */
const NO_CALLER: Readonly<Record<ContractName, string>> = {
  http: 'no client is wired to it: no request will come',
  invoke: 'has no trigger: nothing invokes it',
  api: 'nothing is wired to it: no one may call it',
  records: 'nothing polls it',
}

/** What to say of a node that is wired to nothing, by what it would send; null where that is quite normal. */
const NO_TARGET: Readonly<Record<ContractName, string | null>> = {
  http: 'is wired to nothing: its requests have nowhere to go',
  invoke: 'has no integration: every request is answered 404',
  api: null,
  records: 'polls nothing',
}

/** An edge's properties with the defaults filled in. */
function toCheckedEdge(
  edge: ScenarioEdge,
  scenario: Scenario,
): CheckedNode['edges'][number] & { readonly source: string } {
  const source = scenario.nodes.find((node) => node.id === edge.source)
  const target = scenario.nodes.find((node) => node.id === edge.target)
  const bare = {
    id: edge.id,
    contract: 'api',
    source: edge.source,
    target: edge.target,
    port: edge.port ?? null,
    properties: {},
  } as const
  if (source === undefined || target === undefined) return bare
  const wire = canWire({ source: source.type, target: target.type, port: edge.port })
  if ('reason' in wire) return bare
  const schema = findEdgeSchema(source.type, wire.contract)
  const parsed = schema === undefined ? null : z.safeParse(schema, edge.properties ?? {})
  return { ...bare, contract: wire.contract, properties: parsed?.success ? parsed.data : {} }
}

function checkByRoom(
  node: ScenarioNode,
  definition: AnyDefinition,
  scenario: Scenario,
): readonly NodeFinding[] {
  if (definition.check === undefined) return []
  const properties = z.safeParse(definition.properties, node.properties ?? {})
  const model = z.safeParse(definition.model, node.model ?? {})
  if (!properties.success || !model.success) return []
  const edgesWhere = (wanted: (edge: ScenarioEdge) => boolean) =>
    scenario.edges
      .filter(wanted)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((edge) => toCheckedEdge(edge, scenario))
  return definition.check({
    id: node.id,
    properties: properties.data,
    model: model.data,
    code: node.code ?? {},
    layers: node.layers ?? {},
    data: node.data ?? null,
    edges: edgesWhere((edge) => edge.source === node.id),
    callers: edgesWhere((edge) => edge.target === node.id),
    siblings: scenario.nodes.flatMap((other) =>
      other.type === node.type && other.id !== node.id ? [other.properties ?? {}] : [],
    ),
  })
}

function checkWiring(
  node: ScenarioNode,
  definition: AnyDefinition,
  scenario: Scenario,
): readonly NodeFinding[] {
  const findings: NodeFinding[] = []
  const [serves] = definition.serves
  const [calls] = definition.calls
  const hasCaller = scenario.edges.some((edge) => edge.target === node.id)
  const hasTarget = scenario.edges.some((edge) => edge.source === node.id)
  if (serves !== undefined && !hasCaller) findings.push({ path: '', message: NO_CALLER[serves] })
  // An API without an integration answers nothing; a bucket that tells nobody of its events is quite normal.
  const needsTarget = calls !== 'invoke' || serves === 'http'
  const isComplete = hasTarget || definition.standsAlone?.(node.properties ?? {}) === true
  const noTarget = calls === undefined || isComplete || !needsTarget ? null : NO_TARGET[calls]
  if (noTarget !== null) findings.push({ path: '', message: noTarget })
  return findings
}

const isPlace = (location: string): boolean =>
  findRegion(location) !== undefined ||
  findCity(location) !== undefined ||
  findArea(location) !== undefined

function checkPlace(node: ScenarioNode): readonly NodeFinding[] {
  const location = node.properties?.['Location']
  if (typeof location !== 'string' || location === '' || isPlace(location)) {
    return []
  }
  const message = `${show(location)} is neither a Region nor a city or a part of the world that the simulator knows: taken as next to the API`
  return [{ path: 'properties.Location', message }]
}

/** The name that AWS would know a node by, among those of its type; null where it has none. */
function nameOf(node: ScenarioNode): string | null {
  const { nameProperty }: AnyDefinition = catalog[node.type]
  if (nameProperty === undefined) return null
  const name = node.properties?.[nameProperty]
  return typeof name === 'string' ? name : node.id
}

function checkName(
  node: ScenarioNode,
  definition: AnyDefinition,
  scenario: Scenario,
): readonly NodeFinding[] {
  const name = nameOf(node)
  const twin = scenario.nodes.find(
    (other) => other.type === node.type && other.id !== node.id && nameOf(other) === name,
  )
  if (name === null || twin === undefined) return []
  const path = `properties.${definition.nameProperty}`
  return [{ path, message: `${show(name)} is the name of ${twin.id} too` }]
}

function checkNode(
  node: ScenarioNode,
  definition: AnyDefinition,
  scenario: Scenario,
): readonly NodeFinding[] {
  const findings: NodeFinding[] = []
  // Where functions are parts of something else, it may well have none.
  const needsCode = definition.carries.code && definition.serves.includes('invoke')
  if (needsCode && Object.keys(node.code ?? {}).length === 0) {
    findings.push({ path: 'code', message: 'has no code yet: every invocation will fail' })
  }
  const unzipped = [node.code ?? {}, ...Object.values(node.layers ?? {})]
    .flatMap((files) => Object.values(files))
    .reduce((sum, content) => sum + contentLength(content), 0)
  if (unzipped > CODE_BYTES_MAX) {
    const message = `Unzipped size must be smaller than ${CODE_BYTES_MAX} bytes`
    findings.push({ kind: 'error', path: 'code', message })
  }
  const notSimulated = (part: 'properties' | 'model', schema: z.ZodMiniType): void => {
    for (const path of findUnknownKeys(schema, node[part] ?? {})) {
      findings.push({
        kind: 'ignored',
        path: `${part}.${path}`,
        message: 'kept, but not simulated',
      })
    }
  }
  notSimulated('properties', definition.properties)
  notSimulated('model', definition.model)
  return [
    ...checkWiring(node, definition, scenario),
    ...checkPlace(node),
    ...checkName(node, definition, scenario),
    ...checkByRoom(node, definition, scenario),
    ...findings,
  ]
}

/** Everything odd about a document that `parseScenario` lets through, node by node. */
export function findProblems(scenario: Scenario): readonly Problem[] {
  const problems: Problem[] = []
  if (findRegion(scenario.region) === undefined) {
    const message = `${show(scenario.region)} is no Region that Coldstart knows: distances are unknown`
    problems.push({ kind: 'warning', path: 'region', message })
  }
  for (const [index, node] of scenario.nodes.entries()) {
    for (const finding of checkNode(node, catalog[node.type], scenario)) {
      const { kind = 'warning', path, message, edge } = finding
      const edgeIndex = scenario.edges.findIndex(({ id }) => id === edge)
      const place =
        edge === undefined ? `nodes[${index}] ${node.id}` : `edges[${edgeIndex}] ${edge}`
      problems.push({
        kind,
        path: path === '' ? place : `${place}: ${path}`,
        message,
        node: node.id,
        ...(edge === undefined ? {} : { edge }),
      })
    }
  }
  return problems
}
