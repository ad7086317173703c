import { chat } from '../src/gallery/chat.ts'
import { expect, test } from './fixtures.ts'
import { linkTo } from './scenarios/link.ts'

test('a request by hand is sent by the keyboard alone, answered, timed and put into code', async ({
  app,
}) => {
  await app.open()
  await app.page.keyboard.press('r')
  const target = app.page.getByLabel('Path and query')
  await expect(target).toBeFocused()
  await app.page.keyboard.press('ControlOrMeta+A')
  await app.page.keyboard.type('/items/3')
  await app.page.getByRole('combobox', { name: 'Method' }).click()
  await app.page.getByRole('option', { name: 'GET', exact: true }).click()
  await target.focus()
  await app.page.keyboard.press('Enter')
  const response = app.page.getByRole('region', { name: 'Response' })
  await expect(response.getByRole('status')).toContainText('200', { timeout: 60_000 })
  await expect(response.getByLabel('Response body')).toContainText('"price": 12')
  // It was sent from a pause: followed in slow motion, and then at rest again.
  await expect(app.play).toBeVisible({ timeout: 60_000 })

  await response.getByRole('tab', { name: 'Headers' }).click()
  await expect(response.getByLabel('Response headers')).toContainText('application/json')
  await response.getByRole('tab', { name: 'Timing' }).click()
  await expect(response.getByRole('list', { name: 'Spans' })).toContainText('Lambda')
  await response.getByRole('tab', { name: 'Code' }).click()
  await expect(response.getByLabel('curl', { exact: true })).toContainText(
    "curl -i 'http://127.0.0.1:4566/Api/items/3'",
  )
  const history = app.page.getByRole('region', { name: 'History' })
  await expect(history.getByRole('button', { name: /200\s*GET \/items\/3/ })).toBeVisible()
})

test('a connection by hand is opened, talks, hears everybody and is closed', async ({ app }) => {
  await app.open(linkTo(chat))
  await app.page.keyboard.press('r')
  await app.page.getByRole('button', { name: 'WebSocket', exact: true }).click()
  await app.setSpeed('10×')
  await app.play.click()
  await app.page.getByRole('button', { name: 'Connect', exact: true }).click()
  const talk = app.page.getByRole('region', { name: 'Conversation' })
  await expect(talk.getByRole('status')).toContainText('Open', { timeout: 30_000 })
  await app.page
    .getByLabel('Message', { exact: true })
    .fill('{"action":"sendmessage","text":"from the console"}')
  await app.page.getByRole('button', { name: 'Send message' }).click()
  await expect(talk.locator('[data-way="in"]').filter({ hasText: 'from the console' })).toBeVisible(
    {
      timeout: 30_000,
    },
  )
  await app.page.getByRole('button', { name: 'Disconnect' }).click()
  await expect(talk.getByRole('status')).toContainText('Closed')
})
