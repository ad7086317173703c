import { strToU8, zipSync } from 'fflate'
import { expect, test } from './fixtures.ts'
import { functionScenario } from './scenarios/hello.ts'
import { linkTo } from './scenarios/link.ts'

test('a cold start says what each millisecond of it was, and its environment has a row in the timeline', async ({
  app,
}) => {
  await app.open()
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  await app.pause.click()
  await app.dockTab('Traces')
  await app.page.locator('.trace-row').filter({ hasText: 'cold' }).first().click()
  const cold = app.page.getByRole('region', { name: 'The cold start' })
  await expect(cold.getByText('Placing the environment')).toBeVisible()
  await expect(cold.getByText('The runtime boots')).toBeVisible()
  await expect(cold.getByText('Your top-level code runs')).toBeVisible()

  await app.select('ItemsFunction')
  await app.inspectorTab('Environments')
  await expect(app.inspector.getByText('Account concurrency')).toBeVisible()
  const lives = app.inspector.getByRole('list', { name: 'Lives of the environments' })
  await expect(lives.getByRole('img').first()).toHaveAccessibleName(
    /^Environment 1, version \$LATEST, on demand/,
  )
})

test('a version is published, an alias points to it, and what has not changed is not published again', async ({
  app,
}) => {
  await app.open()
  await app.select('ItemsFunction')
  await app.inspectorTab('Versions')
  const publish = app.inspector.getByRole('button', { name: 'Publish version' })
  await app.inspector.getByLabel('Description').fill('the first one')
  await publish.click()
  await expect(app.inspector.getByText('Published version 1.')).toBeVisible()
  await publish.click()
  await expect(app.inspector.getByText('Nothing has changed since version 1')).toBeVisible()
  await app.inspector.getByLabel('New alias').fill('live')
  await app.inspector.getByRole('button', { name: 'Create alias' }).click()
  await expect(app.inspector.getByRole('button', { name: 'Delete alias live' })).toBeVisible()
  await expect(app.inspector.getByRole('button', { name: 'Delete version 1' })).toBeDisabled()
})

test('power tuning runs the load over memory sizes and puts the chosen one into the document', async ({
  app,
}) => {
  await app.open()
  await app.select('ItemsFunction')
  await app.inspectorTab('Tuning')
  await app.inspector.getByLabel('Memory sizes, MB').fill('128, 1024')
  await app.inspector.getByLabel('Load for').fill('5')
  await app.inspector.getByRole('button', { name: 'Run', exact: true }).click()
  const results = app.inspector.getByRole('table', { name: 'Results' })
  await expect(results.getByText('fastest')).toBeVisible({ timeout: 60_000 })
  await expect(results.getByText('cheapest')).toBeVisible()
  await results.getByRole('button', { name: 'Use 1024 MB' }).click()
  await app.inspectorTab('Configure')
  await expect(app.inspector.getByLabel('Memory', { exact: true })).toHaveValue('1024')
})

test('a ZIP with its node_modules is deployed and answers; the bill counts what it used', async ({
  app,
}) => {
  await app.page.goto(`./${linkTo(functionScenario())}`)
  await app.select('Hello')
  await app.inspectorTab('Code')
  const zip = zipSync({
    'index.mjs': strToU8(
      `import { greet } from 'greetings'
export const handler = async () => {
  console.log(greet('from a package'))
  return { statusCode: 200, body: 'ok' }
}
`,
    ),
    'node_modules/greetings/package.json': strToU8(
      '{"exports":{".":{"import":"./main.js"}},"type":"module"}',
    ),
    'node_modules/greetings/main.js': strToU8('export const greet = (who) => `hello ${who}`'),
  })
  const chooser = app.page.waitForEvent('filechooser')
  await app.inspector.getByRole('button', { name: 'File actions' }).click()
  await app.page.getByRole('menuitem', { name: 'Upload a .zip…' }).click()
  await (
    await chooser
  ).setFiles({
    name: 'hello.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from(zip),
  })
  await expect(app.page.getByText('hello.zip is deployed')).toBeVisible()
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  await app.pause.click()
  await app.dockTab('Logs')
  await app.page
    .getByRole('searchbox', { name: /search/i })
    .or(app.page.getByPlaceholder('Search logs'))
    .first()
    .fill('from a package')
  await expect(app.page.getByText('hello from a package').first()).toBeVisible()
  await app.dockTab('Cost')
  await expect(app.page.getByRole('table', { name: 'Lines of the bill' })).toContainText(
    'Lambda requests',
  )
})

test('a layer comes as a ZIP: the code finds its package under /opt, and it can be taken off again', async ({
  app,
}) => {
  const code = `import { greet } from 'greetings'
export const handler = async () => ({ statusCode: 200, body: greet('layers') })
`
  await app.page.goto(`./${linkTo(functionScenario({ code }))}`)
  await app.select('Hello')
  await app.inspectorTab('Code')
  const zip = zipSync({
    'nodejs/node_modules/greetings/package.json': strToU8('{"type":"module","main":"main.js"}'),
    'nodejs/node_modules/greetings/main.js': strToU8(
      'export const greet = (who) => { console.log(`hello ${who}`); return who }',
    ),
  })
  const actions = app.inspector.getByRole('button', { name: 'File actions' })
  const chooser = app.page.waitForEvent('filechooser')
  await actions.click()
  await app.page.getByRole('menuitem', { name: 'Add a layer from a .zip…' }).click()
  await (
    await chooser
  ).setFiles({ name: 'tools.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) })
  await expect(app.inspector.getByText('later ones win: tools (2 files)')).toBeVisible()
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  await app.pause.click()
  await app.dockTab('Logs')
  await expect(app.page.getByText('hello layers').first()).toBeVisible()
  await actions.click()
  await app.page.getByRole('menuitem', { name: 'Remove layer tools' }).click()
  await expect(app.inspector.getByText('later ones win')).toBeHidden()
})

test('what Lambda’s API changes is seen on the canvas and in the inspector, and can be written into the document', async ({
  app,
}) => {
  const code = `import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
const client = new LambdaClient({})
export const handler = async () => {
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'Target', MemorySize: 512 }))
  return { statusCode: 204 }
}`
  const scenario = functionScenario({ code, perSecond: 1, seconds: 2 })
  const target = {
    id: 'Target',
    type: 'AWS::Lambda::Function',
    position: { x: 1080, y: 0 },
    code: { 'index.mjs': 'export const handler = async () => 1' },
  }
  await app.open(
    linkTo({
      ...scenario,
      nodes: [...scenario.nodes, target],
      edges: [...scenario.edges, { id: 'e3', source: 'Hello', target: 'Target' }],
    }),
  )
  await app.runToTheEnd()
  await app.select('Target')
  const node = app.page.locator('.node').filter({ hasText: 'Target' })
  await expect(node.getByTitle('changed by its own API: MemorySize')).toContainText('512 MB')
  const notice = app.inspector.getByRole('region', { name: 'Changed by its own API' })
  await expect(notice).toContainText('128 512')
  await notice.getByRole('button', { name: 'Write into the document' }).click()
  await expect(notice).toBeHidden()
  await expect(app.inspector.getByLabel('Memory', { exact: true })).toHaveValue('512')
})
