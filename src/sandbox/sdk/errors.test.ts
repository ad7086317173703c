import { describe, expect, test } from 'vitest'
import { always, expectSame, type Sdk, type Wire } from './testing/pair.ts'

const TYPE = 'com.amazonaws.dynamodb.v20120810#'
const put = (sdk: Sdk): Promise<unknown> =>
  new sdk.client.DynamoDBClient(sdk.config).send(
    new sdk.client.PutItemCommand({ TableName: 'Items', Item: { id: { S: 'a' } } }),
  )

/** Answers `replies` in turn, the last one for ever. */
const inTurn =
  (...replies: Wire[]): Wire =>
  (operation, body, attempt) => {
    const reply = replies[Math.min(attempt, replies.length) - 1]
    if (!reply) throw new Error('no reply')
    return reply(operation, body, attempt)
  }
const refuse = (code: string, extra: object = {}, status = 400): Wire =>
  always(status, { __type: TYPE + code, message: 'because', ...extra })

describe('errors become the exceptions of the real client', () => {
  const cases: [name: string, wire: Wire][] = [
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    ['a failed condition', refuse('ConditionalCheckFailedException')],
    [
      'the old item with ReturnValuesOnConditionCheckFailure',
      refuse('ConditionalCheckFailedException', { Item: { id: { S: 'a' }, b: { B: 'AQID' } } }),
    ],
    [
      'the reasons of a cancelled transaction',
      always(400, {
        __type: `${TYPE}TransactionCanceledException`,
        Message:
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Message: 'no', Item: { b: { B: 'AQID' } }, Bogus: 1 },
        ],
      }),
    ],
    ['a table that is not there', refuse('ResourceNotFoundException')],
    [
      'an error the model does not know',
      always(400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'bad' }),
    ],
    [
      'an error of the service framework',
      always(400, { __type: 'com.amazon.coral.service#UnrecognizedClientException', Message: 'x' }),
    ],
    [
      'access denied',
      always(400, {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        Message: 'User: a is not authorized',
      }),
    ],
    [
      'extra members of an unknown error',
      always(400, { __type: 'x#Odd', message: 'm', Detail: { a: 1 }, name: 'z' }),
    ],
    ['no type', always(400, { message: 'm' })],
    [
      'a code instead of a type',
      always(400, { Code: 'aws#ResourceInUseException:http://x', message: 'm' }),
    ],
    [
      'a type in the header',
      always(400, { message: 'm' }, { 'x-amzn-errortype': 'ResourceInUseException:http://x' }),
    ],
    ['no message', always(400, { __type: `${TYPE}ResourceInUseException` })],
    ['a redirect', always(301, {})],
  ]
  test.each(cases)('%s', async (_name, wire) => {
    const { outcome } = await expectSame(wire, put)
    expect(outcome).toHaveProperty('error.isServiceException', true)
  })

  test('every modelled class can be thrown, caught by instanceof, and made by hand', async () => {
    const { client: real } = await import('./testing/pair.ts').then((pair) =>
      pair.createReal(always(200, {}), []),
    )
    const names = Object.keys(real).filter((name) =>
      /Exception$|^InternalServerError$|^RequestLimitExceeded$/.test(name),
    )
    expect(names.length).toBeGreaterThan(35)
    for (const name of names) {
      const inspect = async (sdk: Sdk): Promise<unknown> => {
        const ErrorCtor = sdk.client[name as 'LimitExceededException']
        const made = new ErrorCtor({ message: 'm', $metadata: {}, Item: 1 } as never)
        const thrown = await put({ ...sdk, config: { ...sdk.config, maxAttempts: 1 } }).catch(
          (error: unknown) => error,
        )
        return {
          made: Object.fromEntries(Object.entries(made)),
          message: made.message,
          isError: made instanceof Error,
          isBase: made instanceof sdk.client.DynamoDBServiceException,
          caught: thrown instanceof ErrorCtor,
          other: thrown instanceof sdk.client.BackupInUseException,
          ducked: { name, $fault: 'client', $metadata: {} } instanceof ErrorCtor,
        }
      }
      await expectSame(refuse(name), inspect)
    }
  })
})

