'use strict'

// What `console.table` draws. https://nodejs.org/api/console.html#consoletabletabulardata-properties
const { inspect } = require('coldstart:node/internal/inspect')

const KEYS_SHOWN_MAX = 2
const show = (value) => {
  const isWide =
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.keys(value).length > KEYS_SHOWN_MAX
  return inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth: isWide ? -1 : 0 })
}

const draw = (heads, columns) => {
  const rows = Math.max(0, ...columns.map((column) => column.length))
  const cells = (row) => columns.map((column) => column[row] ?? '')
  const widths = columns.map(
    (column, at) => Math.max(heads[at].length, ...column.map((cell) => (cell ?? '').length)) + 2,
  )
  const rule = (start, middle, end) =>
    start + widths.map((width) => '─'.repeat(width)).join(middle) + end
  const line = (texts) => `│${texts.map((text, at) => ` ${text}`.padEnd(widths[at])).join('│')}│`
  const body = Array.from({ length: rows }, (_none, row) => line(cells(row)))
  return [rule('┌', '┬', '┐'), line(heads), rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join(
    '\n',
  )
}

const isPrimitive = (value) =>
  value === null || (typeof value !== 'object' && typeof value !== 'function')

const drawObject = (data, properties) => {
  const index = Object.keys(data)
  const columns = new Map()
  const values = []
  index.forEach((key, row) => {
    const item = data[key]
    if (isPrimitive(item) && properties === undefined) {
      values[row] = show(item)
      return
    }
    for (const name of properties ?? Object.keys(item)) {
      if (!columns.has(name)) columns.set(name, [])
      const has = !isPrimitive(item) && Object.hasOwn(item, name)
      columns.get(name)[row] = has ? show(item[name]) : ''
    }
  })
  const heads = ['(index)', ...columns.keys()]
  const all = [index, ...columns.values()]
  if (values.length > 0) {
    heads.push('Values')
    all.push(values)
  }
  return draw(
    heads.map(String),
    all.map((column) => Array.from(column)),
  )
}

/** `data` (an object) as a table. */
exports.format = (data, properties) => {
  const isSet = data instanceof Set
  if (!isSet && !(data instanceof Map)) return drawObject(data, properties)
  const items = [...data]
  const index = items.map((_item, row) => `${row}`)
  if (isSet) return draw(['(iteration index)', 'Values'], [index, items.map(show)])
  return draw(
    ['(iteration index)', 'Key', 'Values'],
    [index, items.map(([key]) => show(key)), items.map(([, value]) => show(value))],
  )
}
