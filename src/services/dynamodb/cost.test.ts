import { after, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { computeBill } from '../cost.ts'
import { type DynamodbMeter, dynamodbPrices } from './cost.ts'
import { createTableMeter } from './tableMeter.ts'

const billOf = (usage: Partial<Record<DynamodbMeter, number>>, hasFreeTier = false) =>
  computeBill([{ id: 'Table', prices: dynamodbPrices, usage }], { hasFreeTier, scale: 1 })

// https://aws.amazon.com/dynamodb/pricing/, present prices, AWS's rounding of each line.
test.each([
  [
    '28 M write and 14 M read request units on demand',
    { 'write-units': 28e6, 'read-units': 14e6 },
    19.25,
  ],
  [
    '100 WCU and 100 RCU provisioned for 720 hours',
    { 'write-capacity': 72_000, 'read-capacity': 72_000 },
    56.16,
  ],
  [
    '0.65 M writes and 0.55 M reads on demand',
    { 'write-units': 0.65e6, 'read-units': 0.55e6 },
    0.48,
  ],
  [
    '1 M eventual gets of 3 KB and 1 M puts of 2.5 KB',
    { 'read-units': 0.5e6, 'write-units': 3e6 },
    1.94,
  ],
])('%s', (_, usage, usd) => {
  expect(billOf(usage).usd).toBe(usd)
})

test('a global table pays for each write in every Region, and for what travels between them', () => {
  const meter = createTableMeter(START)
  meter.hold({ provisioned: null, bytes: 1e9, regions: 3 }, START)
  // A million writes of 1 KB here, and each again in two other Regions.
  meter.consume(0, 1e6)
  meter.replicate(2e6, 2e9)
  const usage = meter.read(after(START, seconds(730 * 3_600)))
  // 3 M × $0.625 a million, 3 GB × $0.25 a month, 2 GB × $0.02.
  expect(billOf(usage).usd).toBe(1.88 + 0.75 + 0.04)
})

test('recovery costs by the size of the table, backups by their own, restores by what comes back', () => {
  const meter = createTableMeter(START)
  meter.hold({ provisioned: null, bytes: 30e9, isRecoverable: true, backupBytes: 60e9 }, START)
  meter.restore(30e9)
  const usage = meter.read(after(START, seconds(730 * 3_600)))
  // 30 GB × $0.25 and × $0.20, 60 GB × $0.10, 30 GB × $0.15.
  expect(billOf(usage).usd).toBe(7.5 + 6 + 6 + 4.5)
})

test('the class Standard-Infrequent Access: less for what is kept, more for what is asked, nothing free', () => {
  const month = after(START, seconds(730 * 3_600))
  const meter = createTableMeter(START)
  meter.hold({ provisioned: null, bytes: 100e9, isInfrequent: true }, START)
  meter.consume(2e6, 1e6)
  // 1 M × $0.78 a million, 2 M × $0.155 a million, 100 GB × $0.10.
  expect(billOf(meter.read(month), true).usd).toBe(0.78 + 0.31 + 10)
  const provisioned = createTableMeter(START)
  const units = { read: 10, write: 10 }
  provisioned.hold({ provisioned: units, bytes: 0, isInfrequent: true }, START)
  // 7,300 hours × $0.00081 and × $0.00016.
  expect(billOf(provisioned.read(month), true).usd).toBe(5.91 + 1.17)
})

test('streams: 2.5 M reads a month are free, then $0.02 for 100,000', () => {
  expect(billOf({ 'stream-reads': 12_500_000 }, true).usd).toBe(2)
})

test('exports cost by the size of the table, imports by that of the objects', () => {
  const meter = createTableMeter(START)
  meter.transfer('exported', 200e9)
  meter.transfer('imported', 10e9)
  // 200 GB × $0.10, 10 GB × $0.15.
  expect(billOf(meter.read(START)).usd).toBe(20 + 1.5)
})

test('25 units of each kind are always free: a table of 25 and 25 costs nothing', () => {
  const hours = 25 * 730
  expect(billOf({ 'write-capacity': hours, 'read-capacity': hours }, true).usd).toBe(0)
})

test('capacity is charged for as long as it is provisioned, whether it is used or not; units on demand as they are used', () => {
  const meter = createTableMeter(START)
  meter.hold({ provisioned: { read: 10, write: 5 }, bytes: 2e9 }, START)
  const anHour = after(START, seconds(3_600))
  meter.consume(7, 7)
  meter.hold({ provisioned: null, bytes: 2e9 }, anHour)
  meter.consume(3, 4)
  expect(meter.read(after(anHour, seconds(3_600)))).toEqual({
    'write-units': 4,
    'read-units': 3,
    'replicated-write-units': 0,
    'replicated-write-capacity': 0,
    'replication-transfer': 0,
    recovery: 0,
    backups: 0,
    restored: 0,
    exported: 0,
    imported: 0,
    'stream-reads': 0,
    'write-capacity': 5,
    'read-capacity': 10,
    storage: 2 * 7_200,
    'ia-write-units': 0,
    'ia-read-units': 0,
    'ia-write-capacity': 0,
    'ia-read-capacity': 0,
    'ia-storage': 0,
  })
})
