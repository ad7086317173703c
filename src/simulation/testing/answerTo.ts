import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { createSimulation } from '../createSimulation.ts'

/** What one `GET /items` of the node `Users` comes to. */
export function answerTo(scenario: Scenario, handlers: HandlerRuntime): SentRequest {
  const simulation = createSimulation({ scenario, handlers })
  simulation.command('Users', {
    type: 'send',
    id: 'test',
    method: 'GET',
    path: '/items',
    headers: [],
    body: '',
  })
  for (;;) {
    const answer = simulation.query('Users', { type: 'sent', id: 'test' }) as SentRequest
    if (answer.type === 'answered' || answer.type === 'failed') {
      simulation.dispose()
      return answer
    }
    if (simulation.step() !== 'ran') throw new Error('the request is never answered')
  }
}
