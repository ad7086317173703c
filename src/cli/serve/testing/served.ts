import { request as httpRequest } from 'node:http'
import { createFakeRuntime } from '#sandbox/fake.ts'
import type { Scenario } from '#scenario/schema.ts'
import { type Served, type ServeOptions, startServer } from '../server.ts'

/** An account without anything in it. */
export const EMPTY_ACCOUNT: Scenario = {
  coldstart: 1,
  name: 'empty',
  seed: 1,
  region: 'us-east-1',
  nodes: [],
  edges: [],
}

/** Serves on a free port; a bug of ours fails the test that meets it. */
export const serveForTest = (options: Partial<ServeOptions> = {}): Promise<Served> =>
  startServer({
    scenario: EMPTY_ACCOUNT,
    handlers: createFakeRuntime(() => null),
    port: 0,
    host: '127.0.0.1',
    dataDir: null,
    isModelled: false,
    tableMs: 0,
    failed: (error) => {
      throw error
    },
    ...options,
  })

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** One request as it stands, without anything that an SDK would add. */
export const sendRaw = (
  { port }: Pick<Served, 'port'>,
  {
    method = 'POST',
    path = '/',
    headers = {},
    body = '',
  }: {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Buffer
  },
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** The headers of a signed call of the API; who signed is nobody's business here. */
export const signedHeaders = (
  action: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${action}`,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=ab',
  ...more,
})
