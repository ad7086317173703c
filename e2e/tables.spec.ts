import { expect, test } from './fixtures.ts'

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
  await expect(app.inspector.getByRole('status')).toContainText('2 items answered, 2 read')

  await app.inspectorTab('Access')
  const patterns = app.inspector.getByRole('list', { name: 'Access patterns' })
  const scan = patterns.getByRole('listitem').filter({ hasText: 'Scan' })
  await expect(scan).toContainText('from OrdersFunction')
  await expect(scan).toContainText('A Query of the table with customer as its key')
})
