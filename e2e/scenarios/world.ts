import type { Scenario } from '../../src/scenario/schema.ts'

/** Users all over the world who ask a server in N. Virginia. */
export const world: Scenario = {
  coldstart: 1,
  name: 'All over the world',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Location: 'World',
        Load: { Stages: [{ DurationSeconds: 600, TargetPerSecond: 40 }] },
      },
    },
    { id: 'Server', type: 'Coldstart::HttpService', position: { x: 400, y: 0 } },
  ],
  edges: [{ id: 'e', source: 'Users', target: 'Server' }],
}
