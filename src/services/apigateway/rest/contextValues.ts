import { readTraceHeader } from '#contracts/xray.ts'
import { type Arrived, requestContextOf } from './call.ts'
import { messageOf, type Refusal } from './gatewayResponses.ts'
import { fromJson, toText, type Value, type ValueMap } from './template/value.ts'

/** What `$context` holds beside what a request brings, as far as it is known by now. */
export interface ContextExtras {
  readonly refusal?: Refusal | undefined
  readonly status?: number
  readonly responseLength?: number
  readonly responseLatency?: number
  readonly integration?: IntegrationTimes | null
  /** How the phases before the integration went. */
  readonly phases?: Readonly<Record<string, unknown>>
}

/** How the integration went. */
export interface IntegrationTimes {
  readonly latencyMs: number
  readonly status: number | null
  readonly error: string | null
  /** Until its head was whole, and until its body's first byte; absent where the answer was not streamed. */
  readonly streamed?: { readonly allHeadersMs: number; readonly firstContentMs: number }
}

const integrationParts = (times: IntegrationTimes): Readonly<Record<string, unknown>> => ({
  integrationLatency: Math.round(times.latencyMs),
  integrationStatus: times.status,
  integration: {
    latency: Math.round(times.latencyMs),
    status: times.status,
    integrationStatus: times.status,
    error: times.error,
    responseTransferMode: times.streamed === undefined ? 'BUFFERED' : 'STREAMED',
    ...(times.streamed !== undefined && {
      timeToAllHeaders: Math.round(times.streamed.allHeadersMs),
      timeToFirstContent: Math.round(times.streamed.firstContentMs),
    }),
  },
})

const errorParts = (refusal: Refusal): Readonly<Record<string, unknown>> => ({
  error: {
    message: messageOf(refusal),
    messageString: JSON.stringify(messageOf(refusal)),
    responseType: refusal.responseType,
    validationErrorString: refusal.validationError ?? null,
  },
})

/** `$context` as templates read it, with the overrides that they may set. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
export function createContext(call: Arrived, extras: ContextExtras = {}): ValueMap {
  const { refusal, integration, phases, ...known } = extras
  const context = fromJson({
    ...requestContextOf(call),
    endpointType: call.api.endpointType,
    ...(call.request.mapped !== undefined && {
      customDomain: { basePathMatched: call.request.mapped.basePath },
    }),
    awsEndpointRequestId: null,
    isCanaryRequest: call.release.isCanary,
    xrayTraceId: call.tracing === null ? null : readTraceHeader(call.traceHeader).root,
    ...known,
    ...phases,
    ...(integration !== undefined && integration !== null && integrationParts(integration)),
    ...(refusal !== undefined && errorParts(refusal)),
    requestOverride: { header: {}, path: {}, querystring: {} },
    responseOverride: { header: {} },
  })
  return context instanceof Map ? context : new Map()
}

/** The value at `identity.sourceIp` in `$context`; null where there is none. */
export function findContext(context: ValueMap, path: string): Value {
  let value: Value = context
  for (const name of path.split('.')) {
    if (!(value instanceof Map)) return null
    value = value.get(name) ?? null
  }
  return value
}

/** `$context.a.b` in an access log's format; what is not there is a dash. */
const VARIABLE = /\$context\.([A-Za-z0-9_.-]+[A-Za-z0-9_])/g

/** One line of an access log. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export const formatAccessLog = (format: string, context: ValueMap): string =>
  format.replaceAll(VARIABLE, (_, path: string) => {
    const value = findContext(context, path)
    return value === null ? '-' : toText(value)
  })
