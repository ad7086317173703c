import { gunzipSync, strFromU8 } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { EPOCH_MS, seconds } from '#kernel/time.ts'
import { createItems, ITEMS, refused, serviceException } from '../testing/controlAccount.ts'
import { createWiredTable } from '../testing/wiredTable.ts'
import { loadIon } from '../transfer/loadIon.ts'

const TableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
const NOW = EPOCH_MS / 1_000
const recoverable = {
  TableName: 'items',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
}

describe('ExportTableToPointInTime', () => {
  it('refuses a table that is not there, one without recovery, and times outside of its window', () => {
    const { call, wait } = createItems()
    const other = `${TableArn}-2`
    const ask = (more: object) =>
      call('ExportTableToPointInTime', { TableArn, S3Bucket: 'dumps', ...more })
    expect(ask({ TableArn: other })).toEqual(
      serviceException('TableNotFoundException', `Table not found: ${other}`),
    )
    expect(ask({})).toEqual(
      serviceException(
        'PointInTimeRecoveryUnavailableException',
        "Point in time recovery is not enabled for table 'items'",
      ),
    )
    call('UpdateContinuousBackups', recoverable)
    wait(seconds(3_600))
    const outside = serviceException(
      'InvalidExportTimeException',
      'The specified ExportTime is outside of the point in time recovery window.',
    )
    expect(ask({ ExportTime: NOW - 100 })).toEqual(outside)
    expect(ask({ ExportTime: NOW + 7_200 })).toEqual(outside)
    const incremental = (from: number, to: number) =>
      ask({
        ExportType: 'INCREMENTAL_EXPORT',
        IncrementalExportSpecification: { ExportFromTime: NOW + from, ExportToTime: NOW + to },
      })
    expect(incremental(600, 900)).toEqual(
      serviceException(
        'InvalidExportTimeException',
        'Difference between export from time and export to time is less than 15 minutes',
      ),
    )
    expect(incremental(60, 1_200)).toMatchObject({
      ExportDescription: { ExportStatus: 'IN_PROGRESS', ExportType: 'INCREMENTAL_EXPORT' },
    })
  })

  it('fails after a while where nobody has such a bucket, and is listed', () => {
    const { call, wait } = createItems()
    call('UpdateContinuousBackups', recoverable)
    const { ExportDescription } = call('ExportTableToPointInTime', {
      TableArn,
      S3Bucket: 'nowhere',
    }) as { ExportDescription: { ExportArn: string } }
    const { ExportArn } = ExportDescription
    expect(ExportDescription).toMatchObject({ ExportStatus: 'IN_PROGRESS', TableArn })
    expect(ExportArn).toMatch(/^arn:.*:table\/items\/export\/\d{14}-[0-9a-f]{8}$/)
    wait(seconds(301))
    expect(call('DescribeExport', { ExportArn })).toMatchObject({
      ExportDescription: { ExportStatus: 'FAILED', FailureCode: 'S3NoSuchBucket' },
    })
    expect(call('ListExports', {})).toEqual({
      ExportSummaries: [{ ExportArn, ExportStatus: 'FAILED', ExportType: 'FULL_EXPORT' }],
    })
    expect(call('DescribeExport', { ExportArn: `${ExportArn}0` })).toEqual(
      serviceException('ExportNotFoundException', `Export not found: ${ExportArn}0`),
    )
  })
})

