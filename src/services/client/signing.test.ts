import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms, seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { clientDefinition } from './definition.ts'
import { createClient } from './service.ts'

const WIRE: Edge = {
  id: 'e1',
  contract: 'http',
  source: 'Node',
  target: 'Api',
  port: null,
  properties: {},
}

test('each request is signed for its host, at its own time', () => {
  const sent: HttpRequest[] = []
  const world = createFakeWorld(clientDefinition, {
    properties: {
      Load: { Arrival: 'uniform', Stages: [{ DurationSeconds: 2, TargetPerSecond: 1 }] },
      Signing: { AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret', Host: 'api.example.com' },
    },
    edges: [WIRE],
    *answer(_edge, request, kernel): Process<HttpResponse> {
      if (!('sourceIp' in request)) throw new Error('not HTTP')
      sent.push(request)
      yield kernel.sleep(ms(5))
      return { status: 200, headers: [], body: '' }
    },
  })
  createClient(world.ctx).start?.()
  world.run(seconds(5))
  const found = sent.map(({ headers }) => [
    findHeader(headers, 'host'),
    findHeader(headers, 'x-amz-date'),
    findHeader(headers, 'authorization')?.replace(/[0-9a-f]{64}$/, '…'),
  ])
  const signed =
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=accept;accept-encoding;host;x-amz-date, Signature=…'
  expect(found).toEqual([
    ['api.example.com', '20260101T000000Z', signed],
    ['api.example.com', '20260101T000001Z', signed],
  ])
})
