import { expect, test } from './fixtures.ts'

test('a person watches a cache fill, and Regions whose writes meet', async ({ app }) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Product cache/ }).click()
  await app.runToTheEnd()
  await app.select('Products cache')
  await app.inspectorTab('Caches')
  await expect(app.inspector.getByText('daxs://products.l6fzcv.dax-clusters')).toBeVisible()
  await expect(app.inspector.getByRole('region', { name: 'Nodes' })).toContainText('Replica 2')
  await expect(app.inspector.getByRole('region', { name: 'Hits' })).toContainText(/\d+ % of/)

  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Global table/ }).click()
  await app.runToTheEnd()
  await app.select('PlayersTable')
  await app.inspectorTab('Regions')
  const regions = app.inspector.getByRole('list', { name: 'Regions' })
  await expect(regions.getByRole('listitem')).toHaveCount(3)
  await expect(app.inspector.getByRole('region', { name: 'Conflicts' })).toContainText('eu-west-1')
})
