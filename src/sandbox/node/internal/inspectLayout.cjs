'use strict'

// How util.inspect lays out what it wrote: on one line, in columns, or a line each.

/** Groups many short array items into columns, as Node does beyond six. */
const group = (context, output, value) => {
  let total = 0
  let max = 0
  let count = output.length
  if (context.maxArrayLength < value.length) count--
  const lengths = []
  for (let at = 0; at < count; at++) {
    lengths.push(output[at].length)
    total += output[at].length + 2
    if (max < output[at].length) max = output[at].length
  }
  const actualMax = max + 2
  if (
    !(actualMax * 3 + context.indentation < context.breakLength) ||
    !(total / actualMax > 5 || max <= 6)
  )
    return output
  const averageBias = Math.sqrt(actualMax - total / output.length)
  const biasedMax = Math.max(actualMax - 3 - averageBias, 1)
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biasedMax * count) / biasedMax),
    Math.floor((context.breakLength - context.indentation) / actualMax),
    context.compact * 4,
    15,
  )
  if (columns <= 1) return output
  const widths = []
  for (let at = 0; at < columns; at++) {
    let width = 0
    for (let j = at; j < count; j += columns) if (lengths[j] > width) width = lengths[j]
    widths.push(width + 2)
  }
  const padsStart =
    value !== undefined &&
    Array.prototype.every.call(
      value,
      (item) => typeof item === 'number' || typeof item === 'bigint',
    )
  const rows = []
  for (let at = 0; at < count; at += columns) {
    const end = Math.min(at + columns, count)
    let row = ''
    let j = at
    for (; j < end - 1; j++) {
      const cell = `${output[j]}, `
      row += padsStart ? cell.padStart(widths[j - at]) : cell.padEnd(widths[j - at])
    }
    row += padsStart ? output[j].padStart(widths[j - at] - 2) : output[j]
    rows.push(row)
  }
  if (context.maxArrayLength < value.length) rows.push(output[count])
  return rows
}

const reduce = (context, output, base, braces, isArray, entriesDepth, value) => {
  let items = output
  if (isArray && context.compact >= 1 && items.length > 6) items = group(context, items, value)
  if (context.currentDepth - entriesDepth < context.compact && items === output) {
    const start = items.length + context.indentation + braces[0].length + base.length + 10
    let length = items.length + start
    for (const item of items) length += item.length
    if (
      length <= context.breakLength &&
      items.every((item) => !item.includes('\n')) &&
      (base === '' || !base.includes('\n'))
    ) {
      return `${base === '' ? '' : `${base} `}${braces[0]} ${items.join(', ')} ${braces[1]}`.replace(
        /^(\S*) \{ {2}\}$/,
        '$1 {}',
      )
    }
  }
  const indent = `\n${' '.repeat(context.indentation)}`
  return `${base === '' ? '' : `${base} `}${braces[0]}${indent}  ${items.join(`,${indent}  `)}${indent}${braces[1]}`
}

exports.reduce = reduce
