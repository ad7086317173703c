import { expect, test } from './fixtures.ts'
import { functionScenario } from './scenarios/hello.ts'
import { linkTo } from './scenarios/link.ts'
import { world } from './scenarios/world.ts'

test('the map shows who asks from where, how long they wait, and requests in flight; the graph is one key away', async ({
  app,
}) => {
  const { page } = app
  await app.open(linkTo(world))
  await app.play.click()
  await page.keyboard.press('g')
  const map = page.getByRole('main', { name: 'World map' })
  const table = map.getByRole('region', { name: 'Places' })
  await map.getByRole('button', { name: 'Show the table' }).click()
  await expect(table.getByRole('row', { name: /Tokyo/ })).toBeVisible()
  const flights = map.locator('.map-flights')
  await expect.poll(async () => Number(await flights.getAttribute('data-dots'))).toBeGreaterThan(3)

  // Tokyo is 149 ms from N. Virginia, by cloudping's median; a cable adds 15, the server 20.
  const cells = (city: string) =>
    table.getByRole('row', { name: new RegExp(city) }).getByRole('cell')
  await expect.poll(() => cells('Tokyo').nth(3).textContent()).toMatch(/\d/)
  await expect(cells('Tokyo').nth(1)).toHaveText(/149 ms/)
  await expect(cells('Tokyo').nth(0)).toHaveText('us-east-1')

  // A run is pinned, to be held against the next.
  await map.getByRole('button', { name: 'Pin', exact: true }).click()
  await expect(table.getByRole('columnheader', { name: 'p50 pinned' })).toBeVisible()
  await expect(cells('Tokyo').nth(5)).toHaveText(/ms/)

  // A row of the table shows its mark, and what it says.
  await table.getByRole('row', { name: /Tokyo/ }).hover()
  await expect(map.locator('.map-mark[data-kind="users"][data-hovered]')).toHaveAttribute(
    'data-place',
    'Tokyo',
  )
  await expect(map.getByRole('status')).toContainText('requests')

  // Closer, by button and by key; back by key, while the run goes on.
  const tokyo = map.locator('.map-mark[data-kind="users"][data-place="Tokyo"]')
  const before = await tokyo.boundingBox()
  // A mark under the pointer is a few px larger than another: its own size is no part of how far it moved.
  const moved = async () => Math.abs(((await tokyo.boundingBox())?.x ?? 0) - (before?.x ?? 0))
  await map.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(moved).toBeGreaterThan(20)
  await map.getByRole('application').focus()
  await page.keyboard.press('0')
  await expect.poll(moved).toBeLessThan(10)
  await page.keyboard.press('g')
  await expect(map).toHaveCount(0)
  await expect(app.node('Users')).toBeVisible()
  await expect(app.pause).toBeVisible()
})

test('without a place the map says what to do, and one click does it', async ({ app }) => {
  const { page } = app
  await app.open(linkTo(functionScenario()))
  await page.getByRole('button', { name: 'World map' }).click()
  const map = page.getByRole('main', { name: 'World map' })
  await map.getByRole('button', { name: 'Put users all over the world' }).click()
  await map.getByRole('button', { name: 'Show the table' }).click()
  await expect(map.getByRole('row', { name: /Lagos/ })).toBeVisible()
  await expect(map.locator('.map-mark[data-kind="users"]')).toHaveCount(118)
  await expect(map.locator('.map-mark[data-kind="region"]')).toHaveCount(1)
})

test('what caches had is told from what they had not, an invalidation sweeps over the world, and the same seed without the CDN shows what distance costs', async ({
  app,
}) => {
  const { page } = app
  await app.open()
  await page.getByRole('button', { name: 'Gallery' }).click()
  await page.getByRole('menuitem', { name: /A shop for the whole world/ }).click()
  await app.play.click()
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('hit')

  await app.select('Cdn')
  await app.inspectorTab('Edges')
  await app.inspector.getByRole('button', { name: 'Invalidate' }).click()
  await page.getByRole('button', { name: 'World map' }).click()
  const flights = page.locator('.map-flights')
  await expect
    .poll(async () => Number(await flights.getAttribute('data-sweeps')))
    .toBeGreaterThan(0)

  const map = page.locator('.map')
  await map.getByRole('button', { name: 'Without the CDN' }).click()
  await expect(map.getByRole('columnheader', { name: 'p50 without the CDN' })).toBeVisible()
  await expect(map.getByRole('status')).toContainText('The same seed, the same requests')
})
