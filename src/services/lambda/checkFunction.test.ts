import { expect, test } from 'vitest'
import {
  checkLayers,
  checkMappings,
  checkReserved,
  checkTogether,
  checkVariables,
} from './checkFunction.ts'
import { lambdaDefinition } from './definition.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
test('"Keys start with a letter and are at least two characters … aren\'t reserved by Lambda"', () => {
  const path = 'properties.Environment.Variables'
  expect(checkVariables({ TABLE_NAME: 'items', TZ: 'UTC' })).toEqual([])
  expect(checkVariables({ AWS_REGION: 'x', a: '1', 'B-C': '2' })).toEqual([
    {
      path: `${path}.AWS_REGION`,
      message: "AWS_REGION is a reserved key: AWS refuses it, and the runtime's own value is kept",
    },
    ...['a', 'B-C'].map((key) => ({
      path: `${path}.${key}`,
      message: `${key}: a key begins with a letter and has letters, digits and _, two at least`,
    })),
  ])
})

test('"The total size of all environment variables doesn\'t exceed 4 KB"', () => {
  expect(checkVariables({ KEY: 'é'.repeat(2_046) })).toEqual([])
  expect(checkVariables({ KEY: 'é'.repeat(2_047) })).toEqual([
    {
      path: 'properties.Environment.Variables',
      message: 'the environment variables exceed the 4KB limit: 4097 bytes',
    },
  ])
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
test('"You can reserve up to the unreserved account concurrency value minus 100"', () => {
  expect(checkReserved(900, 1_000)).toEqual([])
  expect(checkReserved(0, 10)).toEqual([])
  expect(checkReserved(901, 1_000)).toEqual([
    {
      path: 'properties.ReservedConcurrentExecutions',
      message:
        "AWS keeps at least 100 of the account's concurrency unreserved; 99 of 1000 would stay unreserved",
    },
  ])
})

test('a function tells what is wrong with its settings', () => {
  const findings = lambdaDefinition.check?.({
    id: 'Fn',
    properties: lambdaDefinition.properties.parse({
      ReservedConcurrentExecutions: 950,
      Environment: { Variables: { AWS_REGION: 'x' } },
    }),
    model: lambdaDefinition.model.parse({}),
    code: {},
    data: null,
    edges: [],
  })
  expect(findings?.map(({ path }) => path)).toEqual([
    'properties.Environment.Variables.AWS_REGION',
    'properties.ReservedConcurrentExecutions',
  ])
})

test('SnapStart does not go with Node.js, images, a large /tmp or provisioned concurrency', () => {
  const SnapStart = { ApplyOn: 'PublishedVersions' }
  const messages = (shape: object) =>
    checkTogether({ Runtime: 'java21', SnapStart, ...shape })
      .filter(({ kind }) => kind !== 'ignored')
      .map(({ message }) => message)
  expect(messages({})).toEqual([])
  expect(messages({ Runtime: 'nodejs22.x', PackageType: 'Image' })).toEqual([
    'nodejs22.x has no SnapStart: Java 11, Python 3.12, .NET 8 and later have',
    'container images have no SnapStart',
  ])
  const Aliases = [{ FunctionVersion: '1', ProvisionedConcurrencyConfig: {} }]
  expect(messages({ EphemeralStorage: { Size: 1_024 }, Aliases })).toEqual([
    'SnapStart takes a /tmp of 512 MB only',
    'SnapStart and provisioned concurrency exclude each other',
  ])
})

test('"You can configure provisioned concurrency only on published versions", and images take no layers', () => {
  const Aliases = [{ FunctionVersion: '$LATEST', ProvisionedConcurrencyConfig: {} }]
  const shape = { Runtime: 'nodejs22.x', PackageType: 'Image', Layers: ['tools'], Aliases }
  expect(checkTogether(shape).map(({ path }) => path)).toEqual([
    'properties.Layers',
    'properties.Aliases[0]',
  ])
})

test('a runtime other than Node.js is told to be a profile with a JavaScript body', () => {
  expect(checkTogether({ Runtime: 'nodejs22.x' })).toEqual([])
  expect(checkTogether({ Runtime: 'python3.13' })).toEqual([
    {
      path: 'properties.Runtime',
      message:
        'python3.13 is a profile: its measured init and first call are charged, and your code runs as JavaScript',
      kind: 'ignored',
    },
  ])
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
test('"at least 100 must stay unreserved": what all functions of the account reserve counts', () => {
  const others = [{ ReservedConcurrentExecutions: 450 }, { MemorySize: 128 }]
  expect(checkReserved(450, 1_000, others)).toEqual([])
  expect(checkReserved(451, 1_000, others)).toEqual([
    {
      path: 'properties.ReservedConcurrentExecutions',
      message:
        "AWS keeps at least 100 of the account's concurrency unreserved; 99 of 1000 would stay unreserved",
    },
  ])
})

test('a layer without files is told; one that is here, by its name or its ARN, is not', () => {
  const held = { tools: { 'nodejs/a.js': '' } }
  const arn = 'arn:aws:lambda:us-east-1:123456789012:layer:tools:3'
  expect(checkLayers(['tools', arn], held)).toEqual([])
  expect(checkLayers(['tools', 'toString'], held).map(({ path }) => path)).toEqual([
    'properties.Layers[1]',
  ])
})

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
test('mappings: "to avoid throttling, reserve at least the maximum concurrency"', () => {
  const check = (properties: object, reserved?: number) =>
    checkMappings([{ id: 'e', contract: 'records', properties }], reserved).map(({ path }) => path)
  const scaled = { ScalingConfig: { MaximumConcurrency: 10 } }
  expect(check(scaled)).toEqual([])
  expect(check({}, 1)).toEqual([])
  expect(check(scaled, 10)).toEqual([])
  expect(check(scaled, 9)).toEqual(['properties.ScalingConfig.MaximumConcurrency'])
  expect(checkMappings([{ id: 'e', contract: 'invoke', properties: scaled }], 1)).toEqual([])
})
