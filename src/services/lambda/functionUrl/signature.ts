import { findHeader, type Headers } from '#contracts/body.ts'

const CREDENTIAL =
  /^AWS4-HMAC-SHA256\s+Credential=([A-Z0-9]{16,128})\/\d{8}\/[a-z0-9-]+\/lambda\/aws4_request,\s*SignedHeaders=[^,]+,\s*Signature=[0-9a-f]{64}$/

/** Who signed a request, as `requestContext.authorizer.iam` tells it; null where nobody did. */
export type Signer = Readonly<Record<string, string | null>>

/**
 * Reads the `Authorization` of Signature Version 4. The signature itself is not verified: nobody here has a secret key.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function readSigner(headers: Headers, accountId: string): Signer | null {
  const authorization = findHeader(headers, 'authorization')
  const accessKey = CREDENTIAL.exec(authorization?.trim() ?? '')?.[1]
  if (accessKey === undefined) return null
  return {
    accessKey,
    accountId,
    callerId: accessKey,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${accountId}:user/${accessKey}`,
    userId: accessKey,
  }
}
