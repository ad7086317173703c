import { expect, test } from './fixtures.ts'

test('a person opens the app and sees a wired API; pressing play, requests travel and are answered', async ({
  app,
}) => {
  await app.open()
  for (const name of ['Web users', 'Items API', 'ItemsFunction', 'ItemsTable']) {
    await expect(app.node(name)).toBeVisible()
  }
  await expect(app.page.locator('.react-flow__edge')).toHaveCount(3)
  await app.play.click()
  await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  await expect.poll(() => app.row('ItemsTable', 'read · write')).toBeGreaterThan(0)
  await app.pause.click()

  await app.dockTab('Traces')
  const first = app.page.getByRole('listbox', { name: 'Traces' }).getByRole('option').last()
  await first.click()
  await expect(app.page.getByLabel(/^Trace /).first()).toContainText('DynamoDB')
})

test('while it plays, dots are drawn on the one canvas and the main thread stays free', async ({
  app,
}) => {
  await app.open()
  const overlay = app.page.locator('canvas.dot-overlay')
  await expect(overlay).toHaveCount(1)
  const inked = () =>
    overlay.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let pixels = 0
      for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) pixels++
      return pixels
    })
  expect(await inked()).toBe(0)
  await app.play.click()
  await expect.poll(inked).toBeGreaterThan(20)
})

test('a click on a dot opens its waterfall and lights its way', async ({ app }) => {
  await app.open()
  const overlay = app.page.locator('canvas.dot-overlay')
  // Some pixel of a dot, in px of the window; null while none is drawn.
  const findInk = () =>
    overlay.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const at = data.findIndex((value, index) => index % 4 === 3 && value > 200)
      if (at < 0) return null
      const pixel = (at - 3) / 4
      const { x, y, width } = canvas.getBoundingClientRect()
      const scale = width / canvas.width
      return {
        x: x + (pixel % canvas.width) * scale,
        y: y + Math.floor(pixel / canvas.width) * scale + 2,
      }
    })
  // While the run is paused its dots stand still; one just before its end may be gone by the click.
  const lit = app.page.locator('.wire[data-lit]').first()
  await expect(async () => {
    await app.play.click()
    await app.page.waitForTimeout(400)
    await app.pause.click()
    await expect(app.play).toBeVisible()
    const ink = await findInk()
    if (ink === null) throw new Error('no dot was drawn')
    await app.page.mouse.click(ink.x, ink.y)
    await expect(lit).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await expect(app.page.getByLabel(/^Trace /).first()).toBeVisible()
})

test('light and dark, at 1280 and 1920, nothing hangs over the edge of the window', async ({
  app,
}) => {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1_280, 1_920]) {
      await app.page.emulateMedia({ colorScheme: theme })
      await app.page.setViewportSize({ width, height: 900 })
      await app.open()
      await app.play.click()
      await expect.poll(() => app.seconds()).toBeGreaterThan(1)
      const overflow = await app.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBe(0)
      await app.page.screenshot({ path: `test-results/looks/${theme}-${width}.png` })
    }
  }
})
