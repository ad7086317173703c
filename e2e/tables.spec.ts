import { expect, test } from './fixtures.ts'
import { linkTo } from './scenarios/link.ts'
import { transfersScenario } from './scenarios/transfers.ts'

test('a person explores a table: finds and imports items, asks a Query, and reads who scans it', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Scan or Query/ }).click()
  await app.play.click()
  await app.select('OrdersTable')

  await app.inspectorTab('Data')
  await expect(app.inspector.getByText(/of 400$/)).toBeVisible()
  await app.inspector.getByLabel('Import JSON or CSV').setInputFiles({
    name: 'orders.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('customer,order,total\nnew-one,1,42\nnew-one,2,43\n,3,44\n'),
  })
  await expect(app.inspector.getByRole('status')).toContainText(
    '2 items put. Item 3 has no customer',
  )
  await app.inspector.getByLabel('Find items').fill('new-one')
  await expect(app.inspector.getByText('1–2 of 2')).toBeVisible()

  await app.inspectorTab('Explore')
  await app.inspector.getByLabel('Value of customer').fill('new-one')
  await app.inspector.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(app.inspector.getByRole('status')).toContainText(
    '2 items answered, 2 read, 0.5 read units',
  )

  await app.inspectorTab('Access')
  const patterns = app.inspector.getByRole('list', { name: 'Access patterns' })
  const scan = patterns.getByRole('listitem').filter({ hasText: 'Scan' })
  await expect(scan).toContainText('from OrdersFunction')
  await expect(scan).toContainText('A Query of the table with customer as its key')
  await expect(app.node('OrdersTable')).toContainText('Scan for a Query')
  const [line = ''] = (await app.node('OrdersTable').innerText()).match(/index\.mjs:\d+/) ?? []
  await scan.getByRole('button', { name: line }).click()
  await expect(app.inspector.getByRole('tab', { name: 'Code', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(app.inspector.locator('.monaco-editor .line-numbers.active-line-number')).toHaveText(
    line.replace('index.mjs:', ''),
  )
})

test('a person exports a table to a bucket, and imports a file from it', async ({ app }) => {
  await app.open(linkTo(transfersScenario))
  await app.select('OrdersTable')
  await app.inspectorTab('Transfers')
  await app.play.click()
  await app.inspector.getByRole('button', { name: 'Switch on point-in-time recovery' }).click()
  await app.inspector.getByLabel('Prefix').fill('daily')
  await app.inspector.getByRole('button', { name: 'Export now' }).click()
  const transfers = app.inspector.getByRole('list', { name: 'Transfers' })
  const exported = transfers.getByRole('listitem').filter({ hasText: 'dumps/daily/AWSDynamoDB/' })
  await expect(exported).toContainText('COMPLETED')
  await expect(exported).toContainText('40 items')
  // Amazon Ion's library comes with the first transfer that needs it.
  await app.inspector.getByLabel('Prefix').fill('in-ion')
  await app.inspector.getByLabel('Written as').click()
  await app.page.getByRole('option', { name: 'Amazon Ion' }).click()
  await app.inspector.getByRole('button', { name: 'Export now' }).click()
  const inIon = transfers.getByRole('listitem').filter({ hasText: 'dumps/in-ion/AWSDynamoDB/' })
  await expect(inIon).toContainText('COMPLETED')

  await app.inspector.getByLabel('Keys that begin with').fill('in/')
  await app.inspector.getByLabel('Format').click()
  await app.page.getByRole('option', { name: 'CSV' }).click()
  await app.inspector.getByLabel('Compression').click()
  await app.page.getByRole('option', { name: 'None' }).click()
  await app.inspector.getByLabel('To the new table').fill('copies')
  await app.inspector.getByRole('button', { name: 'Import', exact: true }).click()
  const imported = transfers.getByRole('listitem').filter({ hasText: 'Import to copies' })
  await expect(imported).toContainText('2 items')
  await expect(imported).toContainText('ItemValidationError')
})

test('a person watches the stream, backs the table up, and restores it', async ({ app }) => {
  await app.open(linkTo(transfersScenario))
  await app.select('OrdersTable')
  await app.inspectorTab('Stream')
  await app.play.click()
  await app.inspector.getByRole('button', { name: 'Switch on' }).click()
  await expect(app.inspector.getByText(/:table\/orders\/stream\/2026-/)).toBeVisible()
  await app.inspectorTab('Data')
  await app.inspector.getByLabel('Import JSON or CSV').setInputFiles({
    name: 'orders.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('order,total\nnew-one,42\n'),
  })
  await app.inspectorTab('Stream')
  const changes = app.inspector.getByRole('table', { name: 'Newest changes' })
  await expect(changes.getByRole('row').filter({ hasText: 'new-one' })).toContainText('INSERT')

  await app.inspectorTab('Backups')
  await app.inspector.getByLabel('Backup’s name').fill('nightly')
  await app.inspector.getByRole('button', { name: 'Back up now' }).click()
  const backup = app.inspector.getByRole('listitem').filter({ hasText: '41 items' }).first()
  await expect(backup).toContainText('nightly')
  // A backup takes five seconds, a restored table minutes: those of the run.
  await backup.getByRole('button', { name: 'Restore to nightly-restored' }).click()
  const made = app.inspector.getByRole('list', { name: 'Tables without a node' })
  await expect(made.getByRole('listitem')).toContainText('CREATING')
  await backup.getByRole('button', { name: 'Restore to nightly-restored' }).click()
  await expect(app.inspector.getByRole('alert')).toContainText('Table already exists')
  await backup.getByRole('button', { name: 'Delete' }).click()
  await expect(app.inspector.getByRole('list', { name: 'Backups' })).toHaveCount(0)
})

test('a global table shows its Regions on the node and the map, and a lost write with both versions', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Global table/ }).click()
  await app.select('PlayersTable')
  await app.inspectorTab('Regions')
  await app.play.click()
  await expect(app.node('PlayersTable')).toContainText(/eu-west-1\s*\d+ ms/)
  const lost = app.inspector
    .getByRole('region', { name: 'Conflicts' })
    .getByRole('listitem')
    .first()
  await expect(lost).toContainText(/stayed.*lost/s, { timeout: 60_000 })
  await expect(lost).toContainText('from: ')
  await expect(app.node('PlayersTable')).toContainText(/\d lost/, { timeout: 60_000 })
  await app.page.getByRole('button', { name: /^World map/ }).click()
  const map = app.page.getByRole('main', { name: 'World map' })
  await expect(map.getByText('ap-southeast-2')).toBeVisible()
  await expect(map.getByText(/ms behind/).first()).toBeVisible()
})
