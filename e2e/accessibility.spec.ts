import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { AppPage } from './pages/app.ts'
import { expect, test } from './fixtures.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds serious or worse on the screen as it stands: `rule: where`, one a line. */
async function findSerious({ page }: AppPage): Promise<readonly string[]> {
  await page.evaluate(`${AXE};0`)
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

for (const theme of ['light', 'dark'] as const) {
  test(`${theme}: axe finds nothing serious on the main views, running and paused`, async ({
    app,
  }) => {
    test.setTimeout(180_000)
    await app.page.emulateMedia({ colorScheme: theme })
    await app.open()
    expect(await findSerious(app)).toEqual([])
    await app.play.click()
    await expect.poll(() => app.seconds()).toBeGreaterThan(2)
    await app.pause.click()
    expect(await findSerious(app)).toEqual([])

    for (const node of ['Web users', 'ItemsFunction', 'ItemsTable']) {
      await app.select(node)
      await app.inspectorTab('Configure')
      expect(await findSerious(app)).toEqual([])
    }
    await app.select('ItemsFunction')
    await app.inspectorTab('Code')
    await expect(app.inspector.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 })
    expect(await findSerious(app)).toEqual([])

    await app.inspectorTab('Logs')
    await app.dockTab('Traces')
    await app.page.getByRole('listbox', { name: 'Traces' }).getByRole('option').last().click()
    await expect(app.page.getByLabel(/^Trace /).first()).toBeVisible()
    expect(await findSerious(app)).toEqual([])
    for (const tab of ['Logs', 'Events', 'Cost', 'Problems']) {
      await app.dockTab(tab)
      expect(await findSerious(app)).toEqual([])
    }
    for (const key of ['?', 'ControlOrMeta+K', 'ControlOrMeta+O']) {
      await app.page.keyboard.press('Escape')
      await expect(app.page.getByRole('dialog')).toHaveCount(0)
      await app.page.keyboard.press(key)
      await expect(app.page.getByRole('dialog')).toBeVisible()
      expect(await findSerious(app)).toEqual([])
    }
  })
}

test('an API is built and run by keyboard alone', async ({ app }) => {
  const { page } = app
  await app.open()
  const command = async (words: string): Promise<void> => {
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await command('new empty')
  await expect(page.locator('.react-flow__node')).toHaveCount(0)
  for (const service of ['Clients', 'HTTP or WebSocket', 'Lambda']) await command(`add ${service}`)
  await expect(page.locator('.react-flow__node')).toHaveCount(3)

  // Focus a service, select it, and say whom it shall call.
  for (const [from, to] of [
    ['Client', 'Api'],
    ['Api', 'Function'],
  ] as const) {
    await app.node(from).focus()
    await page.keyboard.press('Enter')
    await expect(app.inspector.getByLabel('Name of this', { exact: false })).toHaveValue(from)
    await page.keyboard.press('w')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type(`to ${to}`)
    await page.keyboard.press('Enter')
    await expect(page.getByLabel(`Wire from ${from} to ${to}`)).toHaveCount(1)
  }

  await page.keyboard.press('Space')
  await expect.poll(() => app.row('Client', 'p50'), { timeout: 30_000 }).toBeGreaterThan(0)
})
