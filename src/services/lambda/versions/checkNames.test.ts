import type { CheckedNode } from '#services/definition.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from '../definition.ts'

type Callers = NonNullable<CheckedNode['callers']>

/** What is said of a function with these properties and callers: place and sentence. */
const said = (properties: object, callers: Callers = []): readonly string[] =>
  (
    lambdaDefinition.check?.({
      id: 'Fn',
      properties: lambdaDefinition.properties.parse(properties),
      model: lambdaDefinition.model.parse({}),
      code: {},
      data: null,
      edges: [],
      callers,
    }) ?? []
  ).map(({ path, message, edge, kind }) => [kind ?? 'warning', edge ?? path, message].join(' · '))

const caller = (contract: 'http' | 'invoke', properties: object = {}): Callers => [
  { id: 'e1', contract, source: 'Users', port: null, properties },
]

test('a version or an alias twice, and a snapshot that no function could have', () => {
  expect(
    said({
      Versions: [
        { Version: '1' },
        { Version: '1' },
        { Version: '2', Properties: { MemorySize: 1 } },
      ],
      Aliases: [
        { Name: 'prod', FunctionVersion: '1' },
        { Name: 'prod', FunctionVersion: '1' },
      ],
    }),
  ).toEqual([
    'error · properties.Versions[1] · 1 is there already',
    'error · properties.Versions[2].Properties · has a value that is not valid',
    'error · properties.Aliases[1] · prod is there already',
  ])
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
test('an alias names versions that there are, and a weighted one published versions only', () => {
  const weighted = (FunctionVersion: string, other: string) => ({
    Versions: [{ Version: '1' }, { Version: '3' }],
    Aliases: [
      {
        Name: 'prod',
        FunctionVersion,
        RoutingConfig: {
          AdditionalVersionWeights: [{ FunctionVersion: other, FunctionWeight: 0.1 }],
        },
      },
    ],
  })
  expect(said(weighted('1', '3'))).toEqual([])
  expect(said(weighted('1', '1'))).toEqual([
    'error · properties.Aliases[0] · Invalid function version 1. Function version 1 is already included in routing configuration.',
  ])
  expect(said(weighted('1', '2'))).toEqual([
    'error · properties.Aliases[0] · there is no version 2',
  ])
  expect(said(weighted('$LATEST', '1'))).toEqual([
    'error · properties.Aliases[0] · $LATEST is not supported for an alias pointing to more than 1 version',
  ])
})

test('clients of a function without a URL, or with one that wants signatures, are told what they will hear', () => {
  expect(said({}, caller('http'))).toEqual([
    'warning · e1 · the function has no FunctionUrlConfig: every request is answered 403',
  ])
  expect(said({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } }, caller('http'))).toEqual([
    'warning · e1 · AuthType is AWS_IAM: requests without a Signature Version 4 header are answered 403',
  ])
  expect(said({ FunctionUrlConfig: {} }, caller('http'))).toEqual([])
  expect(said({ FunctionUrlConfig: { Qualifier: '1' }, Versions: [{ Version: '1' }] })).toEqual([
    'warning · properties.FunctionUrlConfig.Qualifier · there is no alias 1: every request is answered 403',
  ])
})

test('a wire that names an alias or a version that there is not', () => {
  const properties = {
    Versions: [{ Version: '1' }],
    Aliases: [{ Name: 'prod', FunctionVersion: '1' }],
  }
  for (const Qualifier of ['prod', '1', '$LATEST']) {
    expect(said(properties, caller('invoke', { Qualifier }))).toEqual([])
  }
  expect(said(properties, caller('invoke', { Qualifier: 'test' }))).toEqual([
    'warning · e1 · the function has no alias or version test',
  ])
})
