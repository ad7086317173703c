import { expect, test } from './fixtures.ts'
import { linkTo } from './scenarios/link.ts'
import { siteScenario } from './scenarios/site.ts'

const portOf = (url: string): number => Number(new URL(url).port)

test('a site that the scenario serves is used in a frame: clicks travel through the gateway and the function, and change the table', async ({
  app,
}) => {
  const { page } = app
  await app.open(linkTo(siteScenario(4_174)))
  await app.select('Users')
  await app.inspector.getByRole('button', { name: 'Open site' }).click()
  const site = page.getByRole('region', { name: 'Site', exact: true })
  const frame = site.frameLocator('iframe')
  await expect(frame.getByRole('heading', { name: 'Notes' })).toBeVisible()
  // Its style sheet and its modules came through the simulation as well.
  await expect(frame.getByRole('heading')).toHaveCSS('color', 'rgb(10, 20, 200)')
  const requests = site.getByRole('list', { name: 'Requests of the site' })
  await expect(requests).toContainText('GET /show.mjs')
  await expect(requests).toContainText('GET /api/notes')

  await frame.getByLabel('Text').fill('milk')
  await frame.getByRole('button', { name: 'Add' }).click()
  await expect(frame.getByRole('listitem')).toHaveText(['milk'])
  await expect(requests).toContainText('PUT /api/notes')
  await app.select('Table')
  await app.inspectorTab('Data')
  await expect(app.inspector).toContainText('milk')

  // Its request can be followed: the trace is the run's.
  await requests.getByRole('button', { name: /PUT/ }).click()
  await app.dockTab('Traces')
  await expect(page.locator('.app-dock')).toContainText('PUT /api/notes')

  // Links and redirects go on within the site.
  await frame.getByRole('link', { name: 'About' }).click()
  await expect(frame.getByRole('heading', { name: 'About these notes' })).toBeVisible()
  await expect(site.getByLabel('Path of the site')).toHaveValue('/about')
  await site.getByLabel('Path of the site').fill('/old')
  await site.getByLabel('Path of the site').press('Enter')
  await expect(site.getByLabel('Path of the site')).toHaveValue('/about')
  await site.getByRole('button', { name: 'Close the site' }).click()
  await expect(site).toHaveCount(0)
})

test('the world’s shop is served from an edge, and what is ordered there stands in the table', async ({
  app,
}) => {
  const { page } = app
  await app.open()
  await page.getByRole('button', { name: 'Gallery' }).click()
  await page.getByRole('menuitem', { name: /A shop for the whole world/ }).click()
  await expect(app.node('Orders')).toBeVisible()
  await page.keyboard.press('o')
  const site = page.getByRole('region', { name: 'Site', exact: true })
  const frame = site.frameLocator('iframe')
  await expect(frame.getByRole('heading', { name: /world's shop/ })).toBeVisible()
  const requests = site.getByRole('list', { name: 'Requests of the site' })
  // Its script has run: it has asked for the orders.
  await expect(requests).toContainText('GET /api/orders')
  await frame.getByRole('button', { name: 'Cocoa' }).click()
  await expect(frame.getByRole('status')).toHaveText('Ordered: Cocoa')
  await expect(frame.getByRole('listitem').filter({ hasText: 'Cocoa' }).last()).toBeVisible()
  await expect(requests).toContainText('POST /api/orders')
  await expect(requests).toContainText('from cloudfront')
  await app.select('Orders')
  await app.inspectorTab('Data')
  await expect(app.inspector).toContainText('Cocoa')

  // On the map its edges are at work.
  await page.keyboard.press('g')
  const map = page.getByRole('main', { name: 'World map' })
  await expect.poll(() => map.locator('.map-mark[data-kind="edge"]').count()).toBeGreaterThan(0)
  await expect.poll(() => map.locator('.map-mark[data-kind="regional"]').count()).toBeGreaterThan(0)
})

test('a hostile site reaches neither the page nor any host', async ({ app }) => {
  const { page } = app
  const asked: string[] = []
  await page.context().route('**/*', (route) => {
    asked.push(route.request().url())
    return route.continue()
  })
  app.expectedErrors.push('Content Security Policy', 'Unsafe attempt', 'sandboxed', 'evil.example')
  await app.open()
  await app.open(linkTo(siteScenario(portOf(page.url()))))
  await page.keyboard.press('o')
  const site = page.getByRole('region', { name: 'Site', exact: true })
  const frame = site.frameLocator('iframe')
  await expect(frame.getByRole('heading', { name: 'Notes' })).toBeVisible()
  asked.length = 0
  await site.getByLabel('Path of the site').fill('/hostile')
  await site.getByLabel('Path of the site').press('Enter')
  await expect(frame.locator('#out')).toHaveText(
    /page: SecurityError, storage: SecurityError, leave: (SecurityError|left), image: refused/,
  )
  await expect(frame.locator('body')).toContainText('fetch: TypeError')
  await expect(page).toHaveTitle(/Coldstart/)
  expect(asked.filter((url) => /evil|favicon/.test(url))).toEqual([])
  await expect(site.getByRole('list')).toContainText('another host: not simulated')
})
