import { describe, expect, test } from 'vitest'
import { always, expectSame, type Sdk } from './testing/pair.ts'

const OK = always(200, {
  Item: { id: { S: 'a' } },
  ConsumedCapacity: { CapacityUnits: 0.5 },
})
const INPUT = { TableName: 'Items', Key: { id: 'a' } }
type Next = (args: never) => Promise<unknown>

/** Both clients of one configuration. */
const createClients = (sdk: Sdk, config = {}) => {
  const client = new sdk.client.DynamoDBClient({ ...sdk.config, ...config })
  return { client, document: sdk.lib.DynamoDBDocumentClient.from(client) }
}

describe("a user's middleware", () => {
  // https://aws.amazon.com/blogs/developer/middleware-stack-modular-aws-sdk-js/
  test.each(['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize'] as const)(
    'at step %s sees what it would see, on the client and on a command',
    async (step) => {
      await expectSame(OK, async (sdk) => {
        const { client, document } = createClients(sdk)
        const seen: unknown[] = []
        const spy =
          (label: string) =>
          (next: Next, context: { commandName?: string; clientName?: string }) =>
          async (args: never) => {
            const { input, request } = args as {
              input: unknown
              request?: {
                method: string
                path: string
                hostname: string
                headers: Record<string, string>
              }
            }
            const target = request?.headers['x-amz-target']
            seen.push([
              label,
              context.clientName,
              context.commandName,
              input,
              request?.method,
              request?.path,
              request?.hostname,
              target,
            ])
            const result = (await next(args)) as { output?: unknown }
            seen.push([label, result.output])
            return result
          }
        const priorities = ['low', 'high', 'normal'] as const
        for (const priority of priorities)
          client.middlewareStack.add(spy(`client ${priority}`) as never, {
            step: step as never,
            priority,
          })
        const command = new sdk.lib.GetCommand(INPUT)
        command.middlewareStack.add(spy('command') as never, {
          step: step as never,
          name: 'mine',
          override: true,
        })
        seen.push(await document.send(command), await document.send(new sdk.lib.GetCommand(INPUT)))
        return seen
      })
    },
  )

  test('beside the middleware that the SDK names', async () => {
    await expectSame(OK, async (sdk) => {
      const { client, document } = createClients(sdk)
      const order: string[] = []
      const spy = (label: string) => (next: Next) => (args: never) => {
        order.push(label)
        return next(args)
      }
      for (const name of [
        'serializerMiddleware',
        'retryMiddleware',
        'deserializerMiddleware',
        'hostHeaderMiddleware',
        'awsAuthMiddleware',
        'loggerMiddleware',
      ]) {
        for (const relation of ['before', 'after'] as const) {
          client.middlewareStack.addRelativeTo(spy(`${relation} ${name}`) as never, {
            relation,
            toMiddleware: name,
            name: `${relation}-${name}`,
          })
        }
      }
      client.middlewareStack.addRelativeTo(spy('second') as never, {
        relation: 'after',
        toMiddleware: 'retryMiddleware',
      })
      await document.send(new sdk.lib.GetCommand(INPUT))
      const copy = client.middlewareStack.clone()
      const removed = [
        copy.remove('before-retryMiddleware'),
        copy.remove('nothing'),
        copy.removeByTag('RETRY'),
      ]
      return { order, removed, stack: client.middlewareStack.identify(), copy: copy.identify() }
    })
  })

  test('changes the request, the input and the output', async () => {
    const { exchanges } = await expectSame(OK, async (sdk) => {
      const { client, document } = createClients(sdk)
      client.middlewareStack.add(
        ((next: Next) => async (args: { input: object }) => {
          const result = (await next({
            ...args,
            input: { ...args.input, ConsistentRead: true },
          } as never)) as { output: Record<string, unknown> }
          result.output['Extra'] = 1
          return result
        }) as never,
        { step: 'initialize' },
      )
      return [
        await client.send(new sdk.client.GetItemCommand({ TableName: 'Items', Key: {} })),
        await document.send(new sdk.lib.GetCommand(INPUT)),
      ]
    })
    expect(exchanges.map(({ body }) => body.includes('"ConsistentRead":true'))).toStrictEqual([
      true,
      true,
    ])
  })

  test('what cannot be placed', async () => {
    await expectSame(OK, async (sdk) => {
      const { client } = createClients(sdk)
      const pass = ((next: Next) => next) as never
      const tryTo = (act: () => unknown): unknown => {
        try {
          return act() ?? null
        } catch (error) {
          return String(error)
        }
      }
      client.middlewareStack.addRelativeTo(pass, {
        relation: 'after',
        toMiddleware: 'nobody',
        name: 'lost',
      })
      client.middlewareStack.add(pass, { name: 'twice', step: 'build' })
      return [
        tryTo(() => client.middlewareStack.add(pass, { name: 'twice', step: 'build' })),
        tryTo(() =>
          client.middlewareStack.add(pass, { name: 'twice', step: 'initialize', override: true }),
        ),
        tryTo(() =>
          client.middlewareStack.add(pass, { name: 'twice', step: 'build', override: true }),
        ),
        tryTo(() => client.send(new sdk.client.ListTablesCommand({}))),
        client.middlewareStack.identify(),
      ]
    })
  })
})

