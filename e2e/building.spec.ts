import { expect, test } from './fixtures.ts'

const HANDLER = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}))
let served = 0

export const handler = async (event) => {
  served += 1
  console.log('served', served)
  await db.send(new PutCommand({ TableName: process.env.TABLE, Item: { id: String(served) } }))
  return { statusCode: 201, body: 'stored ' + served }
}
`

test('from an empty canvas to a running API: drag, wire, write, play, change, break, share', async ({
  app,
  browser,
  context,
}) => {
  test.setTimeout(240_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: 'New empty document' }).click()
  await expect(app.page.locator('.react-flow__node')).toHaveCount(0)
  await expect(app.page.getByRole('menu')).toHaveCount(0)

  await app.drop('Clients', 150, 40)
  await app.drop('HTTP or WebSocket API', 430, 40)
  await app.drop('Lambda function', 720, 40)
  await app.drop('DynamoDB table', 430, 330)
  await expect(app.page.locator('.react-flow__node')).toHaveCount(4)
  const names = await app.page.locator('.react-flow__node .node-name').allTextContents()
  const [clients = '', api = '', fn = '', table = ''] = names

  // A table calls nothing: the wire is refused.
  await app.wire(clients, api)
  await app.wire(api, fn)
  await app.wire(fn, table)
  await expect(app.page.locator('.react-flow__edge')).toHaveCount(3)
  await app.wire(clients, table)
  await expect(app.page.locator('.react-flow__edge')).toHaveCount(3)

  await app.select(table)
  const tableName = await app.inspector.getByLabel('Table name').inputValue()
  await app.select(fn)
  await app.inspectorTab('Code')
  await app.writeCode(HANDLER.replace('process.env.TABLE', `'${tableName || table}'`))
  await app.deploy()

  await app.play.click()
  await expect.poll(() => app.row(table, ''), { timeout: 30_000 }).toBeGreaterThan(2)

  // Cold, then warm: module scope survives.
  await app.inspectorTab('Logs')
  const search = app.inspector.getByLabel('Search logs')
  await search.fill('INIT_START')
  await expect(app.inspector.getByText(/INIT_START/).first()).toBeVisible()
  await search.fill('served 2')
  await expect(app.inspector.getByText(/INFO\s+served 2/).first()).toBeVisible()
  await search.fill('')

  // More memory: new environments, a shorter first call.
  await app.inspectorTab('Configure')
  await app.inspector.getByLabel('Memory').fill('1769')
  await app.page.keyboard.press('Enter')
  await app.inspectorTab('Logs')
  await search.fill('Memory Size: 1769 MB')
  await expect(app.inspector.getByText(/Memory Size: 1769 MB/).first()).toBeVisible({
    timeout: 30_000,
  })

  // Break it: the error reaches the client and the log.
  await app.inspectorTab('Code')
  await app.writeCode(
    'export const handler = async () => { throw new TypeError("broken on purpose") }',
  )
  await app.deploy()
  await app.inspectorTab('Logs')
  await search.fill('broken on purpose')
  await expect(app.inspector.getByText(/broken on purpose/).first()).toBeVisible({
    timeout: 30_000,
  })
  await expect(app.node(fn).getByLabel('Recent failures')).toContainText('TypeError')
  await expect.poll(() => app.row(clients, 'failed')).toBeGreaterThan(0)
  await app.pause.click()

  // Share, and reopen elsewhere.
  await app.page.getByRole('button', { name: 'Share link' }).click()
  await expect(app.page.getByText('Link copied')).toBeVisible()
  const link = await app.page.evaluate(() => navigator.clipboard.readText())
  const profile = await browser.newContext()
  const visitor = await profile.newPage()
  await visitor.goto(link)
  await expect(visitor.locator('.react-flow__node')).toHaveCount(4)
  await expect(visitor.locator('.react-flow__edge')).toHaveCount(3)
  await profile.close()

  // Reloading loses nothing.
  await app.page.reload()
  await expect(app.page.locator('.react-flow__node')).toHaveCount(4)
})

test('undo and redo take back and bring back a deletion', async ({ app }) => {
  await app.open()
  await app.node('ItemsTable').locator('.node-name').click()
  await app.page.keyboard.press('Delete')
  await expect(app.node('ItemsTable')).toHaveCount(0)
  await expect(app.page.locator('.react-flow__edge')).toHaveCount(2)
  await app.page.keyboard.press('ControlOrMeta+Z')
  await expect(app.node('ItemsTable')).toBeVisible()
  await expect(app.page.locator('.react-flow__edge')).toHaveCount(3)
  await app.page.keyboard.press('ControlOrMeta+Shift+Z')
  await expect(app.node('ItemsTable')).toHaveCount(0)
})

test('one request, sent by hand, is answered by the real handler', async ({ app }) => {
  await app.open()
  await app.select('Web users')
  await app.inspectorTab('Send')
  await app.inspector.getByLabel('Path').fill('/items/1')
  await app.inspector.getByRole('button', { name: /^Send/ }).click()
  await expect(app.inspector.getByText(/200/).first()).toBeVisible({ timeout: 60_000 })
  await expect(app.inspector.getByLabel('Response body')).toContainText('"id"')
})

test('clients wired straight to a function are answered, and when the run ends the wires are empty', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: 'New empty document' }).click()
  await app.drop('Clients', 120, 160)
  await app.drop('Lambda function', 440, 160)
  await app.wire('Client', 'Function')
  // The wire is of no use without a function URL: it brings one, in one step.
  await expect(app.page.getByText('Function was given a function URL')).toBeVisible()
  await app.play.click()
  await expect.poll(() => app.row('Function', 'cold starts')).toBeGreaterThan(0)
  await expect.poll(() => app.row('Client', 'p50')).toBeGreaterThan(0)
  expect(await app.row('Client', 'failed')).toBe(0)
  await app.pause.click()
  await app.runToTheEnd()
  await expect(app.page.locator('canvas.dot-overlay')).toHaveAttribute('data-dots', '0')
})
