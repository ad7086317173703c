import { expect, test } from 'vitest'
import {
  httpStagesOf,
  planHttpDeployment,
  planHttpStage,
  planHttpStageRemoval,
  planNewHttpStage,
} from './planHttpStages.ts'

test('what an API says of its only stage goes with it into the list', () => {
  const before = { Name: 'a', StageVariables: { table: 't' }, StageName: 'prod' }
  expect(planNewHttpStage(before, 'test')).toEqual({
    Name: 'a',
    Stages: [
      { StageName: 'prod', AutoDeploy: true, StageVariables: { table: 't' } },
      { StageName: 'test', AutoDeploy: true },
    ],
  })
  expect(httpStagesOf({})).toEqual([{ StageName: '$default', AutoDeploy: true }])
})

test('a stage is changed, put on a deployment, and taken away', () => {
  const wires = [
    { wire: 'e1', route: 'GET /a' },
    { wire: 'e2', route: 'GET /b' },
    { wire: 'e1', route: '$default' },
  ]
  const deployed = planHttpDeployment(planNewHttpStage({}, 'test'), wires, 'first')
  expect(deployed['Deployments']).toEqual([
    {
      DeploymentId: 'dep001',
      Description: 'first',
      Wires: { e1: ['GET /a', '$default'], e2: ['GET /b'] },
    },
  ])
  const fixed = planHttpStage(deployed, 'test', { AutoDeploy: null, DeploymentId: 'dep001' })
  expect(httpStagesOf(fixed)[1]).toEqual({ StageName: 'test', DeploymentId: 'dep001' })
  expect(httpStagesOf(planHttpStageRemoval(fixed, 'test'))).toHaveLength(1)
})
