import type { Process } from '#kernel/process.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { clientDefinition, type ClientState, type SendCommand } from './definition.ts'
import { createLoadDriver } from './load.ts'
import { createRequestMix, type PlannedRequest, splitTarget } from './requests.ts'
import { createSender, type Performed } from './sender.ts'
import { createSentRequests, describeResponse, parseSendCommand } from './sentRequests.ts'
import { createStatistics } from './statistics.ts'

type Definition = typeof clientDefinition

/** One client node at work: load, retries, requests sent by hand. */
export function createClient(ctx: ServiceContext<Definition>): Service<Definition, ClientState> {
  const choices = ctx.random('requests')
  const values = ctx.random('values')
  const statistics = createStatistics(ctx)
  const sender = createSender(ctx, statistics)
  const sent = createSentRequests()
  let mix = createRequestMix(ctx.node.properties.Requests)
  let runningLoad = ''
  let sequence = 0

  const planNext = (): PlannedRequest => mix.draw(choices, { random: values, sequence: sequence++ })

  const load = createLoadDriver(ctx, {
    fire: (user) => void ctx.start(sender.begin(planNext(), user).attempts),
    *send(user) {
      yield* sender.begin(planNext(), user).attempts
    },
  })

  function* answerByHand(id: string, trace: number, attempts: Process<Performed>): Process<void> {
    const { result, latencyMs } = yield* attempts
    const seen = { trace, latencyMs }
    if (result.type === 'answered') sent.set(id, describeResponse(result.response, seen))
    else sent.set(id, { type: 'failed', ...seen, message: result.message })
  }

  const sendByHand = ({ id, method, path, headers, body }: SendCommand): void => {
    const plan = { ...splitTarget(path), method: method.toUpperCase(), headers, body }
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
      if (what === 'edges') sender.rewire()
      if (what !== 'properties') return
      mix = createRequestMix(ctx.node.properties.Requests)
      startLoad()
    },
    command(json) {
      const command = parseSendCommand(json)
      if (command === null) {
        ctx.record({ type: 'mark', trace: null, mark: 'error', detail: 'command not understood' })
        return
      }
      sendByHand(command)
    },
    query: (query) => sent.answer(query),
    inspect: () => statistics.read(),
    usage: () => ({ requests: statistics.read().sent }),
  }
}

/** Clients, as the simulation sees them. */
export const client: ServiceModule<Definition, ClientState> = {
  definition: clientDefinition,
  create: createClient,
}
