import * as buffer from 'node:buffer'
import * as crypto from 'node:crypto'
import * as stream from 'node:stream'
import * as url from 'node:url'
import * as zlib from 'node:zlib'
import * as realConnections from '@aws-sdk/client-apigatewaymanagementapi'
import { loadSdk } from './loadSdk.ts'

const apiEndpoint = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/production'

/** What a service answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}
interface Sent {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const files = import.meta.glob<string>('../**/*.cjs', {
  query: '?raw',
  import: 'default',
  eager: true,
})
/** The in-isolate modules by their path from `sdk/`. */
export const sources = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace('../', './'), text]),
)
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }
const textOf = (body: unknown): string =>
  body instanceof Uint8Array ? Buffer.from(body).toString() : typeof body === 'string' ? body : ''

/** Headers that both send; those that name the release, the time, the call or a signature aside. */
const SHOWN =
  /^(?:content-type|content-length|cache-control|range|if-.*|x-amz-target|x-amzn-query-mode|x-amz-(?:invocation|log|client|tenant|meta|checksum|sdk-checksum|copy|metadata|storage|tagging).*|amz-sdk-request)$/
const shown = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries(
    Array.from(headers)
      .filter(([name]) => SHOWN.test(name.toLowerCase()))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

type AnyClient = { send(command: unknown): Promise<unknown> }
type Package = Record<string, new (input: object) => unknown>

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return plain(await work)
  } catch (error) {
    if (!(error instanceof Error)) return error
    const members = Object.fromEntries(Object.entries(error).sort(([a], [b]) => (a < b ? -1 : 1)))
    return { class: error.constructor.name, message: error.message, members }
  }
}
/** Values with their own class, bytes as lists, streams drained. */
async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (value instanceof Uint8Array) {
    const told =
      'transformToString' in value
        ? (value as { transformToString(): string }).transformToString()
        : null
    return { bytes: Array.from(value), told }
  }
  if (Symbol.asyncIterator in value) {
    const items: unknown[] = []
    for await (const item of value as AsyncIterable<unknown>) items.push(await plain(item))
    return items
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await plain(item)] as const),
  )
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

/** What AWS's own client makes of `reply`, and what it sent. */
export async function askReal(
  of: object,
  client: string,
  command: string,
  input: object,
  reply: Reply,
) {
  const sent: Sent[] = []
  const requestHandler = {
    handle: async (request: Record<string, unknown>) => {
      const query = Object.entries(request['query'] as Record<string, string>)
      sent.push({
        host: String(request['hostname']),
        method: String(request['method']),
        path: String(request['path']),
        query: query
          .map(([name, value]) => `${name}=${value}`)
          .sort()
          .join('&'),
        headers: shown(Object.entries(request['headers'] as Record<string, string>)),
        body: textOf(request['body']),
      })
      const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
      return {
        response: {
          statusCode: reply.status,
          headers: { ...reply.headers },
          body: toResponseBody(command, body),
        },
      }
    },
    destroy: () => {},
  }
  const { [client]: Client, [command]: Command } = of as Package
  if (Client === undefined || Command === undefined) throw new Error(`no ${client}, ${command}`)
  const made = new Client({
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
    requestHandler,
    ...(of === realConnections && { endpoint: apiEndpoint }),
  }) as AnyClient
  return { outcome: await outcomeOf(made.send(new Command(input))), sent }
}
const isStream = (command: string): boolean => command === 'InvokeWithResponseStreamCommand'
const toResponseBody = (command: string, body: Uint8Array): unknown => {
  if (command === 'GetObjectCommand') return stream.Readable.from([body], { objectMode: false })
  return isStream(command) ? streamOf(body) : body
}
const streamOf = async function* (bytes: Uint8Array) {
  yield bytes
}

/** The same of ours. */
export async function askOurs(
  of: string,
  client: string,
  command: string,
  input: object,
  reply: Reply,
) {
  const sent: Sent[] = []
  const require = loadSdk(
    sources,
    {
      call: async ({ method, path, query, headers, body, service, host }) => {
        sent.push({
          host:
            host?.name ??
            headers.find(([name]) => name === 'host')?.[1] ??
            `${service}.eu-west-1.amazonaws.com`,
          method,
          path,
          query: decodeURIComponent(query),
          headers: shown(headers),
          body: textOf(body),
        })
        return {
          type: 'response',
          status: reply.status,
          headers: Object.entries(reply.headers ?? {}),
          body: reply.body,
        }
      },
      now: () => 1_767_225_600_000,
      sleep: async () => {},
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    {
      'node:buffer': buffer,
      'node:crypto': crypto,
      'node:stream': stream,
      'node:url': url,
      'node:zlib': zlib,
    },
  )
  const { [client]: Client, [command]: Command } = require(of) as Package
  if (Client === undefined || Command === undefined) throw new Error(`no ${client}, ${command}`)
  const made = new Client({
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
    ...(of.endsWith('managementapi') && { endpoint: apiEndpoint }),
  }) as AnyClient
  return { outcome: await outcomeOf(made.send(new Command(input))), sent }
}
