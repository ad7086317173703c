import { expect, test } from 'vitest'
import { putAlias, readAlias, removeAlias, removeVersion } from './aliases.ts'

const canary = {
  name: 'live',
  version: '1',
  second: { version: '2', percent: 12.5 },
  provisioned: 5,
}

test('a form becomes an alias by CloudFormation’s names, and is read back as it was', () => {
  const properties = putAlias({ MemorySize: 256 }, canary)
  expect(properties).toEqual({
    MemorySize: 256,
    Aliases: [
      {
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: {
          AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.125 }],
        },
        ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
      },
    ],
  })
  const [alias] = properties['Aliases'] as unknown as Parameters<typeof readAlias>
  expect(readAlias(alias)).toEqual(canary)
})

test('what the form does not know of an alias stays', () => {
  const ScalableTarget = { MinCapacity: 1, MaxCapacity: 9 }
  const before = { Aliases: [{ Name: 'live', FunctionVersion: '1', ScalableTarget }] }
  const after = putAlias(before, { ...canary, second: null, provisioned: null })
  expect(after).toEqual(before)
})

test('the last alias or version that goes leaves no empty list', () => {
  expect(removeAlias(putAlias({}, canary), 'live')).toEqual({})
  const versions = { Versions: [{ Version: '1' }, { Version: '2' }], LastVersion: 2 }
  expect(removeVersion(versions, '2')).toEqual({ Versions: [{ Version: '1' }], LastVersion: 2 })
  expect(removeVersion(removeVersion(versions, '2'), '1')).toEqual({ LastVersion: 2 })
})
