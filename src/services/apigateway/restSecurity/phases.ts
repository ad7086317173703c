import type { Arrived } from '../rest/call.ts'
import { messageOf, type Refusal, statusOf } from '../rest/gatewayResponses.ts'

type Phase = Readonly<Record<string, unknown>>

/** What an access log may tell of the phases before the integration: `waf`, `authenticate`, `authorize`, `authorizer`. */
const PHASES = [
  { by: /^WAF/, name: 'waf' },
  { by: /^IAM/, name: 'authenticate' },
  { by: /^resource policy/, name: 'authorize' },
  { by: /authorizer/, name: 'authorizer' },
] as const

/**
 * `$context.authorizer.error` and its like: how each phase ended, and how long an authorizer took.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function phasesOf(seen: Arrived, refusal: Refusal | null): Readonly<Record<string, Phase>> {
  const { authorizer, identity } = seen.authorized
  const phases: Record<string, Phase> = {}
  if (authorizer !== null) {
    const latency = authorizer['integrationLatency']
    phases['authorizer'] = {
      ...authorizer,
      status: 200,
      integrationStatus: 200,
      ...(latency !== undefined && { latency }),
    }
    phases['authorize'] = { status: 200 }
  }
  if (identity['accessKey'] !== undefined) {
    phases['authenticate'] = { status: 200 }
    phases['authorize'] = { status: 200 }
  }
  const { by = '' } = refusal ?? {}
  const name = PHASES.find((each) => each.by.test(by))?.name
  if (refusal === null || name === undefined) return phases
  const status = statusOf(refusal)
  const latency = refusal.latencyMs === undefined ? {} : { latency: Math.round(refusal.latencyMs) }
  return {
    ...phases,
    [name]: { ...phases[name], error: messageOf(refusal), status, ...latency },
    ...(status === 403 &&
      name === 'authorizer' && { authorize: { status, error: messageOf(refusal) } }),
  }
}
