import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signRequest } from '#contracts/sigv4.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { localNames } from './doors.ts'
import type { Served } from './server.ts'
import { sendRaw, serveForTest } from './testing/served.ts'

const IAM = {
  AuthorizationType: 'AWS_IAM',
  MethodResponses: [{ StatusCode: '200' }],
  Integration: {
    Type: 'MOCK',
    RequestTemplates: { 'application/json': '{"statusCode": 200}' },
    IntegrationResponses: [{ ResponseTemplates: { 'application/json': '$context.identity.user' } }],
  },
}

let served: Served
beforeAll(async () => {
  served = await serveForTest({
    handlers: loadQuickJs(),
    scenario: {
      coldstart: 1,
      name: 'signed',
      seed: 1,
      region: 'us-east-1',
      nodes: [
        {
          id: 'Api',
          type: 'AWS::ApiGateway::RestApi',
          properties: {
            IamUsers: [{ UserName: 'ann', AccessKeyId: 'AKIAANN', SecretAccessKey: 'secret' }],
            Methods: { 'GET /items': IAM },
          },
        },
      ],
      edges: [],
    },
  })
})
afterAll(() => served.close())

/** As `curl --aws-sigv4` signs: over the host and the path that it asks for. */
async function ask(host: string, path: string, signedPath = path) {
  const hashing = {
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
    hmac: (key: Uint8Array, bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest(),
  }
  const signer = {
    region: 'us-east-1',
    service: 'execute-api',
    accessKeyId: 'AKIAANN',
    secretAccessKey: 'secret',
    hashing,
  }
  const unsigned = {
    method: 'GET',
    path: signedPath,
    query: '',
    headers: [['host', host]] as const,
    body: '',
  }
  const headers = Object.fromEntries(signRequest(unsigned, signer, Date.now()))
  const { status, body } = await sendRaw(served, { method: 'GET', path, headers, body: '' })
  return [status, body.toString()]
}

test('a signature covers what was really asked for, by path and by name', async () => {
  const here = `127.0.0.1:${served.port}`
  const [door] = served.simulation.http.doors()
  const names = door === undefined ? [] : localNames(door)
  expect(await ask(here, '/Api/prod/items')).toEqual([200, 'ann'])
  expect(await ask(`${names[0] ?? ''}:${served.port}`, '/prod/items')).toEqual([200, 'ann'])
  expect(await ask(here, '/Api/prod/items', '/prod/items')).toEqual([
    403,
    expect.stringContaining('signature we calculated does not match'),
  ])
})
