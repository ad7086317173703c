import { checkCors } from '#contracts/cors.ts'
import * as z from 'zod/mini'
import { describeUrl } from '../api/describeSettings.ts'
import type { FunctionUrlConfig } from '../properties/functionUrl.ts'
import { functionUrlProperties } from '../properties/functionUrl.ts'
import { badParameter, conflict, invalid, notThere, readBody, type Outcome } from './outcome.ts'
import { aliasesOf, type Changer, type ControlParts, set } from './parts.ts'

const { Cors } = functionUrlProperties.FunctionUrlConfig.def.innerType.shape

const body = z.looseObject({
  AuthType: z.optional(z.enum(['NONE', 'AWS_IAM'])),
  InvokeMode: z.optional(z.enum(['BUFFERED', 'RESPONSE_STREAM'])),
  Cors,
})

const gone = (): Outcome => notThere('The resource you requested does not exist.')

/** The URL of the qualifier that a call names; a function has one here. */
const urlOf = ({ ctx }: ControlParts, qualifier: string | undefined): FunctionUrlConfig | null => {
  const config = ctx.node.properties.FunctionUrlConfig
  return config === undefined || config.Qualifier !== qualifier ? null : config
}

function put(parts: ControlParts, config: FunctionUrlConfig, status: number): Outcome {
  const [wrong] = checkCors(config.Cors ?? {})
  if (wrong !== undefined) return badParameter(wrong.message)
  return set(parts, { FunctionUrlConfig: config }, () => ({
    status,
    value: describeUrl(config, {
      host: parts.urlHost() ?? '',
      functionArn: parts.arnOf(config.Qualifier),
    }),
  }))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export const createUrl: Changer = (parts, { request, qualifier }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const { AuthType, InvokeMode = 'BUFFERED', Cors: cors } = read.body
  if (AuthType === undefined) return invalid('AuthType', undefined, 'Member must not be null')
  if (qualifier !== undefined && /^(\d+|\$LATEST)$/.test(qualifier)) {
    const pattern = '((?!^\\d+$)^[0-9a-zA-Z-_]+$)'
    const constraint = `Member must satisfy regular expression pattern: ${pattern}`
    return invalid('Qualifier', qualifier, constraint)
  }
  if (qualifier !== undefined && aliasesOf(parts).every(({ Name }) => Name !== qualifier)) {
    return gone()
  }
  const present = parts.ctx.node.properties.FunctionUrlConfig
  if (present !== undefined && present.Qualifier !== qualifier) {
    return badParameter('A function has one URL here, and it is of another qualifier')
  }
  if (present !== undefined) {
    return conflict(
      `Failed to create function url config for [functionArn = ${parts.arnOf(qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    )
  }
  const named = qualifier === undefined ? {} : { Qualifier: qualifier }
  const config = { AuthType, InvokeMode, ...named, ...(cors !== undefined && { Cors: cors }) }
  return put(parts, config, 201)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html */
export const updateUrl: Changer = (parts, { request, qualifier }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const present = urlOf(parts, qualifier)
  if (present === null) return gone()
  const { AuthType = present.AuthType, InvokeMode = present.InvokeMode } = read.body
  const cors = read.body.Cors ?? present.Cors
  return put(parts, { ...present, AuthType, InvokeMode, ...(cors && { Cors: cors }) }, 200)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html */
export const deleteUrl: Changer = (parts, { qualifier }) =>
  urlOf(parts, qualifier) === null
    ? gone()
    : set(parts, { FunctionUrlConfig: undefined }, () => ({ status: 204 }))
