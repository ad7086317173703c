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

/** What of environment variables Lambda does not take. */
export function readVariables(variables: Readonly<Record<string, string>>): {
  readonly reserved: readonly string[]
  readonly misnamed: readonly string[]
  readonly bytes: number
  readonly bytesMax: number
} {
  const keys = Object.keys(variables)
  return {
    reserved: keys.filter((key) => RESERVED_KEYS.has(key)),
    misnamed: keys.filter((key) => !RESERVED_KEYS.has(key) && !KEY.test(key)),
    bytes: Object.entries(variables).reduce(
      (sum, [key, value]) => sum + utf8Length(key) + utf8Length(value),
      0,
    ),
    bytesMax: ENVIRONMENT_BYTES_MAX,
  }
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
            message: `the files of ${layer} are not here: add its .zip under Code`,
          },
        ],
  )

/** A wire that brings records, as far as the function's room knows its properties. */
interface MappingWire {
  readonly id: string
  readonly contract: string
  readonly properties: unknown
}

/** The `MaximumConcurrency` of a mapping; undefined where none is set. */
const maximumOf = (properties: unknown): unknown => {
  const wire = (properties ?? {}) as {
    readonly ScalingConfig?: { readonly MaximumConcurrency?: unknown }
  }
  return wire.ScalingConfig?.MaximumConcurrency
}

/** Mappings that may ask for more than the function has: AWS advises against it, batches are throttled. */
export const checkMappings = (
  callers: readonly MappingWire[],
  reserved: number | undefined,
): readonly (Finding & { readonly edge: string })[] =>
  callers.flatMap(({ id: edge, contract, properties }) => {
    const most = contract === 'records' ? maximumOf(properties) : undefined
    if (typeof most !== 'number' || reserved === undefined || reserved >= most) return []
    const path = 'properties.ScalingConfig.MaximumConcurrency'
    return [{ edge, path, message: `the function has reserved ${reserved} only: it will throttle` }]
  })

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
      refuse('does not go with a function URL')
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
