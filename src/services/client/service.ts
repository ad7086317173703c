import type { Process } from '#kernel/process.ts'
import type { JsonValue, Service, ServiceContext, ServiceModule } from '../service.ts'
import { clientDefinition, type ClientState, type SendCommand } from './definition.ts'
import { createHandSockets } from './handSockets.ts'
import { createLoadDriver } from './load.ts'
import { createPeople } from './people.ts'
import { createPlaceStatistics } from './placeStatistics.ts'
import { createRequestMix, type PlannedRequest, splitTarget } from './requests.ts'
import { createSender, type Performed } from './sender.ts'
import { createSentRequests, describeResponse, parseSendCommand } from './sentRequests.ts'
import { createSockets } from './sockets.ts'
import { createStatistics } from './statistics.ts'

type Definition = typeof clientDefinition

const isPlacesQuery = (query: JsonValue): boolean =>
  typeof query === 'object' && query !== null && 'type' in query && query['type'] === 'places'

/** One client node at work: load, retries, requests sent by hand. */
export function createClient(ctx: ServiceContext<Definition>): Service<Definition, ClientState> {
  const choices = ctx.random('requests')
  const values = ctx.random('values')
  const statistics = createStatistics(ctx)
  const people = createPeople(ctx)
  const places = createPlaceStatistics()
  const sender = createSender(ctx, { statistics, people, places })
  const sent = createSentRequests()
  const sockets = createSockets(ctx, { statistics, people, pick: () => sender.pick() })
  const byHand = createHandSockets(ctx, sockets)
  let mix = createRequestMix(ctx.node.properties.Requests)
  let runningLoad = ''
  let sequence = 0

  const planNext = (): PlannedRequest => mix.draw(choices, { random: values, sequence: sequence++ })

  const isSocket = (): boolean => ctx.node.properties.Socket !== undefined

  const load = createLoadDriver(ctx, {
    fire: (user) =>
      void ctx.start(isSocket() ? sockets.session(user) : sender.begin(planNext(), user).attempts),
    *send(user) {
      if (isSocket()) yield* sockets.session(user)
      else yield* sender.begin(planNext(), user).attempts
    },
  })

  function* answerByHand(id: string, trace: number, attempts: Process<Performed>): Process<void> {
    const { result, latencyMs } = yield* attempts
    const seen = { trace, latencyMs }
    if (result.type === 'answered') sent.set(id, describeResponse(result.response, seen))
    else sent.set(id, { type: 'failed', ...seen, message: result.message })
  }

  const sendByHand = ({ id, method, scheme, path, headers, body }: SendCommand): void => {
    const plan = { ...splitTarget(path), method: method.toUpperCase(), scheme, headers, body }
    const { trace, attempts } = sender.begin(plan, 0)
    sent.set(id, { type: 'waiting', trace })
    ctx.start(answerByHand(id, trace, attempts))
  }

  const startLoad = (): void => {
    const wanted = JSON.stringify(ctx.node.properties.Load)
    if (wanted === runningLoad) return
    runningLoad = wanted
    load.start(ctx.node.properties.Load)
  }

  return {
    serve: {},
    start: startLoad,
    changed(what) {
      if (what === 'edges') {
        sender.rewire()
        sockets.rewire()
      }
      if (what === 'model' || what === 'properties') people.redeploy()
      if (what !== 'properties') return
      sockets.redeploy()
      mix = createRequestMix(ctx.node.properties.Requests)
      startLoad()
    },
    command(json) {
      if (byHand.command(json)) return
      const command = parseSendCommand(json)
      if (command === null) {
        ctx.record({ type: 'mark', trace: null, mark: 'error', detail: 'command not understood' })
        return
      }
      sendByHand(command)
    },
    query: (query) =>
      isPlacesQuery(query) ? places.read() : (byHand.answer(query) ?? sent.answer(query)),
    inspect: () => ({
      ...statistics.read(),
      sockets: isSocket() ? sockets.statistics.read() : null,
    }),
    usage: () => ({ requests: statistics.read().sent }),
    dispose: () => sockets.dispose(),
  }
}

/** Clients, as the simulation sees them. */
export const client: ServiceModule<Definition, ClientState> = {
  definition: clientDefinition,
  create: createClient,
}
