import { expect, test } from './fixtures.ts'

test('uploads become thumbnails; a person looks into the buckets, drops a file, previews and deletes it', async ({
  app,
}) => {
  await app.open()
  await app.page.getByRole('button', { name: 'Gallery' }).click()
  await app.page.getByRole('menuitem', { name: /Thumbnails/ }).click()
  await app.setSpeed('10×')
  await app.play.click()
  // The second bucket fills because the first one calls a function.
  await expect(app.node('Thumbnails')).toContainText(/[1-9]\d\s*objects/, { timeout: 60_000 })
  await app.pause.click()

  await app.select('Thumbnails')
  await app.inspectorTab('Data')
  const objects = app.inspector.getByRole('table', { name: 'Objects' })
  await expect(objects).toContainText('index.html')
  await objects.getByRole('button', { name: 'thumbs/' }).click()
  await objects
    .getByRole('button', { name: /\.svg$/ })
    .first()
    .click()
  await expect(app.inspector.getByRole('img', { name: /^thumbs\/\d+\.svg$/ })).toBeVisible()

  // A file that is dropped is kept in the document, and is in the bucket at once.
  await app.inspector.getByRole('button', { name: /^coldstart-thumbnails\/$/ }).click()
  const dropped = await app.page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['hello bucket'], 'note.txt', { type: 'text/plain' }))
    return data
  })
  await app.inspector.locator('.objects-drop').dispatchEvent('drop', { dataTransfer: dropped })
  await expect(app.inspector.getByRole('status')).toContainText('1 object put')
  await objects.getByRole('button', { name: 'note.txt', exact: true }).click()
  await expect(app.inspector.getByText('hello bucket')).toBeVisible()
  const download = app.page.waitForEvent('download')
  await objects.getByRole('button', { name: 'Download note.txt' }).click()
  expect((await download).suggestedFilename()).toBe('note.txt')
  await objects.getByRole('button', { name: 'Delete note.txt' }).click()
  await expect(objects.getByRole('button', { name: 'note.txt', exact: true })).toHaveCount(0)

  // The bucket with versions shows what is under the current objects.
  await app.select('Photos')
  await app.inspectorTab('Data')
  await app.inspector.getByRole('switch', { name: 'Show versions' }).click()
  await expect(objects.getByRole('columnheader', { name: 'Version' })).toBeVisible()
})
