import type { ApiReply } from '#contracts/api.ts'
import { seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { checkTogether } from './checkFunction.ts'
import { createFakeFunction, edgeOf, type FakeFunction, returns } from './testing/fakeFunction.ts'

// Sentences in quotes: https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html

const TenancyConfig = { TenantIsolationMode: 'PER_TENANT' }

const isolated = (properties: object = {}): FakeFunction =>
  createFakeFunction({
    properties: { TenancyConfig, ...properties },
    handle: ({ context }) => returns(context?.tenantId),
  })

const environmentsOf = ({ service }: FakeFunction) =>
  service.inspect().environments.map(({ tenantId, invocations }) => [tenantId, invocations])

describe('tenant isolation', () => {
  test('"environments are only used to serve invocations from the specified tenant", whose id the handler is told', () => {
    const fn = isolated()
    const answers = ['blue', 'green', 'blue'].map((tenantId) => fn.ask(fn.invoke({ tenantId })))
    expect(answers).toMatchObject([
      { payload: '"blue"' },
      { payload: '"green"' },
      { payload: '"blue"' },
    ])
    expect(environmentsOf(fn)).toEqual([
      ['blue', 2],
      ['green', 1],
    ])
    expect(fn.counted('ColdStarts')).toBe(2)
  })

  test('an invoke that names no tenant is refused, and so is one that names a tenant to a function without', () => {
    const refused = {
      type: 'refused',
      statusCode: 400,
      errorType: 'InvalidParameterValueException',
    }
    const fn = isolated()
    expect(fn.ask(fn.invoke())).toMatchObject({
      ...refused,
      payload: expect.stringContaining('Add a valid tenant ID in your request and try again.'),
    })
    const plain = createFakeFunction()
    expect(plain.ask(plain.invoke({ tenantId: 'blue' }))).toMatchObject({
      ...refused,
      payload: expect.stringContaining('Remove the tenant ID from your request and try again.'),
    })
  })

  test('X-Amz-Tenant-Id names it in the API, asynchronous events too; odd characters are refused', () => {
    const fn = isolated()
    const ask = (tenant: string, type = 'RequestResponse'): ApiReply =>
      fn.ask(
        fn.service.serve.api(
          {
            context: { trace: 1, span: 0 },
            service: 'lambda',
            method: 'POST',
            path: '/2015-03-31/functions/Node/invocations',
            query: '',
            headers: [
              ['X-Amz-Tenant-Id', tenant],
              ['X-Amz-Invocation-Type', type],
            ],
            body: '{}',
            attempt: 1,
          },
          edgeOf('api'),
        ),
      )
    expect(ask('tenant 1')).toMatchObject({ status: 200, body: '"tenant 1"' })
    expect(ask('tenant 2', 'Event')).toMatchObject({ status: 202 })
    fn.run(seconds(5))
    expect(environmentsOf(fn).map(([tenant]) => tenant)).toEqual(['tenant 1', 'tenant 2'])
    expect(ask('a;b')).toMatchObject({ status: 400 })
  })

  test('JSON logs name the tenant, and each environment that is made is charged by its memory', () => {
    const fn = isolated({ MemorySize: 512, LoggingConfig: { LogFormat: 'JSON' } })
    for (const tenantId of ['blue', 'green', 'green']) fn.ask(fn.invoke({ tenantId }))
    const started = fn.records.flatMap((record) =>
      record.type === 'log' && record.line.includes('platform.start')
        ? [(JSON.parse(record.line) as { record: { tenantId: string } }).record.tenantId]
        : [],
    )
    expect(started).toEqual(['blue', 'green', 'green'])
    expect(fn.service.usage?.()['tenant-environments']).toBe(1)
  })

  test('SnapStart, provisioned concurrency and function URLs do not go with it', () => {
    const shape = { Runtime: 'java21', TenancyConfig }
    const messages = (more: object) =>
      checkTogether({ ...shape, ...more }).flatMap(({ path, message }) =>
        path === 'properties.TenancyConfig' ? [message] : [],
      )
    expect(messages({})).toEqual([])
    expect(messages({ SnapStart: { ApplyOn: 'PublishedVersions' } })).toHaveLength(1)
    const Aliases = [{ FunctionVersion: '1', ProvisionedConcurrencyConfig: {} }]
    expect(messages({ Aliases, FunctionUrlConfig: {} })).toHaveLength(2)
  })
})
