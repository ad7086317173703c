import { deflateRawSync } from 'node:zlib'
import { expect, test } from './fixtures.ts'
import { functionScenario } from './scenarios/hello.ts'
import { linkTo } from './scenarios/link.ts'

const importText = async (page: import('@playwright/test').Page, text: string): Promise<void> => {
  await page.getByRole('button', { name: 'Import / Export' }).click()
  const entry = page.getByRole('menuitem', { name: /^Import/ })
  if (await entry.isVisible()) await entry.click()
  await page.getByLabel('Paste a scenario or a link').fill(text)
  await page.getByRole('button', { name: /^Open/ }).click()
}

const BAD_DOCUMENTS = [
  ['broken JSON', '{"coldstart": 1, "name": ', /line 1/],
  ['a wrong version', '{"coldstart": 99, "name": "x"}', /version/i],
  [
    'an unknown type',
    '{"coldstart":1,"name":"x","seed":1,"region":"us-east-1","nodes":[{"id":"a","type":"AWS::Nope::Thing"}],"edges":[]}',
    /AWS::Nope::Thing/,
  ],
  [
    'a value out of bounds',
    '{"coldstart":1,"name":"x","seed":1,"region":"us-east-1","nodes":[{"id":"a","type":"AWS::Lambda::Function","properties":{"MemorySize":100}}],"edges":[]}',
    /100 is below 128/,
  ],
] as const

for (const [name, text, says] of BAD_DOCUMENTS) {
  test(`${name} is refused with its place, and the visitor's work stays`, async ({ app }) => {
    await app.open()
    await importText(app.page, text)
    await expect(app.page.getByText(says).first()).toBeVisible()
    await app.page.keyboard.press('Escape')
    await expect(app.node('ItemsFunction')).toBeVisible()
  })
}

test('a 50 MB bomb in a link is refused before it inflates', async ({ app }) => {
  const good = linkTo(functionScenario())
  const bomb = deflateRawSync(Buffer.alloc(50 * 1_048_576, 32), { level: 9 }).toString('base64url')
  const prefix = /^#[^A-Za-z0-9_-]*[a-z]*=?\d*[.:=~]/.exec(good)?.[0] ?? '#1.'
  await app.page.goto(`./${prefix}${bomb}`)
  await expect(app.page.getByRole('dialog')).toContainText(/could not be opened/)
  await app.page.keyboard.press('Escape')
  await expect(app.node('ItemsFunction')).toBeVisible()
})

const BAD_HANDLERS = [
  ['with a syntax error', 'export const handler = async () => { return ', 'UserCodeSyntaxError'],
  [
    'that throws',
    'export const handler = async () => { throw new RangeError("no") }',
    'RangeError',
  ],
  ['that loops for ever', 'export const handler = async () => { while (true) {} }', 'timed out'],
  [
    'that eats memory',
    'export const handler = async () => { const a = []; for (;;) a.push("x".repeat(100000) + a.length) }',
    'OutOfMemory',
  ],
  ['that returns garbage', 'export const handler = async () => 10n', 'stringify'],
  [
    'that waits for nothing',
    'export const handler = async () => { await new Promise(() => {}) }',
    'NodeJsExit',
  ],
] as const

for (const [name, code, says] of BAD_HANDLERS) {
  test(`a handler ${name} fails where it should, and the page stays alive`, async ({ app }) => {
    await app.open(linkTo(functionScenario({ code, perSecond: 1, seconds: 5 })))
    await app.play.click()
    await expect.poll(() => app.row('Users', 'failed'), { timeout: 40_000 }).toBeGreaterThan(0)
    await app.dockTab('Logs')
    await app.page.getByLabel('Search logs').fill('')
    const failures = app.node('Hello').getByLabel('Recent failures')
    const logs = app.page.getByLabel('Log lines')
    await expect(failures.or(logs).filter({ hasText: says }).first()).toBeVisible({
      timeout: 30_000,
    })
    // Still alive: the page answers, and the engine too.
    await app.page.getByRole('button', { name: 'Theme' }).click()
    await app.page.keyboard.press('Escape')
    await expect.poll(() => app.seconds()).toBeGreaterThan(3)
  })
}
