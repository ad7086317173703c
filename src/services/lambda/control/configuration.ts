import * as z from 'zod/mini'
import { describeVersion } from '../api/describe.ts'
import type { ApiRefusal } from '../api/invokeRequest.ts'
import { readVariables } from '../checkFunction.ts'
import { functionProperties } from '../properties/function.ts'
import { layerNameOf } from '#contracts/layers.ts'
import { STALE } from './aliases.ts'
import { badParameter, type Outcome, readBody } from './outcome.ts'
import { type Changer, type ControlParts, set } from './parts.ts'

const { shape } = z.object(functionProperties)

/** What a call may set: the function's own properties, without their defaults. */
const body = z.looseObject({
  Runtime: z.optional(z.string()),
  Handler: z.optional(z.string().check(z.maxLength(128))),
  Description: z.optional(z.string().check(z.maxLength(256))),
  MemorySize: z.optional(z.int().check(z.minimum(128), z.maximum(10_240))),
  Timeout: z.optional(z.int().check(z.minimum(1), z.maximum(900))),
  Environment: shape.Environment,
  EphemeralStorage: z.optional(
    z.looseObject({ Size: z.int().check(z.minimum(512), z.maximum(10_240)) }),
  ),
  Layers: shape.Layers,
  SnapStart: shape.SnapStart,
  VpcConfig: shape.VpcConfig,
  LoggingConfig: shape.LoggingConfig,
  TracingConfig: shape.TracingConfig,
  RevisionId: z.optional(z.string()),
})

const SET = Object.keys(body.shape).filter((name) => name !== 'RevisionId')

const runtimes = z.union([shape.Runtime])

/** What Lambda says of variables that it does not take. */
function refuseVariables(variables: Readonly<Record<string, string>>): ApiRefusal | null {
  const { reserved, misnamed, bytes, bytesMax } = readVariables(variables)
  const head =
    'Lambda was unable to configure your environment variables because the environment variables you have provided'
  if (reserved.length > 0) {
    return badParameter(
      `${head} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  if (misnamed.length > 0) {
    return badParameter(
      `1 validation error detected: Value '${misnamed.join(', ')}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    )
  }
  if (bytes <= bytesMax) return null
  return badParameter(
    `${head} exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`,
  )
}

/** A layer has to be among the node's: nothing else lies under `/opt`. */
function refuseLayers({ ctx }: ControlParts, layers: readonly string[]): ApiRefusal | null {
  const { layers: held } = ctx.node
  const gone = layers.find(
    (arn) => !Object.hasOwn(held, arn) && !Object.hasOwn(held, layerNameOf(arn)),
  )
  return gone === undefined ? null : badParameter(`Layer version ${gone} does not exist.`)
}

function check(parts: ControlParts, said: z.output<typeof body>): ApiRefusal | null {
  if (said.RevisionId !== undefined) return STALE
  // What is quietly left out would be a lie about what runs.
  const unknown = Object.keys(said).find((name) => !Object.hasOwn(body.shape, name))
  if (unknown !== undefined) return badParameter(`${unknown} is not simulated`)
  if (said.Runtime !== undefined && !runtimes.safeParse(said.Runtime).success) {
    return badParameter(
      `Value ${said.Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${shape.Runtime.def.innerType.options.join(', ')}] or be a valid ARN`,
    )
  }
  return (
    refuseVariables(said.Environment?.Variables ?? {}) ?? refuseLayers(parts, said.Layers ?? [])
  )
}

/** `$LATEST` as it now is. */
export const describeLatest = ({ versions, arnOf }: ControlParts): Outcome => ({
  status: 200,
  value: describeVersion(versions.latest, arnOf(undefined)),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateConfiguration: Changer = (parts, { request }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const wrong = check(parts, read.body)
  if (wrong !== null) return wrong
  const said: Readonly<Record<string, unknown>> = read.body
  const given = SET.filter((name) => said[name] !== undefined)
  return set(parts, Object.fromEntries(given.map((name) => [name, said[name]])), () =>
    describeLatest(parts),
  )
}
