import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// Published adapters as handlers, bundled as one does for Lambda: they read our events and write answers that the API takes.

const HANDLERS = {
  'hono/aws-lambda': `
    import { Hono } from 'hono'
    import { handle } from 'hono/aws-lambda'
    const app = new Hono()
    app.put('/items/:id', async (c) => {
      c.header('x-by', 'hono')
      const { name } = await c.req.json()
      return c.json({ id: c.req.param('id'), name, q: c.req.query('q') }, 201)
    })
    export const handler = handle(app)`,
  'serverless-http': `
    import serverless from 'serverless-http'
    export const handler = serverless((request, response) => {
      const url = new URL(request.url, 'http://localhost')
      const id = url.pathname.split('/').at(-1)
      const chunks = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        const { name } = JSON.parse(Buffer.concat(chunks).toString())
        response.writeHead(201, { 'content-type': 'application/json', 'x-by': 'serverless-http' })
        response.end(JSON.stringify({ id, name, q: url.searchParams.get('q') }))
      })
    })`,
  '@middy/core': `
    import middy from '@middy/core'
    export const handler = middy()
      .use({ before: ({ event }) => { event.body = JSON.parse(event.body) } })
      .use({ after: ({ response }) => { response.headers = { 'x-by': 'middy', 'content-type': 'application/json' } } })
      .handler(async ({ pathParameters: { id }, queryStringParameters: { q }, body: { name } }) => ({
        statusCode: 201, body: JSON.stringify({ id, name, q }),
      }))`,
  '@aws-lambda-powertools/event-handler': `
    import { Router } from '@aws-lambda-powertools/event-handler/http'
    const app = new Router()
    app.put('/items/:id', async ({ params: { id }, req }) => {
      const { name } = await req.json()
      const q = new URL(req.url).searchParams.get('q')
      return new Response(JSON.stringify({ id, name, q }), {
        status: 201, headers: { 'x-by': 'powertools', 'content-type': 'application/json' },
      })
    })
    export const handler = (event, context) => app.resolve(event, context)`,
  '@codegenie/serverless-express': `
    import serverlessExpress from '@codegenie/serverless-express'
    const app = (request, response) => {
      const url = new URL(request.url, 'http://localhost')
      const { name } = JSON.parse(request.body.toString())
      response.writeHead(201, { 'content-type': 'application/json', 'x-by': 'serverless-express' })
      response.end(JSON.stringify({ id: url.pathname.split('/').at(-1), name, q: url.searchParams.get('q') }))
    }
    export const handler = serverlessExpress({ app })`,
} as const

type Adapter = keyof typeof HANDLERS

/** The handler with its packages in one file. */
async function bundle(adapter: Adapter): Promise<Readonly<Record<string, string>>> {
  // A file that is not there, in a folder from which the packages resolve.
  const id = fileURLToPath(new URL('./adapterHandler.js', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'handler',
        enforce: 'pre',
        resolveId: (source) => (source === id ? id : undefined),
        load: (source) => (source === id ? HANDLERS[adapter] : undefined),
      },
    ],
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: id, write: false, rollupOptions: { output: { format: 'es' } } },
  })
  if (!('output' in built)) throw new Error('vite built nothing')
  return Object.fromEntries(
    built.output.flatMap((part) =>
      part.type === 'chunk' ? [[part.isEntry ? 'index.mjs' : part.fileName, part.code]] : [],
    ),
  )
}

function put(code: Readonly<Record<string, string>>): SentRequest {
  const parsed = parseScenario({
    coldstart: 1,
    name: 'adapters',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      {
        id: 'Users',
        type: 'Coldstart::Client',
        properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
      },
      { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
      { id: 'Fn', type: 'AWS::Lambda::Function', properties: { MemorySize: 1_769 }, code },
    ],
    edges: [
      { id: 'e1', source: 'Users', target: 'Api' },
      { id: 'e2', source: 'Api', target: 'Fn', properties: { RouteKeys: ['PUT /items/{id}'] } },
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const simulation = createSimulation({ scenario: parsed.scenario, handlers: loadQuickJs() })
  simulation.command('Users', {
    type: 'send',
    id: 'put',
    method: 'PUT',
    path: '/items/7?q=a%20b',
    headers: [['content-type', 'application/json']],
    body: '{"name":"quince é"}',
  })
  for (;;) {
    const answer = simulation.query('Users', { type: 'sent', id: 'put' }) as SentRequest
    if (answer.type === 'answered' || answer.type === 'failed') return answer
    expect(simulation.step()).toBe('ran')
  }
}

const BY: { readonly [A in Adapter]: string } = {
  'hono/aws-lambda': 'hono',
  'serverless-http': 'serverless-http',
  '@middy/core': 'middy',
  '@aws-lambda-powertools/event-handler': 'powertools',
  '@codegenie/serverless-express': 'serverless-express',
}

test.each(Object.keys(HANDLERS) as Adapter[])('%s', async (adapter) => {
  const answer = put(await bundle(adapter))
  if (answer.type !== 'answered') throw new Error(JSON.stringify(answer))
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    201,
    { id: '7', name: 'quince é', q: 'a b' },
  ])
  expect(answer.headers).toContainEqual(['x-by', BY[adapter]])
})
