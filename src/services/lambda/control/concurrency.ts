import * as z from 'zod/mini'
import type { ApiRefusal } from '../api/invokeRequest.ts'
import { UNRESERVED_MIN } from '../limits.ts'
import { badParameter, invalid, notThere, readBody, type Outcome } from './outcome.ts'
import { aliasesOf, type Changer, type ControlParts, hasVersion, set, withAlias } from './parts.ts'

const reservedBody = z.looseObject({
  ReservedConcurrentExecutions: z.int().check(z.minimum(0)),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putConcurrency: Changer = (parts, { request }) => {
  const read = readBody(request, reservedBody)
  if ('errorType' in read) return read
  const { ReservedConcurrentExecutions } = read.body
  const provisioned = parts.provisioned()
  if (ReservedConcurrentExecutions < provisioned) {
    return badParameter(
      `ReservedConcurrentExecutions ${ReservedConcurrentExecutions} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    )
  }
  if (
    ReservedConcurrentExecutions > 0 &&
    parts.unreserved() - ReservedConcurrentExecutions < UNRESERVED_MIN
  ) {
    return badParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MIN}].`,
    )
  }
  return set(parts, { ReservedConcurrentExecutions }, () => ({
    status: 200,
    value: { ReservedConcurrentExecutions },
  }))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const deleteConcurrency: Changer = (parts) =>
  set(parts, { ReservedConcurrentExecutions: undefined }, () => ({ status: 204 }))

/** The alias whose provisioned concurrency is meant; or why there can be none. */
function provisionable(parts: ControlParts, qualifier: string | undefined) {
  if (qualifier === undefined) return invalid('Qualifier', undefined, 'Member must not be null')
  if (qualifier === '$LATEST') {
    return badParameter(
      'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
    )
  }
  const alias = aliasesOf(parts).find(({ Name }) => Name === qualifier)
  if (alias === undefined && hasVersion(parts, qualifier)) {
    return badParameter('Provisioned concurrency of a version is simulated by an alias for it')
  }
  if (alias === undefined) {
    const arn = parts.arnOf(qualifier)
    return notThere(
      /^\d+$/.test(qualifier) ? `Function not found: ${arn}` : `Cannot find alias arn: ${arn}`,
    )
  }
  if (alias.FunctionVersion !== '$LATEST') return { alias }
  return badParameter(
    'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
  )
}

/** What the account, or what the function has reserved, has not enough of. */
function refuseProvisioned(parts: ControlParts, wanted: number): ApiRefusal | null {
  const reserved = parts.ctx.node.properties.ReservedConcurrentExecutions
  if (reserved !== undefined && wanted > reserved) {
    return badParameter(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    )
  }
  if (reserved !== undefined || parts.unreserved() - wanted >= UNRESERVED_MIN) return null
  return badParameter(
    `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MIN}].`,
  )
}

const provisionedBody = z.looseObject({
  ProvisionedConcurrentExecutions: z.int().check(z.minimum(1)),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html */
export const putProvisioned: Changer = (parts, { request, qualifier }) => {
  const read = readBody(request, provisionedBody)
  if ('errorType' in read) return read
  const found = provisionable(parts, qualifier)
  if ('errorType' in found) return found
  const { ProvisionedConcurrentExecutions: wanted } = read.body
  const had = found.alias.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? 0
  const refusal = refuseProvisioned(parts, parts.provisioned() - had + wanted)
  if (refusal !== null) return refusal
  const ProvisionedConcurrencyConfig = { ProvisionedConcurrentExecutions: wanted }
  const Aliases = withAlias(aliasesOf(parts), { ...found.alias, ProvisionedConcurrencyConfig })
  return set(parts, { Aliases }, () => ({
    status: 202,
    value: {
      RequestedProvisionedConcurrentExecutions: wanted,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
    },
  }))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html */
export const deleteProvisioned: Changer = (parts, { qualifier }): Outcome => {
  const found = provisionable(parts, qualifier)
  if ('errorType' in found) return found
  const { ProvisionedConcurrencyConfig: _gone, ...alias } = found.alias
  return set(parts, { Aliases: withAlias(aliasesOf(parts), alias) }, () => ({ status: 204 }))
}
