'use strict'

// https://nodejs.org/api/tracing.html

Object.assign(exports, {
  createTracing: () => ({ enable() {}, disable() {}, enabled: false, categories: '' }),
  getEnabledCategories: () => undefined,
})