describe('over a wire to a bucket', () => {
  it('an incremental export tells each item that changed once, as it was and as it is', () => {
    const { call, world, objects } = createWiredTable()
    const put = (id: string, v: string) =>
      call('PutItem', { TableName: 'items', Item: { id: { S: id }, v: { S: v } } })
    put('updated', '1')
    put('deleted', '1')
    put('untouched', '1')
    world.run(seconds(100))
    put('updated', '2')
    put('updated', '3')
    put('inserted', '1')
    put('passing', '1')
    for (const id of ['deleted', 'passing']) {
      call('DeleteItem', { TableName: 'items', Key: { id: { S: id } } })
    }
    world.run(seconds(1_800))
    put('updated', '4')
    call('ExportTableToPointInTime', {
      TableArn,
      S3Bucket: 'dumps',
      ExportType: 'INCREMENTAL_EXPORT',
      IncrementalExportSpecification: { ExportFromTime: NOW + 60, ExportToTime: NOW + 1_200 },
    })
    world.run(seconds(400))
    const keys = [...objects.keys()]
    const data = keys.filter((key) => key.startsWith('AWSDynamoDB/data/'))
    const rows = data
      .flatMap((key) => strFromU8(gunzipSync(objects.get(key) ?? expect.fail())).split('\n'))
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line))
    const image = (id: string, v: string) => ({ id: { S: id }, v: { S: v } })
    const row = (id: string, more: object) => ({
      Metadata: { WriteTimestampMicros: { N: expect.stringMatching(/^1767225\d{9}$/) } },
      Keys: { id: { S: id } },
      ...more,
    })
    expect(rows).toHaveLength(3)
    expect(rows).toEqual(
      expect.arrayContaining([
        row('updated', { OldImage: image('updated', '1'), NewImage: image('updated', '3') }),
        row('deleted', { OldImage: image('deleted', '1') }),
        row('inserted', { NewImage: image('inserted', '1') }),
      ]),
    )
    const summary = keys.find((key) => key.endsWith('manifest-summary.json')) ?? expect.fail()
    expect(JSON.parse(strFromU8(objects.get(summary) ?? expect.fail()))).toMatchObject({
      version: '2023-08-01',
      exportType: 'INCREMENTAL_EXPORT',
      outputView: 'NEW_AND_OLD_IMAGES',
      exportFromTime: '2026-01-01T00:01:00.000Z',
      itemCount: 3,
      // Ten megabytes are the least that is charged for.
      billedSizeBytes: 10_000_000,
    })
  })

  it('is charged by its size, and a run waits for it', () => {
    const { call, world, service, objects } = createWiredTable()
    const Item = { id: { S: '1' }, text: { S: 'x'.repeat(1_000) } }
    call('PutItem', { TableName: 'items', Item })
    call('ExportTableToPointInTime', { TableArn, S3Bucket: 'dumps' })
    expect(service.pending?.()).toBe(1)
    world.run(seconds(400))
    expect(service.pending?.()).toBe(0)
    expect(service.usage?.()).toMatchObject({ exported: 1_007 / 1e9, imported: 0 })
    // Rows need not stand on lines of their own.
    const text = '{"Item":{"id":{"S":"1"}}}{"Item":{"id":{"S":"2"}}}\n{"id":{"S":"3"}}\n'
    objects.set('in/rows', new TextEncoder().encode(text))
    const { TableName: _name, ...table } = ITEMS
    call('ImportTable', {
      S3BucketSource: { S3Bucket: 'dumps', S3KeyPrefix: 'in/' },
      InputFormat: 'DYNAMODB_JSON',
      TableCreationParameters: { TableName: 'copies', ...table },
    })
    world.run(seconds(400))
    expect(service.usage?.()).toMatchObject({ imported: text.length / 1e9 })
    expect(service.query?.({ type: 'transfers' })).toMatchObject({
      buckets: ['Dumps'],
      isRecoverable: true,
      rows: [
        { kind: 'import', table: 'copies', status: 'FAILED', items: 2, errors: 1 },
        { kind: 'export', status: 'COMPLETED', items: 1, bytes: 1_007 },
      ],
    })
  })
})

it('ImportTable refuses what CreateTable refuses, and a taken name', () => {
  const { call } = createItems()
  const ask = (table: object, more: object = {}) =>
    call('ImportTable', {
      S3BucketSource: { S3Bucket: 'dumps' },
      InputFormat: 'CSV',
      TableCreationParameters: { ...ITEMS, ...table },
      ...more,
    })
  expect(ask({})).toEqual(serviceException('ResourceInUseException', 'Table already exists: items'))
  expect(ask({ TableName: 'new', BillingMode: 'PAY_PER_REQUEST' })).toEqual(
    refused(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits ' +
        'can be specified when BillingMode is PAY_PER_REQUEST',
    ),
  )
})

it('an import from a bucket that nobody has leaves no table behind', () => {
  const { call, wait } = createItems()
  call('ImportTable', {
    S3BucketSource: { S3Bucket: 'nowhere' },
    InputFormat: 'CSV',
    TableCreationParameters: { ...ITEMS, TableName: 'new' },
  })
  expect(call('ListTables', {})).toEqual({ TableNames: ['items', 'new'] })
  wait(seconds(301))
  expect(call('ListTables', {})).toEqual({ TableNames: ['items'] })
  expect(call('ListImports', {})).toMatchObject({
    ImportSummaryList: [{ ImportStatus: 'FAILED', InputFormat: 'CSV' }],
  })
})

