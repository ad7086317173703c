import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { Headers } from '#contracts/body.ts'
import { base64Decode, base64Encode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import {
  createFakeFunction,
  edgeOf,
  type FakeFunction,
  returns,
  throws,
} from '../testing/fakeFunction.ts'
import { createFunctionDirectory } from '../functionDirectory.ts'
import { createEndpoint } from './endpoint.ts'
import { parseReference } from './operation.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:Node'
const INVOKE = '/2015-03-31/functions/Node/invocations'

const call = (change: Partial<ApiRequest> = {}): ApiRequest => ({
  context: { trace: 1, span: 0 },
  service: 'lambda',
  method: 'POST',
  path: INVOKE,
  query: '',
  headers: [],
  body: '{"a":1}',
  attempt: 1,
  ...change,
})

const ask = (
  fn: FakeFunction,
  change: Partial<ApiRequest> = {},
): Extract<ApiReply, { type: 'response' }> => {
  const reply = fn.ask(fn.service.serve.api(call(change), edgeOf('api')))
  if (reply.type !== 'response') throw new Error(reply.message)
  return reply
}

const header = (reply: { readonly headers: Headers }, name: string): string | undefined =>
  reply.headers.find(([key]) => key.toLowerCase() === name)?.[1]

const type = (value: string): Headers => [['X-Amz-Invocation-Type', value]]

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
describe('Invoke', () => {
  test('RequestResponse: 200, the payload, the version that ran and a request id', () => {
    const fn = createFakeFunction({
      handle: ({ event }) => returns({ got: JSON.parse(event) as unknown }),
    })
    const reply = ask(fn)
    expect([reply.status, reply.body]).toEqual([200, '{"got":{"a":1}}'])
    expect(header(reply, 'x-amz-executed-version')).toBe('$LATEST')
    expect(header(reply, 'x-amz-function-error')).toBeUndefined()
    const started = fn.records.flatMap((body) =>
      body.type === 'log' ? (/^START RequestId: (\S+)/.exec(body.line)?.[1] ?? []) : [],
    )
    expect(header(reply, 'x-amzn-requestid')).toBe(started[0])
  })

  test('an empty body is an empty event', () => {
    const fn = createFakeFunction({ handle: ({ event }) => returns(event) })
    expect(ask(fn, { body: '' }).body).toBe('"{}"')
  })

  test('"the status code is 200 if the request was successful … errors in the function are in X-Amz-Function-Error"', () => {
    const reply = ask(createFakeFunction({ handle: () => throws('x') }))
    expect(reply.status).toBe(200)
    expect(header(reply, 'x-amz-function-error')).toBe('Unhandled')
    expect(reply.body).toBe('{"errorType":"Error","errorMessage":"x","trace":[]}')
  })

  test('Event: 202 without a body at once; DryRun: 204, and nothing runs', () => {
    const fn = createFakeFunction()
    const event = ask(fn, { headers: type('Event') })
    expect([event.status, event.body]).toEqual([202, ''])
    expect(fn.counted('Invocations')).toBe(0)
    fn.run(seconds(2))
    expect(fn.counted('Invocations')).toBe(1)
    const dry = ask(fn, { headers: type('DryRun') })
    expect([dry.status, dry.body]).toEqual([204, ''])
    fn.run(seconds(2))
    expect(fn.counted('Invocations')).toBe(1)
  })

  test('InvokeAsync, the API of 2014, queues as Event does', () => {
    const fn = createFakeFunction()
    expect(ask(fn, { path: '/2014-11-13/functions/Node/invoke-async/' }).status).toBe(202)
  })

  test('X-Amz-Log-Type: Tail brings the last 4 KB of the log in base64', () => {
    const long = 'x'.repeat(5_000)
    const fn = createFakeFunction({
      handle: ({ event }) => ({
        ...returns(1),
        logs: event === '"long"' ? [long] : ['hello'],
      }),
    })
    const tail = (body: string): string => {
      const reply = ask(fn, { headers: [['X-Amz-Log-Type', 'Tail']], body })
      return (
        utf8Decode(base64Decode(header(reply, 'x-amz-log-result') ?? '') ?? new Uint8Array()) ?? ''
      )
    }
    expect(
      tail('1')
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['START', 'hello', 'END', 'REPORT', ''])
    expect(tail('"long"')).toHaveLength(4_096)
    expect(tail('"long"')).toContain('x\nEND RequestId')
    expect(header(ask(fn), 'x-amz-log-result')).toBeUndefined()
  })

  test('the client context reaches the handler', () => {
    const fn = createFakeFunction({ handle: ({ context }) => returns(context?.clientContext) })
    const sent = base64Encode(utf8Encode('{"client":1}'))
    expect(ask(fn, { headers: [['X-Amz-Client-Context', sent]] }).body).toBe('"{\\"client\\":1}"')
    expect(ask(fn, { headers: [['X-Amz-Client-Context', 'no json']] }).status).toBe(400)
  })

  test('the qualifier comes from the query or from the name, and both must agree', () => {
    const fn = createFakeFunction({
      properties: { Versions: [{ Version: '1' }, { Version: '2' }] },
    })
    const version = (change: Partial<ApiRequest>) =>
      header(ask(fn, change), 'x-amz-executed-version')
    expect(version({ query: 'Qualifier=1' })).toBe('1')
    expect(version({ path: '/2015-03-31/functions/Node%3A2/invocations' })).toBe('2')
    expect(
      version({ path: `/2015-03-31/functions/${encodeURIComponent(ARN)}%3A2/invocations` }),
    ).toBe('2')
    const differ = ask(fn, {
      path: '/2015-03-31/functions/Node:2/invocations',
      query: 'Qualifier=1',
    })
    expect(differ.body).toBe(
      '{"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}',
    )
    expect([differ.status, header(differ, 'x-amzn-errortype')]).toEqual([
      400,
      'InvalidParameterValueException',
    ])
  })
})

describe('refusals', () => {
  /** Status, exception and body. */
  const refused = (fn: FakeFunction, change: Partial<ApiRequest>): readonly unknown[] => {
    const reply = ask(fn, change)
    return [reply.status, header(reply, 'x-amzn-errortype'), reply.body]
  }

  test('404 for a version that there is not', () => {
    expect(refused(createFakeFunction(), { query: 'Qualifier=7' })).toEqual([
      404,
      'ResourceNotFoundException',
      `{"Type":"User","Message":"Function not found: ${ARN}:7"}`,
    ])
  })

  test('400 for a payload that is not JSON', () => {
    const [status, exception, body] = refused(createFakeFunction(), { body: 'hello' })
    expect([status, exception]).toEqual([400, 'InvalidRequestContentException'])
    expect(JSON.parse(String(body))).toEqual({
      Type: 'User',
      message:
        "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 6]",
    })
    // As LocalStack's test test_lambda_invoke_payload_encoding_error found it at AWS.
    const [, , control] = refused(createFakeFunction(), { body: '\u0099' })
    expect(JSON.parse(String(control))).toMatchObject({
      message: expect.stringContaining(
        "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1]",
      ),
    })
    expect(refused(createFakeFunction(), { body: '{"a":' })[0]).toBe(400)
    expect(refused(createFakeFunction(), { body: new Uint8Array([0xff]) })[0]).toBe(400)
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test.each([
    ['RequestResponse', {}, 6_291_456],
    ['Event', {}, 1_048_576],
    ['Event', { AsyncPayloadLimitKB: 256 }, 262_144],
  ])('413 for more than the limit of %s', (invocation, model, limit) => {
    const payload = (length: number): string => `"${'x'.repeat(length - 2)}"`
    const fn = createFakeFunction({ model })
    expect(ask(fn, { headers: type(invocation), body: payload(limit) }).status).toBeLessThan(300)
    expect(refused(fn, { headers: type(invocation), body: payload(limit + 1) })).toEqual([
      413,
      'RequestTooLargeException',
      `{"Type":"User","message":"${limit + 1} byte payload is too large for the ${invocation} invocation type (limit ${limit} bytes)"}`,
    ])
  })

  test('429 with the reason and Retry-After for a throttle', () => {
    const fn = createFakeFunction({ properties: { ReservedConcurrentExecutions: 0 } })
    const reply = ask(fn)
    expect([reply.status, header(reply, 'x-amzn-errortype'), header(reply, 'retry-after')]).toEqual(
      [429, 'TooManyRequestsException', '1'],
    )
    expect(reply.body).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    )
  })

  test('400 for an invocation type that there is not', () => {
    expect(ask(createFakeFunction(), { headers: type('Now') }).status).toBe(400)
  })
})

describe('looking up', () => {
  const fn = createFakeFunction({
    properties: {
      MemorySize: 256,
      Environment: { Variables: { A: '1' } },
      ReservedConcurrentExecutions: 5,
      Versions: [{ Version: '1', Properties: { MemorySize: 512, Environment: null } }],
      Aliases: [
        {
          Name: 'prod',
          FunctionVersion: '1',
          RoutingConfig: {
            AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.25 }],
          },
        },
      ],
    },
  })
  const look = (path: string, query = ''): unknown => {
    const reply = ask(fn, { method: 'GET', path, query, body: '' })
    return reply.status === 200 ? JSON.parse(String(reply.body)) : reply.status
  }

  test('GetFunctionConfiguration tells what is set, of each version', () => {
    expect(look('/2015-03-31/functions/Node/configuration')).toMatchObject({
      FunctionName: 'Node',
      FunctionArn: ARN,
      Runtime: 'nodejs22.x',
      Role: 'arn:aws:iam::123456789012:role/Node-role',
      MemorySize: 256,
      Version: '$LATEST',
      Environment: { Variables: { A: '1' } },
      State: 'Active',
    })
    const published = look('/2015-03-31/functions/Node/configuration', 'Qualifier=prod')
    expect(published).toMatchObject({ FunctionArn: `${ARN}:prod`, MemorySize: 512, Version: '1' })
    expect(published).not.toHaveProperty('Environment')
    expect(look('/2015-03-31/functions/Node/configuration', 'Qualifier=9')).toBe(404)
    expect(look('/2015-03-31/functions/Node:1/configuration', 'Qualifier=2')).toBe(400)
    expect(look('/2015-03-31/functions/Node')).toMatchObject({
      Configuration: { FunctionName: 'Node' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    })
  })

  test('ListVersionsByFunction, GetAlias and ListAliases', () => {
    expect(look('/2015-03-31/functions/Node/versions')).toMatchObject({
      Versions: [{ Version: '$LATEST' }, { Version: '1', FunctionArn: `${ARN}:1` }],
    })
    const alias = {
      AliasArn: `${ARN}:prod`,
      Name: 'prod',
      FunctionVersion: '1',
      Description: '',
      RoutingConfig: { AdditionalVersionWeights: { '1': 0.25 } },
    }
    expect(look('/2015-03-31/functions/Node/aliases/prod')).toEqual(alias)
    expect(look('/2015-03-31/functions/Node/aliases')).toEqual({
      NextMarker: null,
      Aliases: [alias],
    })
    expect(look('/2015-03-31/functions/Node/aliases/nope')).toBe(404)
  })
})

describe('the endpoint', () => {
  const functions = createFunctionDirectory()
  functions.set('Fn', {
    functionName: 'items',
    describe: () => ({ FunctionName: 'items' }),
    codeSize: 10,
    concurrency: () => ({ limit: 1_000, unreserved: 900 }),
    eventSourceMappings: () => [],
  })
  const endpoint = createEndpoint(functions, { accountId: '123456789012', region: 'us-east-1' })
  const principalArn = 'arn:aws:sts::123456789012:assumed-role/a-role/a'
  const route = (path: string, mayCall = true, method = 'POST') =>
    endpoint.route(call({ path, method }), { node: 'A', principalArn, mayCall: () => mayCall })

  test('finds a function by its name, a partial and a whole ARN', () => {
    const path = (name: string): string =>
      `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
    for (const name of [
      'items',
      'items:prod',
      '123456789012:function:items',
      'arn:aws:lambda:us-east-1:123456789012:function:items:1',
    ]) {
      expect(route(path(name))).toEqual({ nodes: ['Fn'] })
    }
    expect(parseReference('arn:aws:lambda:us-east-1:123456789012:function:items:$LATEST')).toEqual({
      name: 'items',
      qualifier: '$LATEST',
    })
  })

  // An edge is the permission: IAM denies what no policy allows before Lambda is asked whether the function exists.
  test('without an edge IAM denies, and says what it would take', () => {
    const denied = route('/2015-03-31/functions/items/invocations', false)
    expect(denied).toMatchObject({
      reply: {
        status: 403,
        body: `{"Message":"User: ${principalArn} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:items because no identity-based policy allows the lambda:InvokeFunction action"}`,
      },
    })
    expect(route('/2015-03-31/functions/other/invocations')).toMatchObject({
      reply: { status: 403 },
    })
    expect(route('/2015-03-31/functions/items/configuration', false, 'GET')).toMatchObject({
      reply: { body: expect.stringContaining('lambda:GetFunctionConfiguration') },
    })
  })

  test('what is no operation and what is no name is said', () => {
    expect(route('/2015-03-31/functions/items/invocations', true, 'DELETE')).toMatchObject({
      reply: { status: 404 },
    })
    expect(route('/2015-03-31/functions/a%20b/invocations')).toMatchObject({
      reply: { status: 400 },
    })
  })
})
