import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'

/** Seconds, and how many requests begin in each of them. */
type Stage = readonly [seconds: number, perSecond: number]

/** A lesson's document, and what its steps change of it: clients, an HTTP API, one function. */
export interface ThreeNodes {
  readonly scenario: Scenario
  /** The clients' requests, evenly spaced. */
  readonly load: (stages: readonly Stage[]) => ScenarioEdit
  readonly code: (text: string) => ScenarioEdit
  /** The function's properties, all of them. */
  readonly properties: (properties: Readonly<Record<string, number>>) => ScenarioEdit
}

/** Clients → HTTP API → a function `name` that runs `code`. */
export function createThreeNodes(title: string, name: string, code: string): ThreeNodes {
  return {
    scenario: {
      coldstart: 1,
      name: title,
      description: 'A lesson: predict, press Run, read what happened.',
      seed: 1,
      region: 'us-east-1',
      nodes: [
        { id: 'Users', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
        { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 368, y: 0 } },
        {
          id: name,
          type: 'AWS::Lambda::Function',
          position: { x: 736, y: 0 },
          code: { 'index.mjs': code },
        },
      ],
      edges: [
        { id: 'e1', source: 'Users', target: 'Api' },
        { id: 'e2', source: 'Api', target: name, properties: { RouteKeys: ['$default'] } },
      ],
    },
    load: (stages) => ({
      type: 'set-properties',
      node: 'Users',
      properties: {
        Load: {
          Arrival: 'uniform',
          Stages: stages.map(([DurationSeconds, TargetPerSecond]) => ({
            DurationSeconds,
            TargetPerSecond,
          })),
        },
      },
    }),
    code: (text) => ({ type: 'set-code', node: name, code: { 'index.mjs': text } }),
    properties: (properties) => ({ type: 'set-properties', node: name, properties }),
  }
}