describe('configuration', () => {
  test('a logger hears of calls and of failures', async () => {
    for (const wire of [OK, always(400, { __type: 'x#ResourceNotFoundException', message: 'm' })]) {
      await expectSame(wire, async (sdk) => {
        const heard: [string, unknown][] = []
        const note = (level: string) => (entry: unknown) => heard.push([level, entry])
        const logger = {
          trace: note('trace'),
          debug: note('debug'),
          info: note('info'),
          warn: note('warn'),
          error: note('error'),
        }
        const { document } = createClients(sdk, { logger })
        await document.send(new sdk.lib.GetCommand(INPUT)).catch(() => {})
        return heard.filter(([level]) => level !== 'debug').map((it) => JSON.stringify(it))
      })
    }
  })

  test('region, attempts and mode come from the code, then from the environment', async () => {
    await expectSame(OK, async (sdk) => {
      const read = async (config: object): Promise<unknown> => {
        const { client } = createClients(sdk, config)
        const { region, maxAttempts, retryMode, credentials, endpoint } = client.config
        const attempt = async (ask: () => Promise<unknown>): Promise<unknown> => ask().catch(String)
        return [
          await attempt(region),
          await attempt(maxAttempts),
          await attempt(retryMode as () => Promise<string>),
          (await credentials()).accessKeyId,
          await endpoint?.(),
        ]
      }
      const unset = { maxAttempts: undefined }
      const before = { ...process.env }
      const seen = [
        await read({ region: 'us-east-1', maxAttempts: 7, endpoint: 'http://localhost:8000' }),
        await read({ region: async () => 'us-east-2', maxAttempts: async () => 2 }),
      ]
      Object.assign(process.env, {
        AWS_REGION: 'ap-south-1',
        AWS_MAX_ATTEMPTS: '9',
        AWS_RETRY_MODE: 'adaptive',
        AWS_ACCESS_KEY_ID: 'AK',
        AWS_SECRET_ACCESS_KEY: 's',
      })
      try {
        seen.push(await read({ ...unset, region: undefined, credentials: undefined }))
        process.env['AWS_MAX_ATTEMPTS'] = 'many'
        seen.push(await read({}))
      } finally {
        process.env = before
      }
      return seen
    })
  })

  test('the callback form of send', async () => {
    await expectSame(OK, (sdk) => {
      const { client } = createClients(sdk)
      return new Promise((resolve) => {
        client.send(new sdk.client.ListTablesCommand({}), (error: unknown, output: unknown) =>
          resolve([error, output]),
        )
      })
    })
  })

  // With its own transport the real client comes as far as a socket, to which this address offers none.
  const alone = (sdk: Sdk, config: object): InstanceType<Sdk['client']['DynamoDBClient']> =>
    createClients(sdk, { requestHandler: undefined, maxAttempts: 2, ...config }).client

  test('a signal that is aborted already', async () => {
    const { outcome } = await expectSame(OK, async (sdk) =>
      alone(sdk, {}).send(new sdk.client.ListTablesCommand({}), {
        abortSignal: AbortSignal.abort(),
      }),
    )
    expect(outcome).toHaveProperty('error.name', 'AbortError')
  })

  test('an endpoint where nobody listens: there is no DynamoDB Local in a function', async () => {
    const { outcome } = await expectSame(OK, async (sdk) =>
      alone(sdk, { endpoint: 'http://127.0.0.1:1' }).send(new sdk.client.ListTablesCommand({})),
    )
    expect(outcome).toHaveProperty('error.message', 'connect ECONNREFUSED 127.0.0.1:1')
  })
})