describe('in Amazon Ion', () => {
  // "ctx.settle" of the fake world waits for nobody.
  beforeAll(async () => {
    await loadIon()
  })
  const { TableName: _name, ...copies } = ITEMS
  const importTo = (TableName: string, more: object) => ({
    S3BucketSource: { S3Bucket: 'dumps', S3KeyPrefix: 'in/' },
    TableCreationParameters: { TableName, ...copies },
    ...more,
  })
  const book = {
    id: { S: '333-3333333333' },
    Id: { N: '103' },
    InPublication: { BOOL: false },
    PageCount: { N: '600' },
    Price: { N: '-0.0000012345' },
    Authors: { SS: ['Author1', 'Author2'] },
    Editions: { NS: ['1', '20'] },
    Covers: { BS: ['AQI='] },
    Cover: { B: '/+8=' },
    Nothing: { NULL: true },
    'a "b"\n': { L: [{ M: { __proto__x: { S: '' } } }, { S: "it's" }] },
  }

  it('an export has one document a line, numbers as decimals and sets as annotated lists, and is read again as it was', () => {
    const { call, world, objects } = createWiredTable()
    call('PutItem', { TableName: 'items', Item: book })
    call('PutItem', { TableName: 'items', Item: { id: { S: '2' } } })
    const asked = call('ExportTableToPointInTime', {
      TableArn,
      S3Bucket: 'dumps',
      ExportFormat: 'ION',
    })
    expect(asked).toMatchObject({ ExportDescription: { ExportFormat: 'ION' } })
    world.run(seconds(400))
    const files = [...objects].filter(([key]) => key.endsWith('.ion.gz'))
    const lines = files.flatMap(([, bytes]) => strFromU8(gunzipSync(bytes)).split('\n'))
    const line = lines.find((one) => one.includes('333-')) ?? ''
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
    expect(line).toMatch(/^\$ion_1_0 \{Item:\{/)
    for (const part of [
      'Authors:$dynamodb_SS::["Author1","Author2"]',
      'Editions:$dynamodb_NS::[1.,2d1]',
      'Id:103.',
      'InPublication:false',
      'PageCount:6d2',
    ]) {
      expect(line).toContain(part)
    }
    const summary = [...objects].find(([key]) => key.endsWith('manifest-summary.json'))
    expect(strFromU8(summary?.[1] ?? expect.fail())).toContain('"outputFormat":"ION"')

    for (const [key, bytes] of files) objects.set(`in/${key}`, bytes)
    call('ImportTable', importTo('copies', { InputFormat: 'ION', InputCompressionType: 'GZIP' }))
    world.run(seconds(400))
    expect(call('GetItem', { TableName: 'copies', Key: { id: book.id } })).toEqual({ Item: book })
    expect(call('DescribeTable', { TableName: 'copies' })).toMatchObject({
      Table: { ItemCount: 2 },
    })
  })

  it('an incremental export tells its changes in it, too', () => {
    const { call, world, objects } = createWiredTable()
    world.run(seconds(1_000))
    call('PutItem', { TableName: 'items', Item: { id: { S: 'a' }, at: { N: '1' } } })
    call('ExportTableToPointInTime', {
      TableArn,
      S3Bucket: 'dumps',
      ExportFormat: 'ION',
      ExportType: 'INCREMENTAL_EXPORT',
      IncrementalExportSpecification: { ExportFromTime: NOW + 60 },
    })
    world.run(seconds(400))
    const lines = [...objects]
      .filter(([key]) => key.endsWith('.ion.gz'))
      .flatMap(([, bytes]) => strFromU8(gunzipSync(bytes)).split('\n'))
      .filter((line) => line !== '')
    expect(lines).toEqual([
      expect.stringMatching(
        /^\$ion_1_0 \{Metadata:\{WriteTimestampMicros:\d+(\.|d\d+)\},Keys:\{id:"a"\},NewImage:\{(id:"a",at:1\.|at:1\.,id:"a")\}\}$/,
      ),
    ])
  })

  it.each([
    ['rows in one list', '$ion_1_0 [{Item:{id:"1"}},{Item:{id:"2",n:1.50}}]', 2, 0],
    ['integers', '{Item:{id:"1",n:12345678901234567890}}', 1, 0],
    ['what is no item', '{Item:{id:"1"}} {Other:{}} 12 {Item:{id:"2",t:2024-01-01}}', 1, 3],
    ['deeper than items are', `{Item:{id:"1",a:${'['.repeat(60)}${']'.repeat(60)}}}`, 0, 1],
    ['endlessly deep', `{Item:{id:"1",a:${'['.repeat(100_000)}`, 0, 1],
    ['deep rows that are none', '('.repeat(100_000), 0, 1],
    ['lists of lists', '['.repeat(100_000) + ']'.repeat(100_000), 0, 1],
    ['no Ion at all', '}}]', 0, 1],
    ['nothing', '', 0, 0],
  ])('reads %s', (_what, text, items, errors) => {
    const { call, world, service, objects } = createWiredTable()
    objects.set('in/rows', new TextEncoder().encode(text))
    call('ImportTable', importTo('copies', { InputFormat: 'ION' }))
    world.run(seconds(400))
    expect(service.query?.({ type: 'transfers' })).toMatchObject({ rows: [{ items, errors }] })
  })

  it('ZSTD is unpacked, and what is none is named', () => {
    // `zstd -19` of two rows.
    const ZSTD =
      'KLUv/SSc3QEAIsMKEbC5ASiBR2rEOXWLB/QJQ/kJ9t/B/vtIyksnTaoqanAvo4cXTY4XjYoKbwQABUNrLQR99fKYgAmSIapY'
    const { call, world, service, objects } = createWiredTable()
    objects.set('in/1.zst', Buffer.from(ZSTD, 'base64'))
    objects.set('in/2.zst', Buffer.from('no zstd'))
    objects.set('in/3.zst', Buffer.from(ZSTD, 'base64').subarray(0, 30))
    call(
      'ImportTable',
      importTo('copies', { InputFormat: 'DYNAMODB_JSON', InputCompressionType: 'ZSTD' }),
    )
    world.run(seconds(400))
    expect(service.query?.({ type: 'transfers' })).toMatchObject({
      rows: [{ items: 2, errors: 2 }],
    })
  })
})
