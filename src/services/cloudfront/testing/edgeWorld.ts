import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Files } from '#contracts/files.ts'
import type { Process } from '#kernel/process.ts'
import { ms, toMs } from '#kernel/time.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import { findCity } from '#world/cities.ts'
import type { Place } from '#world/place.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { cloudfrontDefinition } from '../definition.ts'
import { createCloudFront } from '../service.ts'

/** What an origin answers; `took` in ms. */
export interface OriginAnswer {
  readonly status?: number
  readonly headers?: Headers
  readonly body?: string | Uint8Array
  readonly took?: number
  readonly networkError?: boolean
}

export const originWire = (target: string, properties: object = {}): Edge<'http'> => ({
  id: `to ${target}`,
  contract: 'http',
  source: 'Node',
  target,
  port: null,
  properties,
})

const VIEWERS: Edge<'http'> = { ...originWire('Node'), id: 'viewers', source: 'Users' }

interface Options {
  readonly config?: object
  readonly properties?: object
  readonly model?: object
  readonly edges?: readonly Edge[]
  readonly answer?: (request: HttpRequest, origin: string) => OriginAnswer
  readonly invoke?: (request: InvokeRequest) => InvokeReply
  readonly handlers?: HandlerRuntime
  readonly code?: Files
}

/** What a viewer asks: a line `GET /a?b=1`, headers, a city to stand in. */
export interface ViewerAsk {
  readonly headers?: Headers
  readonly city?: string
  readonly body?: string
  readonly scheme?: 'http'
  readonly sourceIp?: string
}

/** A response as a test looks at it. */
export interface Seen {
  readonly at: number
  readonly response: HttpResponse
  readonly header: (name: string) => string | undefined
  /** `Hit`, `Miss`, … */
  readonly cache: string
}

const seen = (at: number, response: HttpResponse): Seen => ({
  at,
  response,
  header: (name) => findHeader(response.headers, name),
  cache: (findHeader(response.headers, 'x-cache') ?? '').split(' ')[0] ?? '',
})

/** A distribution over a real kernel, with scripted origins. Origins answer after 20 ms unless they say otherwise. */
export function createEdgeWorld(options: Options = {}) {
  const asked: { readonly at: number; readonly origin: string; readonly request: HttpRequest }[] =
    []
  const world = createFakeWorld(cloudfrontDefinition, {
    properties: {
      ...options.properties,
      ...(options.config !== undefined && { DistributionConfig: options.config }),
    },
    model: { EdgeMs: 1, RegionalMs: 3, ...options.model },
    edges: options.edges ?? [originWire('Web')],
    ...(options.handlers !== undefined && { handlers: options.handlers }),
    ...(options.code !== undefined && { code: options.code }),
    *answer(edge, request, kernel) {
      if (edge.contract === 'invoke') {
        yield kernel.sleep(ms(5))
        return options.invoke?.(request as InvokeRequest) as InvokeReply
      }
      const http = request as HttpRequest
      asked.push({ at: toMs(kernel.now), origin: edge.target, request: http })
      const given = options.answer?.(http, edge.target) ?? {}
      yield kernel.sleep(ms(given.took ?? 20))
      const { status = 200, headers = [], body = 'hello', networkError } = given
      if (networkError === true) {
        const error = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }
        return { status: 0, headers: [], body: '', networkError: error }
      }
      return { status, headers, body }
    },
  })
  const service = createCloudFront(world.ctx)

  function* perform(line: string, ask: ViewerAsk, done: (one: Seen) => void): Process<void> {
    const [method = '', target = ''] = line.split(' ')
    const [path = '', query = ''] = target.split('?')
    const place: Place | undefined = findCity(ask.city ?? 'Frankfurt')
    const response = yield* service.serve.http(
      {
        context: { trace: 1, span: 1 },
        method,
        path,
        query,
        headers: ask.headers ?? [],
        body: ask.body ?? '',
        sourceIp: ask.sourceIp ?? '192.0.2.1',
        attempt: 1,
        ...(ask.scheme !== undefined && { scheme: ask.scheme }),
        ...(place !== undefined && { from: place }),
      },
      VIEWERS,
    )
    done(seen(toMs(world.kernel.now), response))
  }

  return {
    ...world,
    service,
    /** What reached origins. */
    asked,
    /** Sends several at once and waits for all. */
    sendAll(lines: readonly (readonly [line: string, ask?: ViewerAsk])[]): readonly Seen[] {
      const results: (Seen | null)[] = lines.map(() => null)
      for (const [index, [line, ask = {}]] of lines.entries()) {
        world.kernel.start(
          perform(line, ask, (one) => {
            results[index] = one
          }),
        )
      }
      const began = world.kernel.now
      while (results.includes(null) && world.kernel.nextAt !== null) {
        if (world.kernel.now - began > 600_000_000) break
        world.kernel.step()
      }
      return results.flatMap((one) => one ?? [])
    },
    send(line: string, ask: ViewerAsk = {}): Seen {
      const [one] = this.sendAll([[line, ask]])
      if (one === undefined) throw new Error(`no answer to ${line}`)
      return one
    },
    /** Lets so many seconds pass. */
    wait: (seconds: number): void => world.run(ms(seconds * 1_000)),
  }
}
