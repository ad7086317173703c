import { findHeader } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { ServiceContext } from '#services/service.ts'
import type { Verdict } from '../authorizers/authorize.ts'
import type { httpApiDefinition } from '../definition.ts'
import {
  type AccountPlans,
  createUsagePlans,
  type KeyUsage,
  type UsagePlans,
} from '../restSecurity/usagePlans.ts'
import type { Stage } from './stage.ts'

/** The key that a client came with, or why it may not connect. */
type KeyCheck =
  | {
      readonly type: 'allowed'
      readonly apiKey: { readonly id: string; readonly value: string } | null
    }
  | { readonly type: 'refused'; readonly status: number; readonly why: string }

/** The API keys of a WebSocket API. */
export interface SocketKeys {
  check(request: HttpRequest, verdict: Extract<Verdict, { type: 'allowed' }>): KeyCheck
  read(): readonly KeyUsage[]
  deploy(): void
}

const FROM_AUTHORIZER = '$context.authorizer.usageIdentifierKey'

/**
 * Keys that `$connect` requires, by the API's `ApiKeySelectionExpression`, with their usage plans.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function createSocketKeys(
  ctx: ServiceContext<typeof httpApiDefinition>,
  stage: Pick<Stage, 'name'>,
  account: AccountPlans,
): SocketKeys {
  let document = ''
  let plans: UsagePlans = createUsagePlans(ctx.node.id, { keys: [], plans: [] })

  /** What was counted stays while the document says the same. */
  const deploy = (): void => {
    const { ApiKeys: keys = [], UsagePlans: all = [] } = ctx.node.properties
    const now = JSON.stringify([keys, all])
    if (now === document) return
    document = now
    plans = createUsagePlans(ctx.node.id, { keys, plans: all })
    account.set(ctx.node.id, plans)
  }
  deploy()

  return {
    check(request, { usageIdentifierKey }) {
      const { Routes = {}, ApiKeySelectionExpression } = ctx.node.properties
      if (Routes['$connect']?.ApiKeyRequired !== true) return { type: 'allowed', apiKey: null }
      const isNamed = ApiKeySelectionExpression === FROM_AUTHORIZER
      const value = isNamed ? usageIdentifierKey : findHeader(request.headers, 'x-api-key')
      const at = { api: ctx.node.id, stage: stage.name }
      const client = value === undefined ? null : account.find(value, at)
      if (client === null) {
        const missing = isNamed ? 'the authorizer named no key' : 'x-api-key is missing'
        const why = value === undefined ? missing : 'no usage plan of the stage has this key'
        return { type: 'refused', status: 403, why: `API key: ${why}` }
      }
      const asked = { ...at, method: '$connect', now: ctx.now }
      const refusal = client.of.take(client, asked, [])
      return refusal === null
        ? { type: 'allowed', apiKey: { id: client.id, value: client.key.Value } }
        : { type: 'refused', status: 429, why: `${refusal.by ?? ''}: ${refusal.detail ?? ''}` }
    },
    read: () => plans.read(ctx.now),
    deploy,
  }
}
