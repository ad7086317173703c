import { utf8Length } from '#contracts/body.ts'
import { layerNameOf } from '#contracts/layers.ts'
import { hasSnapStart } from './properties/function.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED_KEYS = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])
const KEY = /^[a-zA-Z][a-zA-Z0-9_]+$/
/** All keys and values together, in bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES_MAX = 4_096
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED_MIN = 100

/** A place in a function's properties and what AWS would say of it. */
interface Finding {
  readonly path: string
  readonly message: string
  /** Absent: a warning. */
  readonly kind?: 'ignored'
}

/** What Lambda would refuse of a function's environment variables. */
export function checkVariables(variables: Readonly<Record<string, string>>): readonly Finding[] {
  const path = 'properties.Environment.Variables'
  const findings: Finding[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(variables)) {
    bytes += utf8Length(key) + utf8Length(value)
    if (RESERVED_KEYS.has(key)) {
      const message = `${key} is a reserved key: AWS refuses it, and the runtime's own value is kept`
      findings.push({ path: `${path}.${key}`, message })
    } else if (!KEY.test(key)) {
      const message = `${key}: a key begins with a letter and has letters, digits and _, two at least`
      findings.push({ path: `${path}.${key}`, message })
    }
  }
  if (bytes > ENVIRONMENT_BYTES_MAX) {
    const message = `the environment variables exceed the 4KB limit: ${bytes} bytes`
    findings.push({ path, message })
  }
  return findings
}

const reservedOf = ({
  ReservedConcurrentExecutions: reserved,
}: Readonly<Record<string, unknown>>): number => (typeof reserved === 'number' ? reserved : 0)

/** Reserved concurrency that leaves the account too little; `siblings` are its other functions. */
export function checkReserved(
  reserved: number | undefined,
  account: number,
  siblings: readonly Readonly<Record<string, unknown>>[] = [],
): readonly Finding[] {
  if (reserved === undefined || reserved === 0) return []
  const all = siblings.reduce((sum, each) => sum + reservedOf(each), reserved)
  if (account - all >= UNRESERVED_MIN) return []
  const left = `${Math.max(0, account - all)} of ${account} would stay unreserved`
  const message = `AWS keeps at least ${UNRESERVED_MIN} of the account's concurrency unreserved; ${left}`
  return [{ path: 'properties.ReservedConcurrentExecutions', message }]
}

/** Lambda ends its support of a runtime on this day; the dates move. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const DEPRECATED: Readonly<Record<string, string>> = {
  'nodejs20.x': '30 April 2026',
  'python3.9': '15 December 2025',
  'python3.10': '31 October 2026',
  'ruby3.2': '31 March 2026',
  dotnet8: '10 November 2026',
  'provided.al2': '31 July 2026',
}

/** A runtime that AWS takes no new functions of for much longer, or not any more. */
export function checkRuntime(runtime: string): readonly Finding[] {
  const day = DEPRECATED[runtime]
  if (day === undefined) return []
  const message = `${runtime} is deprecated as of ${day}; about a month later AWS takes no new functions of it`
  return [{ path: 'properties.Runtime', message, kind: 'ignored' }]
}

/** Layers of which the document holds no files: nothing of them lies under `/opt`. */
export const checkLayers = (
  layers: readonly string[] = [],
  held: Readonly<Record<string, unknown>> = {},
): readonly Finding[] =>
  layers.flatMap((layer, index) =>
    Object.hasOwn(held, layer) || Object.hasOwn(held, layerNameOf(layer))
      ? []
      : [
          {
            path: `properties.Layers[${index}]`,
            message: `the files of ${layer} are not here: add the layer's .zip under Code, or what needs it will fail`,
          },
        ],
  )

/** A wire that brings records, as far as the function's room knows its properties. */
interface MappingWire {
  readonly id: string
  readonly contract: string
  readonly properties: unknown
}