describe('retries: standard mode with the constants of the newest SDK', () => {
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
  const throttle = refuse('ProvisionedThroughputExceededException')
  const ok = always(200, { Attributes: {} })
  const down: Wire = () => ({ code: 'ECONNRESET', message: 'read ECONNRESET' })
  const cases: [name: string, wire: Wire, attempts: number][] = [
    ['a throttle, then success', inTurn(throttle, ok), 2],
    ['throttled for ever: three attempts', throttle, 3],
    [
      'RequestLimitExceeded',
      refuse('RequestLimitExceeded', { ThrottlingReasons: [{ reason: 'x' }] }),
      3,
    ],
    ['ThrottlingException', refuse('ThrottlingException'), 3],
    ['an internal server error', inTurn(refuse('InternalServerError', {}, 500), ok), 2],
    ['503 with a page', always(503, '<html>Service Unavailable</html>'), 3],
    ['501 is not retried', always(501, {}), 1],
    ['a transaction under way', inTurn(refuse('TransactionInProgressException'), ok), 2],
    ['a replicated write conflict', inTurn(refuse('ReplicatedWriteConflictException'), ok), 2],
    ['a conflict of transactions is not retried', refuse('TransactionConflictException'), 1],
    ['a failed condition is not retried', refuse('ConditionalCheckFailedException'), 1],
    ['a reset connection', inTurn(down, down, ok), 3],
    [
      'Retry-After in seconds',
      inTurn(always(429, { __type: 'x#TooManyRequestsException' }, { 'retry-after': '3' }), ok),
      2,
    ],
    [
      'x-amz-retry-after in milliseconds',
      inTurn(always(500, {}, { 'x-amz-retry-after': '1234' }), ok),
      2,
    ],
  ]
  test.each(cases)('%s', async (_name, wire, attempts) => {
    const { exchanges } = await expectSame(wire, put)
    expect(exchanges).toHaveLength(attempts)
  })

  test('delays double from 1,000 ms for throttles and from 25 ms for what is transient, with full jitter', async () => {
    // Chance is fixed at a half.
    expect((await expectSame(throttle, put)).tookMs).toBe(500 + 1_000)
    expect((await expectSame(down, put)).tookMs).toBe(12 + 25)
  })

  test('the quota of 500 tokens runs dry: a throttle costs 5, then there are no more retries', async () => {
    const { exchanges } = await expectSame(throttle, async (sdk) => {
      const client = new sdk.client.DynamoDBClient({ ...sdk.config, maxAttempts: 10 })
      const input = { TableName: 'Items', Item: { id: { S: 'a' } } }
      for (let call = 0; call < 14; call++) {
        await client.send(new sdk.client.PutItemCommand(input)).catch(() => {})
      }
    })
    // 11 calls of 10 attempts (99 retries), one with one retry, two without.
    expect(exchanges).toHaveLength(14 + 100)
  })

  test.each([1, 2, 7])('maxAttempts %i', async (maxAttempts) => {
    const { exchanges } = await expectSame(throttle, (sdk) =>
      put({ ...sdk, config: { ...sdk.config, maxAttempts } }),
    )
    expect(exchanges).toHaveLength(maxAttempts)
  })

  test('adaptive mode', async () => {
    await expectSame(inTurn(throttle, ok, throttle, throttle, ok), async (sdk) => {
      const client = new sdk.client.DynamoDBClient({ ...sdk.config, retryMode: 'adaptive' })
      const times = []
      for (let call = 0; call < 5; call++) {
        await client.send(new sdk.client.PutItemCommand({ TableName: 'Items', Item: {} }))
        times.push(Date.now())
      }
      return times
    })
  })

  test('an abort ends the wait between attempts', async () => {
    const { outcome, tookMs } = await expectSame(throttle, async (sdk) => {
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 700)
      const client = new sdk.client.DynamoDBClient(sdk.config)
      const command = new sdk.client.PutItemCommand({ TableName: 'Items', Item: {} })
      return client.send(command, { abortSignal: abort.signal })
    })
    expect(outcome).toHaveProperty('error.name', 'AbortError')
    expect(tookMs).toBe(700)
  })
})
