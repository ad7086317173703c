import { expect, test } from 'vitest'
import { type Qualifiable, resolveQualifier } from './qualifier.ts'

const never = (): number => {
  throw new Error('no chance is needed')
}

const fn: Qualifiable = {
  versions: [{ Version: '1' }, { Version: '2' }],
  aliases: [
    { Name: 'prod', FunctionVersion: '1' },
    {
      Name: 'canary',
      FunctionVersion: '1',
      RoutingConfig: {
        AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.1 }],
      },
    },
    { Name: 'dev', FunctionVersion: '$LATEST' },
    { Name: 'lost', FunctionVersion: '7' },
  ],
}

test('nothing and $LATEST are $LATEST; a number is that version; an alias the version that it names', () => {
  const resolve = (qualifier: string | undefined) => resolveQualifier(qualifier, fn, never)
  expect(resolve(undefined)).toEqual({ version: '$LATEST', alias: null })
  expect(resolve('$LATEST')).toEqual({ version: '$LATEST', alias: null })
  expect(resolve('2')).toEqual({ version: '2', alias: null })
  expect(resolve('prod')).toEqual({ version: '1', alias: 'prod' })
  expect(resolve('dev')).toEqual({ version: '$LATEST', alias: 'dev' })
})

test('a version or an alias that there is not, and an alias of a version that there is not, are nothing', () => {
  for (const qualifier of ['3', 'nope', 'lost', '']) {
    expect(resolveQualifier(qualifier, fn, never)).toBeNull()
  }
})

// "The RoutingConfig … specify the second version and the percentage of traffic": one draw a request.
test('a weighted alias sends its share to the other version', () => {
  const resolve = (draw: number) => resolveQualifier('canary', fn, () => draw)?.version
  expect([resolve(0), resolve(0.0999), resolve(0.1), resolve(0.99)]).toEqual(['2', '2', '1', '1'])
})
