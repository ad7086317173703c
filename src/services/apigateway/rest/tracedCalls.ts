import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { bodyLength, findHeader } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Arrived, Call } from './call.ts'
import { uriOf } from './integrationUri.ts'
import type { TracedCallEnd } from './tracing.ts'

// The subsegments of what an API calls. As AWS's example has them: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html

type Tracing = Pick<Arrived, 'api' | 'tracing'>

/** A function is invoked: by the name of its node, whatever name it goes by. */
export function traceInvocation(
  { api, tracing }: Tracing,
  functionName: string,
  qualifier: string | undefined,
): TracedCallEnd | null {
  if (tracing === null) return null
  const { region, accountId } = api
  const named = qualifier === undefined ? functionName : `${functionName}:${qualifier}`
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${named}`
  return tracing.call({
    name: 'Lambda',
    url: `https://lambda.${region}.amazonaws.com/2015-03-31/functions/${functionArn}/invocations`,
    method: 'POST',
    aws: {
      function_name: functionName,
      region,
      operation: 'Invoke',
      resource_names: [functionName],
    },
    namespace: 'aws',
  })
}

/** What an invocation came to. */
export const endInvocation = (traced: TracedCallEnd, reply: InvokeReply | 'timed-out'): void =>
  reply === 'timed-out'
    ? traced.end(null, 0)
    : traced.end(reply.statusCode, reply.type === 'accepted' ? 0 : bodyLength(reply.payload))

/** A server is asked: a remote one, by its host. */
export function traceHttp(call: Call, target: string): TracedCallEnd | null {
  if (call.tracing === null) return null
  const uri = uriOf(call)
  const url = /^https?:\/\//i.test(uri) ? uri : `http://${target}${uri === '' ? call.path : uri}`
  return call.tracing.call({
    name: url.replace(/^https?:\/\/([^/?#]*).*$/is, '$1'),
    url,
    method: call.match.method.properties.Integration.IntegrationHttpMethod ?? call.request.method,
    namespace: 'remote',
  })
}

/** What a server answered. */
export const endHttp = (traced: TracedCallEnd, reply: HttpResponse | 'timed-out'): void =>
  reply === 'timed-out' || reply.networkError !== undefined
    ? traced.end(null, 0)
    : traced.end(reply.status, bodyLength(reply.body))

/** A service of AWS is called; its request goes on with the trace. */
export function traceService(
  { api, tracing }: Tracing,
  request: ApiRequest,
): (TracedCallEnd & { readonly request: ApiRequest }) | null {
  if (tracing === null) return null
  const action = findHeader(request.headers, 'x-amz-target')?.split('.').at(-1) ?? ''
  const traced = tracing.call({
    // As public traces name an integration's service.
    name: request.service.toUpperCase(),
    url: `https://${request.service}.${api.region}.amazonaws.com/?Action=${action}`,
    method: 'POST',
    aws: { region: api.region, operation: action },
    namespace: 'aws',
  })
  const headers = [...request.headers, ['X-Amzn-Trace-Id', traced.header] as const]
  return { ...traced, request: { ...request, headers } }
}

/** What a service answered. */
export const endService = (traced: TracedCallEnd, reply: ApiReply | 'timed-out'): void =>
  reply === 'timed-out' || reply.type === 'unreachable'
    ? traced.end(null, 0)
    : traced.end(reply.status, bodyLength(reply.body))
