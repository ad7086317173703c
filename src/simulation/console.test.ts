import { chat } from '#gallery/chat.ts'
import { itemsApi } from '#gallery/itemsApi.ts'
import { readColumns } from '#kernel/recorder.ts'
import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { CONSOLE } from '#scenario/outside.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { createReplay } from './replay.ts'
import type { Simulation } from './simulation.ts'

/** Without what its clients send by themselves. */
const silent = (scenario: Scenario): Scenario => ({
  ...scenario,
  nodes: scenario.nodes.map((node) =>
    node.type === 'Coldstart::Client'
      ? { ...node, properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } } }
      : node,
  ),
})

const create = (scenario: Scenario): Simulation =>
  createSimulation({ scenario: silent(scenario), handlers: loadQuickJs() })

const run = (simulation: Simulation, time: number): void =>
  void simulation.runUntil(after(simulation.now, seconds(time)))

const send = (simulation: Simulation, id: string, request: object): void =>
  simulation.command(CONSOLE, {
    type: 'send',
    id,
    node: 'Api',
    method: 'GET',
    path: '/items/3',
    query: '',
    headers: [],
    body: '',
    ...request,
  })

const sent = (simulation: Simulation, id: string): unknown =>
  simulation.query(CONSOLE, { type: 'sent', id })

test('a request by hand goes to the node itself, and its trace is told', () => {
  const simulation = create(itemsApi)
  expect(simulation.query(CONSOLE, { type: 'doors' })).toEqual([
    {
      node: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      hosts: [expect.stringMatching(/\.execute-api\.us-east-1\.amazonaws\.com$/)],
    },
  ])
  send(simulation, 'a', {})
  expect(sent(simulation, 'a')).toEqual({ type: 'waiting', trace: expect.any(Number) })
  run(simulation, 3)
  expect(sent(simulation, 'a')).toMatchObject({
    type: 'answered',
    status: 200,
    body: '{"id":"3","price":12}',
    bytes: 21,
  })
  const { trace } = sent(simulation, 'a') as { readonly trace: number }
  const names = readColumns(simulation.takeTrace()).flatMap((event) =>
    event.type === 'span-begin' && event.trace === trace ? [event.name] : [],
  )
  expect(names[0]).toBe('GET /items/3')
  expect(names.some((name) => name.startsWith('Lambda'))).toBe(true)
  expect(simulation.openTraces).toBe(0)
})

test('a node that there is not is nobody, and what is no command is nothing', () => {
  const simulation = create(itemsApi)
  send(simulation, 'a', { node: 'Nobody' })
  send(simulation, 'b', { node: 'ItemsTable' })
  simulation.command(CONSOLE, { type: 'send', id: 7 })
  run(simulation, 1)
  for (const id of ['a', 'b']) expect(sent(simulation, id)).toMatchObject({ type: 'failed' })
  expect(simulation.query(CONSOLE, 'nonsense')).toBeNull()
  expect(simulation.openTraces).toBe(0)
})

test('requests by hand are part of the record: a re-run is the same run', () => {
  const first = create(itemsApi)
  run(first, 0.5)
  send(first, 'a', { method: 'PUT', path: '/items', body: '{"id":"9","price":1}' })
  run(first, 5)
  const second = create(itemsApi)
  createReplay(second, first.inputs).runUntil(first.now)
  expect(second.traceHash).toBe(first.traceHash)
  expect(sent(second, 'a')).toEqual(sent(first, 'a'))
})

test('a connection by hand shakes hands, talks and parts', () => {
  const simulation = create(chat)
  const open = (id: string, path: string): void =>
    simulation.command(CONSOLE, { type: 'open', id, node: 'Chat', path, query: '', headers: [] })
  const socket = (id: string): unknown => simulation.query(CONSOLE, { type: 'socket', id })
  const connections = (): unknown =>
    (simulation.inspect('Chat') as { readonly connections: number }).connections
  open('ann', '/production')
  open('nobody', '/nowhere')
  run(simulation, 3)
  expect(socket('ann')).toMatchObject({ state: 'open', status: 101 })
  expect(socket('nobody')).toMatchObject({ state: 'refused', status: 403 })
  const body = '{"action":"sendmessage","text":"hello"}'
  simulation.command(CONSOLE, { type: 'say', id: 'ann', body })
  run(simulation, 3)
  expect(socket('ann')).toMatchObject({
    log: [
      { way: 'out', data: body, bytes: 39 },
      { way: 'in', data: 'hello', bytes: 5 },
    ],
  })
  expect(connections()).toBe(1)
  simulation.command(CONSOLE, { type: 'close', id: 'ann' })
  run(simulation, 3)
  expect(socket('ann')).toMatchObject({ state: 'closed', code: 1000 })
  expect(connections()).toBe(0)
  expect(simulation.openTraces).toBe(0)
})

test('a request is signed by a user’s keys, at the run’s time', () => {
  const simulation = create({
    coldstart: 1,
    name: 'signed',
    seed: 1,
    region: 'eu-west-1',
    nodes: [
      {
        id: 'Api',
        type: 'AWS::ApiGateway::RestApi',
        properties: {
          IamUsers: [{ UserName: 'ann', AccessKeyId: 'AKIAANN', SecretAccessKey: 'secret' }],
          Methods: {
            'POST /items': {
              AuthorizationType: 'AWS_IAM',
              MethodResponses: [{ StatusCode: '200' }],
              Integration: {
                Type: 'MOCK',
                RequestTemplates: { 'application/json': '{"statusCode": 200}' },
                IntegrationResponses: [
                  { ResponseTemplates: { 'application/json': '$context.identity.user' } },
                ],
              },
            },
          },
        },
      },
    ],
    edges: [],
  })
  run(simulation, 400)
  const request = { method: 'POST', path: '/prod/items', query: 'b=2&a=1', body: '{"ü":1}' }
  const signer = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret' }
  send(simulation, 'signed', { ...request, signer })
  send(simulation, 'other', { ...request, signer: { ...signer, secretAccessKey: 'guessed' } })
  send(simulation, 'unsigned', request)
  run(simulation, 2)
  expect(sent(simulation, 'signed')).toMatchObject({ status: 200, body: 'ann' })
  expect(sent(simulation, 'other')).toMatchObject({ status: 403 })
  expect(sent(simulation, 'unsigned')).toMatchObject({
    status: 403,
    body: '{"message":"Missing Authentication Token"}',
  })
})

test('a request may go in the clear, to see what a distribution makes of it', () => {
  const node = { id: 'Cdn', type: 'AWS::CloudFront::Distribution' } as const
  const simulation = create({
    coldstart: 1,
    name: 'redirect',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      {
        ...node,
        properties: {
          DistributionConfig: {
            DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
          },
        },
      },
      { id: 'Web', type: 'Coldstart::HttpService' },
    ],
    edges: [{ id: 'e', source: 'Cdn', target: 'Web' }],
  })
  send(simulation, 'plain', { node: 'Cdn', scheme: 'http', path: '/a' })
  send(simulation, 'tls', { node: 'Cdn', path: '/a' })
  run(simulation, 5)
  expect(sent(simulation, 'plain')).toMatchObject({ type: 'answered', status: 301 })
  expect(sent(simulation, 'tls')).toMatchObject({ type: 'answered', status: 200 })
})
