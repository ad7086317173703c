import type { ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'

const HOST =
  /(?:^|\.)(?:dynamodb|ddb)(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:amazonaws\.com|api\.aws)/

const SCOPE = /\bCredential=[^/\s,]*\/\d{8}\/([a-z]{2}(?:-[a-z]+)+-\d)\/dynamodb\//

/** The Region that a request was sent to, by the host that its SDK has called, or else by its signature; null where neither names one. */
export const regionOf = ({ headers }: Pick<ApiRequest, 'headers'>): string | null =>
  HOST.exec(findHeader(headers, 'host') ?? '')?.[1] ??
  SCOPE.exec(findHeader(headers, 'authorization') ?? '')?.[1] ??
  null
