import { once } from 'node:events'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Durable } from '#contracts/api.ts'
import { type DataDir, openDataDir } from './dataDir.ts'
import { startProcess } from './testing/process.ts'
import { EMPTY_ACCOUNT, sendRaw, serveForTest, signedHeaders } from './testing/served.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'coldstart-data-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A service that only counts: `add` changes a name's count, as a record that says the new one. */
function createCounter() {
  const counts = new Map<string, number>()
  let heard: (records: readonly string[]) => void = () => undefined
  const durable: Durable = {
    listen: (listener) => {
      heard = listener
    },
    restore(records) {
      for (const record of records) {
        const [name, count] = JSON.parse(record) as [string, number]
        counts.set(name, count)
      }
    },
    *snapshot() {
      for (const entry of counts) yield JSON.stringify(entry)
    },
  }
  return {
    counts,
    durable,
    add(...names: readonly string[]) {
      const records = names.map((name) => {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        return JSON.stringify([name, counts.get(name)])
      })
      heard(records)
    },
  }
}

const failed = (error: unknown): void => {
  throw error
}

const reopen = async (compactBytes?: number) => {
  const counter = createCounter()
  const options = compactBytes === undefined ? { failed } : { failed, compactBytes }
  const store: DataDir = await openDataDir(dir, counter.durable, options)
  return { ...counter, store }
}

describe('a data directory', () => {
  it('gives back what was changed, in one piece or not at all', async () => {
    const first = await reopen()
    first.add('a', 'b')
    first.add('a')
    await first.store.close()
    const second = await reopen()
    expect([...second.counts]).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    await second.store.close()
  })

  it('forgets the torn end of its log, wherever it is torn, and goes on', async () => {
    const first = await reopen()
    first.add('a')
    first.add('b', 'c')
    await first.store.close()
    const log = join(dir, 'log-1')
    const whole = readFileSync(log).length
    for (let bytes = whole - 1; bytes > whole - 25; bytes -= 6) {
      truncateSync(log, bytes)
      // oxlint-disable-next-line no-await-in-loop -- one tear after the other
      const torn = await reopen()
      expect([...torn.counts]).toEqual([['a', 1]])
      torn.add('b', 'c')
      // oxlint-disable-next-line no-await-in-loop -- as above
      await torn.store.close()
    }
    appendFileSync(log, 'garbage that is no frame')
    const last = await reopen()
    expect([...last.counts.keys()]).toEqual(['a', 'b', 'c'])
    await last.store.close()
  })

  it('becomes a snapshot when its log is long, and loses nothing while it does', async () => {
    const first = await reopen(2_000)
    for (let round = 0; round < 200; round++) {
      first.add(`n${round % 50}`, 'all')
      // oxlint-disable-next-line no-await-in-loop -- a compaction runs between two rounds
      if (round % 10 === 0) await first.store.settled()
    }
    await first.store.close()
    expect(readdirSync(dir).filter((name) => name.startsWith('snapshot-'))).toHaveLength(1)
    expect(readdirSync(dir)).not.toContain('snapshot-1')
    const second = await reopen()
    expect(new Map(second.counts)).toEqual(new Map(first.counts))
    await second.store.close()
  })

  it('belongs to one process', async () => {
    const first = await reopen()
    await expect(reopen()).rejects.toThrow(`process ${process.pid} is using it`)
    await first.store.close()
    await (await reopen()).store.close()
  })

  it('says where a snapshot is damaged, and does not start with half of it', async () => {
    const first = await reopen(50)
    first.add('a')
    first.add('b')
    await first.store.close()
    const snapshot = readdirSync(dir).find((name) => name.startsWith('snapshot-')) ?? ''
    appendFileSync(join(dir, snapshot), 'x')
    await expect(reopen()).rejects.toThrow(/is damaged at byte/)
  })
})

const TABLE = {
  TableName: 'kept',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}

const ask = async (server: { readonly port: number }, action: string, input: object) => {
  const answer = await sendRaw(server, {
    headers: signedHeaders(action),
    body: JSON.stringify(input),
  })
  return JSON.parse(answer.body.toString() || 'null') as Record<string, unknown>
}

describe('served tables', () => {
  it('come back with their settings and items, indexes too', async () => {
    const first = await serveForTest({ dataDir: dir })
    await ask(first, 'CreateTable', { ...TABLE, Tags: [{ Key: 'a', Value: 'b' }] })
    await ask(first, 'PutItem', { TableName: 'kept', Item: { id: { S: '1' }, by: { S: 'ann' } } })
    await ask(first, 'PutItem', { TableName: 'kept', Item: { id: { S: '2' }, n: { N: '1.5' } } })
    await ask(first, 'DeleteItem', { TableName: 'kept', Key: { id: { S: '2' } } })
    await ask(first, 'UpdateTable', {
      TableName: 'kept',
      AttributeDefinitions: [{ AttributeName: 'by', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-by',
            KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    })
    const before = await ask(first, 'DescribeTable', { TableName: 'kept' })
    await first.close()
    const second = await serveForTest({ dataDir: dir })
    expect(await ask(second, 'DescribeTable', { TableName: 'kept' })).toEqual(before)
    expect(await ask(second, 'Scan', { TableName: 'kept', IndexName: 'by-by' })).toMatchObject({
      Items: [{ id: { S: '1' }, by: { S: 'ann' } }],
    })
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/kept'
    expect(await ask(second, 'ListTagsOfResource', { ResourceArn })).toMatchObject({
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    await second.close()
  })

  it('of a scenario are as they were left, not as they were seeded', async () => {
    const scenario = {
      ...EMPTY_ACCOUNT,
      nodes: [
        {
          id: 'T',
          type: 'AWS::DynamoDB::Table' as const,
          properties: { TableName: 'seeded' },
          data: [{ id: { S: 'seed' } }],
        },
      ],
    }
    const first = await serveForTest({ dataDir: dir, scenario })
    await ask(first, 'DeleteItem', { TableName: 'seeded', Key: { id: { S: 'seed' } } })
    await ask(first, 'PutItem', { TableName: 'seeded', Item: { id: { S: 'mine' } } })
    await first.close()
    const second = await serveForTest({ dataDir: dir, scenario })
    expect(await ask(second, 'Scan', { TableName: 'seeded' })).toMatchObject({
      Items: [{ id: { S: 'mine' } }],
    })
    await second.close()
  })

  it('lose nothing that was acknowledged when the process is killed in the middle of writes', async () => {
    const { child, port } = await startProcess(['--data', dir])
    await ask({ port }, 'CreateTable', TABLE)
    const acknowledged: string[] = []
    let next = 0
    const write = async (): Promise<void> => {
      for (;;) {
        const id = String(next++)
        const Item = { id: { S: id }, text: { S: id.repeat(50) } }
        try {
          // oxlint-disable-next-line no-await-in-loop -- each writer waits for its acknowledgement
          const reply = await ask({ port }, 'PutItem', { TableName: 'kept', Item })
          expect(reply).toEqual({})
        } catch {
          return
        }
        acknowledged.push(id)
        if (acknowledged.length === 400) child.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 16 }, write))
    expect(acknowledged.length).toBeGreaterThanOrEqual(400)
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL')

    const after = await serveForTest({ dataDir: dir })
    const { Items } = (await ask(after, 'Scan', { TableName: 'kept' })) as {
      Items: readonly { readonly id: { readonly S: string } }[]
    }
    const kept = new Set(Items.map(({ id }) => id.S))
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    await after.close()
  }, 60_000)
})
