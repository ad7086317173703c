import type { Body, Headers } from '#contracts/body.ts'
import { bodyBytes, utf8Decode } from '#contracts/bytes.ts'
import { findHeader } from '#contracts/body.ts'
import type { Reply, Request } from '#contracts/contracts.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, seconds, ZERO } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge, JsonValue } from '#services/service.ts'
import { s3Definition } from '../definition.ts'
import { createRegion, type S3Region } from '../region.ts'
import { s3 } from '../service.ts'

// For this room's tests: a bucket at work, called by its REST API as a function's SDK calls it, or by plain HTTP.

const CONTEXT = { trace: 1, span: 1 }

/** `GET /key?query`, and what goes with it. */
export interface Ask {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
}

/** What a caller sees of a reply. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  header(name: string): string | undefined
  /** `<Code>` of an error. */
  readonly code: string | undefined
}

const toAnswer = (status: number, headers: Headers, body: Body): Answer => {
  const bytes = bodyBytes(body)
  const text = utf8Decode(bytes) ?? ''
  return {
    status,
    headers,
    bytes,
    text,
    header: (name) => findHeader(headers, name),
    code: /<Code>(\w+)<\/Code>/.exec(text)?.[1],
  }
}

const split = (line: string) => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  return { method, path, query }
}

const edgeOf = <C extends 'api' | 'http'>(contract: C, source: string): Edge<C> => ({
  id: 'e',
  contract,
  source,
  target: 'Node',
  port: null,
  properties: {},
})

/** Without chance and time unless the model says so. */
const STILL = {
  ReadMs: 0,
  WriteMs: 0,
  ListMs: 0,
  DeleteMs: 0,
  TransferMBps: 10_000,
  NotificationMs: 0,
  ReplicationSeconds: 0,
}

/** The tags of one name in a document, their texts. */
export const texts = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text)

/** A bucket named `shop` in a world of its own. */
export function createBucketNode(
  properties: object = {},
  more: {
    readonly model?: object
    readonly region?: S3Region
    readonly edges?: readonly Edge[]
    readonly data?: JsonValue
    readonly answer?: (edge: Edge, request: Request<'invoke' | 'api'>) => unknown
  } = {},
) {
  const sent: { readonly edge: Edge; readonly request: Request<'invoke' | 'api'> }[] = []
  const region = more.region ?? createRegion()
  const all = { BucketName: 'shop', ...properties }
  const name = all.BucketName
  const world = createFakeWorld(s3Definition, {
    properties: all,
    model: { ...STILL, ...more.model },
    edges: more.edges ?? [],
    *answer(edge, request, kernel) {
      yield kernel.sleep(ZERO)
      sent.push({ edge, request: request as Request<'invoke' | 'api'> })
      const given = more.answer?.(edge, request as Request<'invoke' | 'api'>)
      return (given ?? { type: 'accepted', statusCode: 202 }) as Reply<'invoke'>
    },
  })
  if (more.data !== undefined) Object.assign(world.ctx.node, { data: more.data })
  const room = s3.create(world.ctx, region)
  room.start?.()

  /** What a process comes to; `within` bounds how long it may take. */
  const finish = <T>(process: Process<T>, within: Duration = seconds(3_600)): T => {
    const results: T[] = []
    world.kernel.start(process, (value) => results.push(value))
    const end = world.kernel.now + within
    while (results.length === 0 && world.kernel.nextAt !== null && world.kernel.nextAt <= end) {
      world.kernel.step()
    }
    const [result] = results
    if (result === undefined) throw new Error('the room did not answer')
    return result
  }

  const toApi = (line: string, { headers = {}, body = '' }: Ask = {}) => {
    const { method, path, query } = split(line)
    return room.serve.api(
      {
        context: CONTEXT,
        service: 's3',
        method,
        path,
        query,
        headers: [
          ['host', `${name}.s3.us-east-1.amazonaws.com`],
          ['authorization', 'AWS4-HMAC-SHA256 as the SDK in a handler writes it'],
          ...Object.entries(headers),
        ],
        body,
        attempt: 1,
      },
      edgeOf('api', 'Fn'),
    )
  }

  /** Calls the REST API as a function with a wire does: `PUT /key`. */
  const ask = (line: string, more_: Ask = {}): Answer => {
    const reply = finish(toApi(line, more_))
    if (reply.type !== 'response') throw new Error(reply.message)
    return toAnswer(reply.status, reply.headers, reply.body)
  }

  /** Plain HTTP by a wire from a client: anonymous unless it says otherwise. */
  const http = (
    line: string,
    with_: Ask & Pick<Partial<HttpRequest>, 'signedBy' | 'scheme'> = {},
  ): Answer => {
    const { headers = {}, body = '', ...rest } = with_
    const { method, path, query } = split(line)
    const reply = finish(
      room.serve.http(
        {
          ...rest,
          context: CONTEXT,
          method,
          path,
          query,
          headers: Object.entries(headers),
          body,
          sourceIp: '203.0.113.7',
          attempt: 1,
        },
        edgeOf('http', 'Users'),
      ),
    )
    return toAnswer(reply.status, reply.headers, reply.body)
  }

  return { ...world, room, region, sent, finish, toApi, ask, http }
}
