import { test as base } from '@playwright/test'
import { AppPage } from './pages/app.ts'

/** A fresh browser profile with the app in it; an error that the page does not catch fails the test. */
export const test = base.extend<{ app: AppPage }>({
  app: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const app = new AppPage(page)
    await use(app)
    const unexpected = errors.filter((message) => !app.expectedErrors.includes(message))
    if (unexpected.length > 0) throw new Error(`the page threw: ${unexpected.join('; ')}`)
  },
})

export { expect } from '@playwright/test'
