import type { Refusal } from '../rest/gatewayResponses.ts'

/** `arn:aws:execute-api:us-east-1:********9012:…`: clients are told the end of the account's number only. */
const maskAccount = (arn: string): string =>
  arn.replace(/:(\d{8})(\d{4}):/, (_, _hidden, end: string) => `:********${end}:`)

/** What AWS says where a policy does not let a principal do something. */
export const notAuthorized = (asked: {
  readonly principal: string
  readonly resource: string
  readonly isExplicit: boolean
}): string => {
  const what = `User: ${asked.principal} is not authorized to perform: execute-api:Invoke on resource: ${maskAccount(asked.resource)}`
  return asked.isExplicit ? `${what} with an explicit deny` : what
}

/** An authorizer's policy does not allow the method. */
export const deniedByAuthorizer = (by: string, isExplicit: boolean): Refusal => ({
  responseType: 'ACCESS_DENIED',
  ...(isExplicit && {
    message: 'User is not authorized to access this resource with an explicit deny',
  }),
  by,
  detail: isExplicit ? 'its policy denies this method' : 'its policy does not allow this method',
})

export const unauthorized = (by: string, detail: string): Refusal => ({
  responseType: 'UNAUTHORIZED',
  by,
  detail,
})
