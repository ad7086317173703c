import { chat } from '#gallery/chat.ts'
import { readColumns } from '#kernel/recorder.ts'
import { after, seconds } from '#kernel/time.ts'
import type { TraceEvent } from '#kernel/trace.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { WebSocketApiState } from '#services/apigateway/definition.ts'
import type { ClientState, HandSocket } from '#services/client/definition.ts'
import type { ItemsPage } from '#services/dynamodb/definition.ts'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import type { Simulation } from './simulation.ts'

// WebSockets through the whole spine: handshakes, routes, handlers in the sandbox, `@connections`, and back to all clients.

/** The gallery's chat, without people of its own. */
const silent: Scenario = {
  ...chat,
  nodes: chat.nodes.map((node) =>
    node.id === 'People'
      ? { ...node, properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } } }
      : node,
  ),
}

const create = (scenario: Scenario): Simulation =>
  createSimulation({ scenario, handlers: loadQuickJs() })
const run = (simulation: Simulation, time: number): void =>
  void simulation.runUntil(after(simulation.now, seconds(time)))
const api = (simulation: Simulation): WebSocketApiState =>
  simulation.inspect('Chat') as WebSocketApiState
const stored = (simulation: Simulation): readonly string[] =>
  (
    simulation.query('Connections', { type: 'items', offset: 0, limit: 100 }) as ItemsPage
  ).items.map((item) => (item['connectionId'] as { S: string }).S)
const open = (simulation: Simulation, id: string, path = '/production'): void =>
  simulation.command('People', { type: 'socket-open', id, path, headers: [] })
const socket = (simulation: Simulation, id: string): HandSocket =>
  simulation.query('People', { type: 'socket', id }) as HandSocket
const say = (simulation: Simulation, id: string, body: string): void =>
  simulation.command('People', { type: 'socket-send', id, body })
const heard = (simulation: Simulation, id: string): readonly string[] =>
  socket(simulation, id)
    .log.filter(({ way }) => way === 'in')
    .map(({ data }) => data)
const eventsOf = (simulation: Simulation): readonly TraceEvent[] =>
  readColumns(simulation.takeTrace())

describe('the chat, connection by connection', () => {
  test('connections are written down, messages reach everybody, ghosts and those who left are struck out', () => {
    const simulation = create(silent)
    expect(stored(simulation)).toHaveLength(3)
    open(simulation, 'ann')
    open(simulation, 'bob')
    run(simulation, 5)
    expect([socket(simulation, 'ann').state, socket(simulation, 'bob').state]).toEqual([
      'open',
      'open',
    ])
    expect(api(simulation).connections).toBe(2)
    expect(stored(simulation)).toHaveLength(5)

    say(simulation, 'ann', '{"action":"sendmessage","text":"Good morning"}')
    run(simulation, 5)
    expect(heard(simulation, 'ann')).toEqual(['Good morning'])
    expect(heard(simulation, 'bob')).toEqual(['Good morning'])
    // The three of the table that nobody has been for long.
    expect(stored(simulation)).toHaveLength(2)

    simulation.command('People', { type: 'socket-close', id: 'bob' })
    run(simulation, 5)
    expect(api(simulation).connections).toBe(1)
    expect(stored(simulation)).toHaveLength(1)
    say(simulation, 'ann', '{"action":"sendmessage","text":"Anybody?"}')
    run(simulation, 5)
    expect(heard(simulation, 'ann')).toEqual(['Good morning', 'Anybody?'])
    expect(heard(simulation, 'bob')).toEqual(['Good morning'])
    expect(api(simulation)).toMatchObject({
      clientErrors: 0,
      integrationErrors: 0,
      executionErrors: 0,
    })
  })

  test('what no route takes is answered with Forbidden, by the gateway itself', () => {
    const simulation = create(silent)
    open(simulation, 'ann')
    run(simulation, 5)
    say(simulation, 'ann', 'no JSON')
    run(simulation, 1)
    const [answer = '{}'] = heard(simulation, 'ann')
    expect(JSON.parse(answer)).toEqual({
      message: 'Forbidden',
      connectionId: stored(simulation).find((id) => !id.startsWith('Z0xv')),
      requestId: expect.stringMatching(/^[\w-]{15}=$/) as string,
    })
  })

  test('another stage than the API has is refused at the handshake', () => {
    const simulation = create(silent)
    open(simulation, 'ann', '/test')
    run(simulation, 1)
    expect(socket(simulation, 'ann')).toMatchObject({ state: 'refused', status: 403 })
    expect(api(simulation)).toMatchObject({ connections: 0, connectCount: 1, clientErrors: 1 })
  })

  test('without the edge to the API, posting is forbidden', () => {
    const simulation = create({ ...silent, edges: silent.edges.filter(({ id }) => id !== 'e6') })
    open(simulation, 'ann')
    run(simulation, 5)
    say(simulation, 'ann', '{"action":"sendmessage","text":"x"}')
    run(simulation, 5)
    expect(
      heard(simulation, 'ann').map((text) => (JSON.parse(text) as { message: string }).message),
    ).toEqual(['Internal server error'])
    const lines = eventsOf(simulation).flatMap((row) => (row.type === 'log' ? [row.line] : []))
    expect(lines.join('\n')).toContain('ForbiddenException')
    expect(lines.join('\n')).toContain('execute-api:ManageConnections')
  })
})

describe('the chat under load', () => {
  test('people come, talk and go; every message is a trace from its sender to all receivers', () => {
    const simulation = create(chat)
    run(simulation, 30)
    const people = simulation.inspect('People') as ClientState
    expect(people.sockets?.open).toBe(api(simulation).connections)
    expect(people.sockets?.open).toBeGreaterThan(10)
    expect(people.sockets?.receivedPerSecond).toBeGreaterThan(people.sockets?.sentPerSecond ?? 0)
    expect(people.sockets?.deliveryMs?.p50).toBeGreaterThan(5)
    run(simulation, 200)
    expect(api(simulation).connections).toBe(0)
    // Two that were still under way to the table when their connections ended may remain; ghosts do not.
    expect(stored(simulation).filter((id) => id.startsWith('Z0xv'))).toEqual([])
    const usage = simulation.usage()['Chat'] ?? {}
    expect(usage['messages']).toBe(api(simulation).messageCount)
    expect(usage['connectionMinutes']).toBeGreaterThan(10)
  })

  test('is the same run twice', () => {
    const hashes = [1, 2].map(() => {
      const simulation = create(chat)
      run(simulation, 20)
      return simulation.traceHash
    })
    expect(hashes[0]).toBe(hashes[1])
  })
})
