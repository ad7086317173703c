import { describe, expect, test } from 'vitest'
import {
  everyMethodOf,
  planDeployment,
  planEveryMethod,
  planNewStage,
  planPromotion,
  planStage,
  planStageRemoval,
  stagesOf,
} from './planStages.ts'

describe('stages', () => {
  test('a document that names none has prod', () => {
    expect(stagesOf({})).toEqual([{ StageName: 'prod' }])
    expect(planNewStage({ Name: 'a' }, 'test')).toEqual({
      Name: 'a',
      Stages: [{ StageName: 'prod' }, { StageName: 'test' }],
    })
  })

  test('a change is that stage’s only; null takes a setting away', () => {
    const Stages = [{ StageName: 'prod', DeploymentId: 'dep001' }, { StageName: 'test' }]
    const change = { DeploymentId: null, CacheClusterEnabled: true }
    expect(planStage({ Stages }, 'prod', change)).toEqual({
      Stages: [{ StageName: 'prod', CacheClusterEnabled: true }, { StageName: 'test' }],
    })
    expect(planStageRemoval({ Stages }, 'prod')).toEqual({ Stages: [{ StageName: 'test' }] })
  })

  test('settings of all methods stand before those of one, and go when they say nothing', () => {
    const one = { ResourcePath: '/a', HttpMethod: 'GET', ThrottlingBurstLimit: 1 }
    const stage = { StageName: 'prod', MethodSettings: [one] }
    const { MethodSettings = null } = planEveryMethod(stage, { LoggingLevel: 'INFO' })
    const every = { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'INFO' }
    expect(MethodSettings).toEqual([every, one])
    const logged = { ...stage, MethodSettings }
    expect(everyMethodOf(logged)).toEqual(every)
    expect(planEveryMethod(logged, { LoggingLevel: null })).toEqual({ MethodSettings: [one] })
    expect(planEveryMethod({ MethodSettings: [every] }, { LoggingLevel: null })).toEqual({
      MethodSettings: null,
    })
  })
})

test('a deployment keeps the methods, where they lead, and the API’s other parts; ids count up', () => {
  const Methods = { 'GET /a': { OperationName: 'a' } }
  const wires = [
    { wire: 'e1', method: 'GET /a' },
    { wire: 'e1', method: 'PUT /a' },
    { wire: 'e2', method: 'GET /b' },
  ]
  const GatewayResponses = { DEFAULT_4XX: { StatusCode: '418' } }
  const properties = { Methods, GatewayResponses, ApiKeys: [] }
  const first = planDeployment(properties, wires, 'first')
  expect(first.properties['Deployments']).toEqual([
    {
      DeploymentId: 'dep001',
      Description: 'first',
      Methods,
      Wires: { e1: ['GET /a', 'PUT /a'], e2: ['GET /b'] },
      Api: { GatewayResponses },
    },
  ])
  expect(planDeployment(first.properties, [], '').id).toBe('dep002')
})

test('a promoted canary’s deployment and variables are the stage’s', () => {
  const Stages = [
    {
      StageName: 'prod',
      DeploymentId: 'dep001',
      Variables: { color: 'blue', size: 's' },
      CanarySetting: {
        PercentTraffic: 10,
        DeploymentId: 'dep002',
        StageVariableOverrides: { color: 'green' },
      },
    },
  ]
  expect(planPromotion({ Stages }, 'prod')).toEqual({
    Stages: [
      { StageName: 'prod', DeploymentId: 'dep002', Variables: { color: 'green', size: 's' } },
    ],
  })
})