/** Patterns of one mapping. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const FILTERS_MAX = 5

const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  )

const isJsonObject = (text: unknown): boolean => {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** What Lambda refuses of an event source mapping, or advises against, that its source's own schema cannot know. */
export function checkMappings(
  callers: readonly MappingWire[],
  reserved: number | undefined,
): readonly (Finding & { readonly edge: string })[] {
  return callers.flatMap(({ id: edge, contract, properties }) => {
    if (contract !== 'records') return []
    const findings: (Finding & { readonly edge: string })[] = []
    const filters = valueAt(properties, 'FilterCriteria', 'Filters')
    const patterns: readonly unknown[] = Array.isArray(filters) ? filters : []
    const path = 'properties.FilterCriteria'
    if (patterns.length > FILTERS_MAX) {
      const message = `has more than ${FILTERS_MAX} filters: nothing is polled`
      findings.push({ edge, path, message })
    }
    if (patterns.some((filter) => !isJsonObject(valueAt(filter, 'Pattern')))) {
      findings.push({ edge, path, message: 'Invalid filter pattern definition: nothing is polled' })
    }
    const most = valueAt(properties, 'ScalingConfig', 'MaximumConcurrency')
    if (typeof most === 'number' && reserved !== undefined && reserved < most) {
      const message = `${most} is more than the function has reserved (${reserved}): batches will be throttled`
      findings.push({ edge, path: 'properties.ScalingConfig.MaximumConcurrency', message })
    }
    return findings
  })
}

/** What of a function bears on SnapStart, provisioned concurrency and layers. */
interface Shape {
  readonly Runtime: string
  readonly PackageType?: string | undefined
  readonly SnapStart?: { readonly ApplyOn: string } | undefined
  readonly EphemeralStorage?: { readonly Size: number } | undefined
  readonly Layers?: readonly string[] | undefined
  readonly TenancyConfig?: unknown
  readonly FunctionUrlConfig?: unknown
  readonly Aliases?:
    | readonly {
        readonly FunctionVersion: string
        readonly ProvisionedConcurrencyConfig?: unknown
        readonly ScalableTarget?: unknown
      }[]
    | undefined
}

const SNAPSTART = 'properties.SnapStart'

/** Runtimes other than Node.js are profiles: it is said wherever problems are. */
const checkProfile = (runtime: string): Finding[] =>
  runtime.startsWith('nodejs')
    ? []
    : [
        {
          path: 'properties.Runtime',
          message: `${runtime} is a profile: its measured init and first call are charged, and your code runs as JavaScript`,
          kind: 'ignored',
        },
      ]

/** What is only modelled of a function, and what AWS refuses together. https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html, …/provisioned-concurrency.html */
export function checkTogether(shape: Shape): readonly Finding[] {
  const findings: Finding[] = checkProfile(shape.Runtime)
  const aliases = shape.Aliases ?? []
  const provisioned = aliases.flatMap((alias, at) =>
    alias.ProvisionedConcurrencyConfig === undefined && alias.ScalableTarget === undefined
      ? []
      : [{ alias, path: `properties.Aliases[${at}]` }],
  )
  const isImage = shape.PackageType === 'Image'
  if (shape.SnapStart?.ApplyOn === 'PublishedVersions') {
    const refuse = (message: string): void => void findings.push({ path: SNAPSTART, message })
    if (!hasSnapStart(shape.Runtime)) {
      refuse(`${shape.Runtime} has no SnapStart: Java 11, Python 3.12, .NET 8 and later have`)
    }
    if (isImage) refuse('container images have no SnapStart')
    if ((shape.EphemeralStorage?.Size ?? 512) > 512) refuse('SnapStart takes a /tmp of 512 MB only')
    if (provisioned.length > 0) refuse('SnapStart and provisioned concurrency exclude each other')
  }
  if (shape.TenancyConfig !== undefined) {
    const refuse = (message: string): void =>
      void findings.push({ path: 'properties.TenancyConfig', message })
    if (shape.SnapStart?.ApplyOn === 'PublishedVersions') refuse('does not go with SnapStart')
    if (provisioned.length > 0) refuse('does not go with provisioned concurrency')
    if (shape.FunctionUrlConfig !== undefined) {
      refuse(
        'does not go with a function URL: nobody there names a tenant, and every request fails',
      )
    }
  }
  if (isImage && (shape.Layers ?? []).length > 0) {
    findings.push({ path: 'properties.Layers', message: 'container images take no layers' })
  }
  for (const { alias, path } of provisioned) {
    if (alias.FunctionVersion !== '$LATEST') continue
    const message = 'provisioned concurrency needs a published version, not $LATEST'
    findings.push({ path, message })
  }
  return findings
}
