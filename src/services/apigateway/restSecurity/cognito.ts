import { checkJwt, toJwtContext, TOKEN_EXPIRED } from '../authorizers/jwt.ts'
import type { AuthorizerProperties } from '../rest/securityProperties.ts'

/** What came of a user's token. */
export type UserVerdict =
  | { readonly type: 'valid'; readonly claims: object }
  | { readonly type: 'invalid'; readonly isExpired: boolean; readonly why: string }

const POOL = /^arn:aws:cognito-idp:([a-z0-9-]+):\d{12}:userpool\/([\w-]+)$/

/** `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a1b2c3`; null where an ARN names no user pool. */
export const issuerOf = (arn: string): string | null => {
  const [, region, pool] = POOL.exec(arn) ?? []
  return region === undefined ? null : `https://cognito-idp.${region}.amazonaws.com/${pool}`
}

const invalid = (why: string, isExpired = false): UserVerdict => ({
  type: 'invalid',
  isExpired,
  why,
})

/**
 * Checks a user pool's token against the keys that the document keeps: an ID token, or an access token with one of the
 * method's scopes where it names any. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export function checkUser(
  token: string,
  authorizer: Pick<AuthorizerProperties, 'ProviderARNs' | 'Jwks'>,
  at: { readonly nowSeconds: number; readonly scopes: readonly string[] },
): UserVerdict {
  const issuers = (authorizer.ProviderARNs ?? []).flatMap((arn) => issuerOf(arn) ?? [])
  if (issuers.length === 0) return invalid('the authorizer names no user pool')
  const verdict = checkJwt(token, { issuers, Audience: null, Jwks: authorizer.Jwks }, at)
  if (verdict.type !== 'valid') {
    return invalid(verdict.description, verdict.description === TOKEN_EXPIRED)
  }
  const wanted = at.scopes.length === 0 ? 'id' : 'access'
  const use = verdict.claims['token_use']
  if (use !== undefined && use !== wanted) return invalid(`it is no ${wanted} token`)
  return { type: 'valid', claims: toJwtContext(verdict).claims }
}
