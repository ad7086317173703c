import * as z from 'zod/mini'
import { describeAlias } from '../api/describe.ts'
import type { ApiRefusal } from '../api/invokeRequest.ts'
import type { Alias } from '../properties/versions.ts'
import { badParameter, conflict, invalid, notThere, readBody, refuse } from './outcome.ts'
import { aliasesOf, type Changer, type ControlParts, hasVersion, set, withAlias } from './parts.ts'

const NAME = /^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/

const body = z.looseObject({
  Name: z.optional(z.string()),
  FunctionVersion: z.optional(z.string()),
  Description: z.optional(z.string().check(z.maxLength(256))),
  RevisionId: z.optional(z.string()),
  RoutingConfig: z.optional(
    z.nullable(
      z.looseObject({
        AdditionalVersionWeights: z.optional(
          z.nullable(z.record(z.string(), z.number().check(z.minimum(0), z.maximum(1)))),
        ),
      }),
    ),
  ),
})

/** Nobody is told a revision here, so none can be the latest. */
export const STALE = refuse(
  412,
  'PreconditionFailedException',
  'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
)

/** What AWS refuses of the versions that an alias names. https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html */
function refuseVersions(parts: ControlParts, alias: Alias): ApiRefusal | null {
  const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  const named = [alias.FunctionVersion, ...weights.map((each) => each.FunctionVersion)]
  const gone = named.find((version) => !hasVersion(parts, version))
  if (gone !== undefined) return notThere(`Function not found: ${parts.arnOf(gone)}`)
  const [other] = weights
  if (other === undefined) return null
  if (weights.length > 1) {
    return badParameter('Number of items in AdditionalVersionWeights cannot be greater than 1')
  }
  if (named.includes('$LATEST')) {
    return badParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  }
  const { FunctionVersion: version } = alias
  if (other.FunctionVersion !== version) return null
  return badParameter(
    `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
  )
}

/** What of an alias a call says, in the document's form; what it leaves out stays. */
function merge(alias: Alias, said: z.output<typeof body>): Alias {
  const { Description, FunctionVersion, RoutingConfig } = said
  const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {})
  const { RoutingConfig: before, ...rest } = alias
  const routing =
    RoutingConfig === undefined
      ? before
      : {
          AdditionalVersionWeights: weights.map(([version, FunctionWeight]) => ({
            FunctionVersion: version,
            FunctionWeight,
          })),
        }
  return {
    ...rest,
    ...(FunctionVersion !== undefined && { FunctionVersion }),
    ...(Description !== undefined && { Description }),
    ...(routing !== undefined && { RoutingConfig: routing }),
  }
}

const put = (parts: ControlParts, alias: Alias, status: number) =>
  refuseVersions(parts, alias) ??
  set(parts, { Aliases: withAlias(aliasesOf(parts), alias) }, () => ({
    status,
    value: describeAlias(alias, parts.arnOf(undefined)),
  }))

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias: Changer = (parts, { request }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const { Name, FunctionVersion } = read.body
  if (Name === undefined || !NAME.test(Name)) {
    const pattern = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)'
    return invalid('Name', Name, `Member must satisfy regular expression pattern: ${pattern}`)
  }
  if (FunctionVersion === undefined) {
    return invalid('FunctionVersion', undefined, 'Member must not be null')
  }
  if (aliasesOf(parts).some((alias) => alias.Name === Name)) {
    return conflict(`Alias already exists: ${parts.arnOf(Name)}`)
  }
  return put(parts, merge({ Name, FunctionVersion }, read.body), 201)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias: Changer = (parts, { request, operation: { member } }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const alias = aliasesOf(parts).find(({ Name }) => Name === member)
  if (alias === undefined) return notThere(`Alias not found: ${parts.arnOf(member)}`)
  if (read.body.RevisionId !== undefined) return STALE
  return put(parts, merge(alias, read.body), 200)
}

/** Deleting what is not there is no error. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export const deleteAlias: Changer = (parts, { operation: { member } }) =>
  set(parts, { Aliases: aliasesOf(parts).filter(({ Name }) => Name !== member) }, () => ({
    status: 204,
  }))
