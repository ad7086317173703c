import { expect, test } from './fixtures.ts'
import { AppPage } from './pages/app.ts'
import { linkTo } from './scenarios/link.ts'
import { packedPages } from './scenarios/packedPages.ts'
import { runInNode } from './scenarios/runInNode.ts'

test('the same link gives the same run, event for event: here, in another profile, and in Node', async ({
  app,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.open()
  const here = await app.runToTheEnd()
  expect(here).toMatch(/^[0-9a-f]{16}$/)

  await app.page.getByRole('button', { name: 'Share link' }).click()
  await expect(app.page.getByText('Link copied')).toBeVisible()
  const link = await app.page.evaluate(() => navigator.clipboard.readText())
  expect(link.length).toBeLessThan(2_000)

  const profile = await browser.newContext()
  const visitor = new AppPage(await profile.newPage())
  await visitor.page.goto(link)
  await expect(visitor.play).toBeEnabled()
  const there = await visitor.runToTheEnd()
  await profile.close()

  expect(there).toBe(here)
  expect(await runInNode()).toBe(here)
})

test('seeking backwards re-runs to the same instant, and playing on ends in the same run', async ({
  app,
}) => {
  await app.open()
  const end = await app.runToTheEnd()
  const slider = app.page.getByRole('slider', { name: 'Virtual time' })
  await slider.focus()
  await app.page.keyboard.press('Home')
  await expect.poll(() => app.seconds()).toBe(0)
  await expect.poll(() => app.traceHash()).not.toBe(end)
  await app.play.click()
  await expect(app.step).toBeDisabled()
  await expect.poll(() => app.traceHash(), { timeout: 60_000 }).toBe(end)
})

test('what an edge packs with Brotli is the same in Chromium and in Node', async ({ app }) => {
  const fetched = app.page.waitForResponse(/brotli_wasm\S*\.wasm$/)
  await app.open(linkTo(packedPages))
  const here = await app.runToTheEnd()
  expect((await fetched).ok()).toBe(true)
  expect(await runInNode(packedPages)).toBe(here)
})
