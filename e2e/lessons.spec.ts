import { expect, test } from './fixtures.ts'

const LESSONS = [
  { name: /What are serverless functions/, steps: 4 },
  { name: /How would you build a system/, steps: 4 },
  { name: /What is cloud storage/, steps: 5 },
  { name: /How does a CDN work/, steps: 5 },
]

for (const { name, steps } of LESSONS) {
  test(`a student predicts, runs and reads what happened: ${name.source}`, async ({ app }) => {
    await app.open()
    await app.page.getByRole('button', { name: 'Gallery' }).click()
    await app.page.getByRole('menuitem', { name }).click()
    const lesson = app.page.getByRole('complementary', { name: 'Lesson' })
    for (let step = 1; step <= steps; step++) {
      await expect(lesson).toContainText(`Step ${step} of ${steps}`)
      await expect(lesson.getByRole('button', { name: 'Run' })).toBeDisabled()
      await lesson.getByRole('radio').first().check()
      await lesson.getByRole('button', { name: 'Run' }).click()
      const happened = lesson.getByRole('status', { name: 'What happened' })
      await expect(happened).toBeVisible({ timeout: 60_000 })
      // Every number was produced by the run, and bears out one of the choices.
      for (const value of await happened.locator('dd').allInnerTexts()) expect(value).toMatch(/^\d/)
      await expect(lesson.locator('label[data-holds]')).toHaveCount(1)
      if (step < steps) await lesson.getByRole('button', { name: 'Next step' }).click()
    }
    await lesson.getByRole('button', { name: 'Finish' }).click()
    await expect(lesson).toHaveCount(0)
    await expect(app.page.getByRole('button', { name: 'Add Lambda function' })).toBeVisible()
  })
}