describe('waiters', () => {
  // https://aws.amazon.com/blogs/developer/waiters-in-modular-aws-sdk-for-javascript/
  test.each(['waitUntilTableExists', 'waitUntilTableNotExists', 'waitForTableExists'] as const)(
    '%s',
    async (name) => {
      let polls = 0
      const wire: Parameters<typeof expectSame>[0] = (operation, body, attempt) => {
        polls = Math.max(polls, attempt)
        if (attempt === 1) return { status: 200, body: '{"Table":{"TableStatus":"CREATING"}}' }
        if (attempt === 2)
          return always(400, { __type: 'x#ResourceNotFoundException', message: 'm' })(
            operation,
            body,
            attempt,
          )
        return { status: 200, body: '{"Table":{"TableStatus":"ACTIVE"}}' }
      }
      const { tookMs } = await expectSame(wire, (sdk) =>
        sdk.client[name](
          { client: createClients(sdk).client, maxWaitTime: 300 },
          { TableName: 'Items' },
        ).then(({ state, observedResponses, reason }) => [
          state,
          observedResponses,
          JSON.stringify(reason),
        ]),
      )
      expect(tookMs).toBe(name === 'waitUntilTableNotExists' ? 20_000 : 20_000 + 30_000)
      expect(polls).toBe(name === 'waitUntilTableNotExists' ? 2 : 3)
    },
  )

  test('time runs out, an abort, bad settings, 403 for long', async () => {
    const creating = always(200, { Table: { TableStatus: 'CREATING' } })
    await expectSame(creating, (sdk) =>
      sdk.client.waitUntilTableExists(
        { client: createClients(sdk).client, maxWaitTime: 100 },
        { TableName: 'Items' },
      ),
    )
    await expectSame(creating, (sdk) => {
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 5_000)
      return sdk.client.waitUntilTableExists(
        { client: createClients(sdk).client, maxWaitTime: 100, abortSignal: abort.signal },
        { TableName: 'Items' },
      )
    })
    for (const settings of [
      { maxWaitTime: 0 },
      { maxWaitTime: 10 },
      { maxWaitTime: 300, minDelay: 0 },
      { maxWaitTime: 300, minDelay: 9, maxDelay: 5 },
    ]) {
      await expectSame(creating, (sdk) =>
        sdk.client.waitUntilTableExists(
          { client: createClients(sdk).client, ...settings },
          { TableName: 'Items' },
        ),
      )
    }
    await expectSame(
      always(403, { __type: 'x#AccessDeniedException', message: 'm' }),
      async (sdk) => {
        const warnings: unknown[] = []
        const silent = (): void => {}
        const logger = {
          trace: silent,
          debug: silent,
          info: silent,
          error: silent,
          warn: (text: unknown) => warnings.push(text),
        }
        const { client } = createClients(sdk, { logger })
        const outcome = await sdk.client.waitForTableExists(
          { client, maxWaitTime: 500 },
          { TableName: 'Items' },
        )
        return [warnings, outcome.state]
      },
    )
  })
})
