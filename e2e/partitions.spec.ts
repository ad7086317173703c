import { expect, test } from './fixtures.ts'
import { hotKeyScenario } from './scenarios/hotKey.ts'
import { linkTo } from './scenarios/link.ts'

test('a hot partition shows on the table and in the inspector, with the key that makes it hot', async ({
  app,
}) => {
  await app.open(linkTo(hotKeyScenario))
  await app.select('Visits')
  await app.inspectorTab('Partitions')
  await app.play.click()
  const table = app.inspector.getByRole('region', { name: 'Table', exact: true })
  await expect(table.getByText('Provisioned: 5 read · 40 write units/s')).toBeVisible()
  const hottest = table.getByRole('listitem').first()
  await expect(hottest.getByText(/page#1 \d/)).toBeVisible()
  await expect(hottest.getByText(/\d+ requests? throttled/)).toBeVisible({ timeout: 60_000 })
  await expect(app.node('Visits').getByRole('img', { name: /^Partitions: / })).toBeVisible()

  await app.inspectorTab('Insights')
  await app.inspector.getByRole('button', { name: 'Switch on' }).click()
  const accessed = app.inspector.getByRole('table', { name: 'Most accessed partition keys' })
  await expect(accessed.getByRole('row', { name: /^page#1 / })).toBeVisible()
  await expect(
    app.inspector.getByRole('table', { name: 'Most throttled partition keys' }),
  ).toContainText('page#1')
})
