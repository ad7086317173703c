import { parseScenario } from '../src/scenario/parse.ts'
import { encodeShareLink } from '../src/scenario/shareLink.ts'
import { expect, test } from './fixtures.ts'
import { functionScenario } from './scenarios/hello.ts'
import { linkTo } from './scenarios/link.ts'

test('an embedded link with autoplay plays by itself, with the graph and the playback alone', async ({
  app,
}) => {
  const parsed = parseScenario(functionScenario())
  if (!parsed.ok) throw new Error('the scenario is broken')
  await app.page.goto(`./?embed=1#${encodeShareLink(parsed.scenario, { autoplay: true })}`)
  await expect(app.pause).toBeVisible()
  await expect.poll(() => app.row('Hello', 'cold starts')).toBeGreaterThan(0)
  await expect(app.inspector).toHaveCount(0)
  await expect(app.page.getByRole('button', { name: 'Share link' })).toHaveCount(0)

  // A reader who wants to change something gets the whole app, with the same document.
  const opened = app.page.context().waitForEvent('page')
  await app.page.getByRole('button', { name: 'Open in Coldstart' }).click()
  const whole = await opened
  await expect(whole.getByRole('button', { name: 'Share link' })).toBeVisible()
  await expect(whole.getByText('Hello').first()).toBeVisible()
})

test('a link opens beside the visitor’s work: theirs is one choice away, and a reload stays where they are', async ({
  app,
}) => {
  await app.open()
  const name = app.page.getByLabel('Scenario name').first()
  await name.fill('My own work')
  await name.press('Enter')
  await app.page.goto(`./${linkTo({ ...functionScenario(), name: 'From a link' })}`)
  await expect(app.node('Hello')).toBeVisible()
  // The address no longer holds the link, so that a reload does not open another copy of it.
  await expect.poll(() => new URL(app.page.url()).hash).toBe('')
  await app.page.reload()
  await expect(app.node('Hello')).toBeVisible()
  await app.select('Hello')
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /My own work/ }).click()
  await expect(app.node('ItemsFunction')).toBeVisible()
  // What was selected there is no part of this document.
  await expect(app.inspector).toContainText('Select a node')
})

test('a damaged link says so once, and leaves the address bar', async ({ app }) => {
  await app.page.goto(`./${linkTo(functionScenario()).slice(0, 60)}`)
  const dialog = app.page.getByRole('dialog')
  await expect(dialog).toContainText(/could not be opened/)
  await app.page.reload()
  await expect(app.node('ItemsFunction')).toBeVisible()
  await expect(dialog).toHaveCount(0)
})

test('with the keyboard alone: play, pause, add a service by name, undo it, find a command', async ({
  app,
}) => {
  await app.open()
  const { keyboard } = app.page
  await keyboard.press('Space')
  await expect(app.pause).toBeVisible()
  await expect.poll(() => app.seconds()).toBeGreaterThan(1)
  await keyboard.press('Space')
  await expect(app.play).toBeVisible()

  const nodes = app.page.locator('.react-flow__node')
  await keyboard.press('/')
  await keyboard.type('dynamo')
  await keyboard.press('Enter')
  await expect(nodes).toHaveCount(5)
  await keyboard.press('ControlOrMeta+z')
  await expect(nodes).toHaveCount(4)

  await keyboard.press('ControlOrMeta+k')
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await keyboard.type('reset')
  await keyboard.press('Enter')
  await expect.poll(() => app.seconds()).toBe(0)
})

test('more memory, given while it runs, deploys new environments that begin and answer faster', async ({
  app,
}) => {
  // AWS gives CPU in proportion to memory: one vCPU at 1,769 MB.
  const code =
    'export const handler = async () => { let n = 0; for (let i = 0; i < 20000; i++) n += i; return n }'
  await app.open(linkTo(functionScenario({ code, perSecond: 10, seconds: 600 })))
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  await expect.poll(() => app.row('Hello', 'duration p50')).toBeGreaterThan(0)
  const before = await app.row('Hello', 'duration p50')
  await app.select('Hello')
  await app.inspectorTab('Configure')
  const memory = app.inspector.getByLabel('Memory', { exact: true })
  await memory.fill('1769')
  await memory.press('Enter')
  await expect
    .poll(() => app.row('Hello', 'duration p50'), { timeout: 30_000 })
    .toBeLessThan(before / 2)
  await app.dockTab('Logs')
  await expect(app.page.getByLabel('Log lines').last()).toContainText('Memory Size: 1769 MB')

  // Back before the edit: the document is ahead of what is shown, and the screen says so.
  await app.pause.click()
  await app.page.getByRole('slider', { name: 'Virtual time' }).press('Home')
  await expect(app.page.getByRole('button', { name: '1 edit ahead' })).toBeVisible()
})

test('a crash of the engine says so; Restart brings the document back to time zero, ready to play', async ({
  app,
}) => {
  await app.open()
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(1)
  app.expectedErrors.push('a bug of ours')
  const [worker] = app.page.workers()
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error('a bug of ours')
    })
  })
  const notice = app.page.getByRole('alert').filter({ hasText: 'a bug of ours' })
  await expect(notice).toBeVisible()
  await expect(app.play).toBeDisabled()
  await notice.getByRole('button', { name: 'Restart' }).click()
  await expect(notice).toHaveCount(0)
  await expect.poll(() => app.seconds()).toBe(0)
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(0.5)
})
