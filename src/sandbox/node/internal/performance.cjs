'use strict'

// Marks and measures. https://nodejs.org/api/perf_hooks.html#performancemarkname-options
const { performance } = globalThis
const { apply } = Reflect
const { now } = performance

let entries = []
const observers = new Set()

class PerformanceEntry {
  constructor(name, entryType, startTime, duration, detail) {
    Object.assign(this, { name, entryType, startTime, duration, detail })
  }
  toJSON() {
    const { name, entryType, startTime, duration, detail } = this
    return { name, entryType, startTime, duration, detail }
  }
}
class PerformanceMark extends PerformanceEntry {}
class PerformanceMeasure extends PerformanceEntry {}

const add = (entry) => {
  entries.push(entry)
  for (const observer of observers) observer.take(entry)
  return entry
}
const timeOf = (mark, standard) => {
  if (mark === undefined) return standard
  if (typeof mark === 'number') return mark
  const found = entries.findLast(({ name, entryType }) => entryType === 'mark' && name === mark)
  if (found === undefined)
    throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError')
  return found.startTime
}
const list = (test) =>
  entries.filter(test).toSorted((first, second) => first.startTime - second.startTime)

exports.methods = {
  mark(name, options = {}) {
    const at = options.startTime ?? apply(now, performance, [])
    return add(new PerformanceMark(`${name}`, 'mark', at, 0, options.detail ?? null))
  },
  measure(name, startOrOptions, endMark) {
    const options =
      typeof startOrOptions === 'object' && startOrOptions !== null
        ? startOrOptions
        : { start: startOrOptions, end: endMark }
    const { duration, detail = null } = options
    const end =
      options.end === undefined && duration !== undefined
        ? timeOf(options.start, 0) + duration
        : timeOf(options.end, apply(now, performance, []))
    const start =
      options.start === undefined && duration !== undefined
        ? end - duration
        : timeOf(options.start, 0)
    return add(new PerformanceMeasure(`${name}`, 'measure', start, end - start, detail))
  },
  getEntries: () => list(() => true),
  getEntriesByName: (name, type) =>
    list((entry) => entry.name === name && (type === undefined || entry.entryType === type)),
  getEntriesByType: (type) => list((entry) => entry.entryType === type),
  clearMarks(name) {
    entries = entries.filter(
      (entry) => entry.entryType !== 'mark' || (name !== undefined && entry.name !== name),
    )
  },
  clearMeasures(name) {
    entries = entries.filter(
      (entry) => entry.entryType !== 'measure' || (name !== undefined && entry.name !== name),
    )
  },
  timerify: (callback) => callback,
  eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
}

/** https://nodejs.org/api/perf_hooks.html#class-performanceobserver: of marks and measures. */
class PerformanceObserver {
  #callback
  #waiting = []
  #types = []
  static supportedEntryTypes = ['mark', 'measure']
  constructor(callback) {
    this.#callback = callback
  }
  observe({ type, entryTypes = [type], buffered = false }) {
    this.#types = entryTypes
    observers.add(this)
    if (buffered) for (const entry of entries) this.take(entry)
  }
  disconnect() {
    observers.delete(this)
  }
  takeRecords() {
    return this.#waiting.splice(0)
  }
  take(entry) {
    if (!this.#types.includes(entry.entryType)) return
    this.#waiting.push(entry)
    if (this.#waiting.length > 1) return
    setImmediate(() => {
      const shown = this.takeRecords()
      const of = (test) => shown.filter(test)
      if (shown.length === 0) return
      this.#callback(
        {
          getEntries: () => shown,
          getEntriesByName: (name) => of((each) => each.name === name),
          getEntriesByType: (name) => of((each) => each.entryType === name),
        },
        this,
      )
    })
  }
}
Object.assign(exports, {
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
})
