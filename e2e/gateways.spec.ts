import { expect, test } from './fixtures.ts'

test('a REST API answers from its cache, and its resources are there to be read', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Cached REST API/ }).click()
  await app.play.click()
  await expect
    .poll(() => app.row('Shop API', 'cache hits'), { timeout: 30_000 })
    .toBeGreaterThan(10)
  await app.select('Shop API')
  await app.inspectorTab('Resources')
  await expect(app.inspector).toContainText('/products')
  await expect(app.inspector).toContainText('Lambda proxy → ProductFunction')
})

test('a sampled request’s trace has what X-Ray gets: the stage’s segment and the function’s', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Cached REST API/ }).click()
  await app.play.click()
  await app.dockTab('Traces')
  await app.page.getByRole('textbox', { name: 'Search traces' }).fill('AWS::Lambda::Function')
  await app.page.getByRole('listbox', { name: 'Traces' }).getByRole('option').first().click()
  const segments = app.page.getByRole('region', { name: 'X-Ray segments' })
  await expect(segments).toContainText('AWS::ApiGateway::Stage')
  await expect(segments).toContainText('AWS::Lambda::Function')
  await segments.getByText('shop/prod').first().click()
  await expect(segments.getByText('"rest_api_id"')).toBeVisible()
})

test('people chat over WebSockets: connections are held, and what one says reaches the others', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /^Chat/ }).click()
  await app.setSpeed('10×')
  await app.play.click()
  await expect.poll(() => app.row('People', 'received'), { timeout: 45_000 }).toBeGreaterThan(0)
  await app.select('Chat')
  await app.inspectorTab('Connections')
  await expect(app.inspector.getByRole('row').nth(1)).toBeVisible()
})

test('who may not call a guarded API is told on the node and in its inspector, and guards can be changed', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Who may call this API/ }).click()
  await app.setSpeed('10×')
  await app.play.click()
  await app.select('Shop API')
  await app.inspectorTab('Security')
  const refusals = app.inspector.getByRole('list', { name: 'Refusals' })
  await expect(refusals).toContainText('Lambda authorizer members', { timeout: 45_000 })
  await expect(refusals).toContainText('usage plan silver', { timeout: 45_000 })
  await expect(app.inspector.getByRole('row', { name: /^partner/ })).toBeVisible()
  const reports = app.inspector.getByRole('region', { name: 'Access to GET /reports', exact: true })
  await expect(reports.getByRole('switch', { name: 'API key' })).toBeChecked()
  await reports.getByRole('combobox').click()
  await app.page.getByRole('option', { name: 'members' }).click()
  await expect(reports.getByRole('combobox')).toContainText('members')
})

test('an API goes out as OpenAPI and comes in again; what is no document is told', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Cached REST API/ }).click()
  await app.play.click()
  await app.select('Shop API')
  await app.inspectorTab('OpenAPI')
  const text = app.inspector.getByRole('textbox', { name: 'OpenAPI 3, YAML or JSON' })
  await app.inspector.getByRole('button', { name: 'Show below' }).click()
  await expect(text).toHaveValue(/openapi: 3\.0\.1[\s\S]*\/products\/\{id\}/)
  await app.inspector.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(app.inspector.getByRole('status')).toContainText('Imported.')
  await text.fill('a: [')
  await app.inspector.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(app.inspector.getByRole('alert')).toBeVisible()
})

test('an imported document offers the wires that it names, and draws them in one step', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Cached REST API/ }).click()
  await app.select('Shop API')
  await app.inspectorTab('OpenAPI')
  const invoke = (name: string) =>
    `{"type":"aws_proxy","uri":"arn:aws:lambda:us-east-1:123456789012:function:${name}"}`
  const operation = (name: string) => `{"x-amazon-apigateway-integration":${invoke(name)}}`
  await app.inspector
    .getByRole('textbox', { name: 'OpenAPI 3, YAML or JSON' })
    .fill(
      `{"openapi":"3.0.1","paths":{"/pack":{"post":${operation('Packer')},"get":${operation('Gone')}}}}`,
    )
  await app.inspector.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(app.inspector.getByRole('status')).toContainText(
    'GET /pack: the scenario has nothing',
  )
  await app.inspector.getByRole('button', { name: 'Draw the wire' }).click()
  await expect(app.inspector.getByRole('status')).toContainText('1 wire drawn.')
  await app.inspectorTab('Resources')
  await expect(app.inspector).toContainText('/pack')
})
