import type { HttpRequest } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Edge } from '#services/service.ts'
import { apiIdOf } from '../identity.ts'
import { createWorld, fails, OK, returns, wire } from '../rest/testing/world.ts'

export const API = `arn:aws:execute-api:us-east-1:123456789012:${apiIdOf('Node')}`

const authorizerWire: Edge = {
  ...wire('invoke', []),
  id: 'a1',
  port: 'authorizer',
  properties: { AuthorizerId: 'users' },
}

type Event = Readonly<Record<string, unknown>>

export const policy = (
  Effect: 'Allow' | 'Deny',
  Resource: string | readonly string[],
  more = {},
) => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect, Resource, ...more }],
})

export const allows = (Resource: string | readonly string[], more: object = {}): InvokeReply =>
  returns({ principalId: 'ann', policyDocument: policy('Allow', Resource), ...more })

/** An API with `GET /items`, `POST /items` and `GET /open`, whose authorizer answers as `decide` says. */
export function createGuarded(
  properties: object,
  decide: (event: Event) => InvokeReply = () => fails('nobody asked for me'),
  guard: object = { AuthorizationType: 'CUSTOM', AuthorizerId: 'users' },
) {
  const asked: Event[] = []
  const served: Event[] = []
  const world = createWorld({
    properties: { Methods: { 'GET /items': guard, 'POST /items': guard }, ...properties },
    edges: [wire('invoke', ['GET /items', 'POST /items', 'GET /open']), authorizerWire],
    delayMs: 5,
    lambda(event: Event) {
      if ('methodArn' in event) {
        asked.push(event)
        return decide(event)
      }
      served.push(event)
      return OK
    },
  })
  const get = (request: Partial<HttpRequest> = {}) => world.told(world.ask(request))
  const refusedBy = (): readonly string[] =>
    world.world.records.flatMap((row) =>
      row.type === 'note' && row.key === 'refusedBy' ? [row.value] : [],
    )
  const logs = (stream: RegExp): readonly string[] =>
    world.world.records.flatMap((row) =>
      row.type === 'log' && stream.test(row.stream) ? [row.line] : [],
    )
  return { ...world, get, asked, served, refusedBy, logs }
}

export const token = (value: string): Partial<HttpRequest> => ({
  headers: [['Authorization', value]],
})

export const answer = (status: number, body: string, type: string | null) => ({
  status,
  body,
  type,
})
export const PASSED = answer(200, 'ok', null)
export const UNAUTHORIZED = answer(401, '{"message":"Unauthorized"}', 'UnauthorizedException')
export const FORBIDDEN = answer(403, '{"message":"Forbidden"}', 'ForbiddenException')
