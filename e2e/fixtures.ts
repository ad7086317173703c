import { test as base } from '@playwright/test'
import { AppPage } from './pages/app.ts'

/** A fresh browser profile with the app in it; an error that the page does not catch fails the test. */
export const test = base.extend<{ app: AppPage }>({
  app: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await use(new AppPage(page))
    if (errors.length > 0) throw new Error(`the page threw: ${errors.join('; ')}`)
  },
})

export { expect } from '@playwright/test'
