'use strict'

// What a clock shows in a time zone, by the rules of 2026.
const table = require('coldstart:node/internal/intl/zoneTable')
const { floor } = Math
const MINUTE = 60_000
const DAY = 86_400_000

/**
 * Summer time's start and end: month, first day of the week that counts (0: the month's last), weekday, minutes after
 * midnight (of universal time where `isUtc`, of the zone's winter time otherwise).
 */
const RULES = {
  __proto__: null,
  US: { start: [2, 8, 0, 120], end: [10, 1, 0, 60] },
  EU: { start: [2, 0, 0, 60], end: [9, 0, 0, 60], isUtc: true },
  AU: { start: [9, 1, 0, 120], end: [3, 1, 0, 120] },
  NZ: { start: [8, 0, 0, 120], end: [3, 1, 0, 120] },
  LH: { start: [9, 1, 0, 120], end: [3, 1, 0, 90], minutes: 30 },
  CL: { start: [8, 2, 0, 240], end: [3, 2, 0, 180], isUtc: true },
  CU: { start: [2, 8, 0, 0], end: [10, 1, 0, 0] },
  EG: { start: [3, 0, 5, 0], end: [9, 0, 4, 1_380] },
  IL: { start: [2, 23, 5, 120], end: [9, 0, 0, 60] },
  LB: { start: [2, 0, 0, 0], end: [9, 0, 0, -60] },
  MD: { start: [2, 0, 0, 120], end: [9, 0, 0, 120] },
}
const SHORT = {
  __proto__: null,
  'Hawaii-Aleutian Standard Time': ['HST', 'HDT'],
  'Alaska Standard Time': ['AKST', 'AKDT'],
  'Pacific Standard Time': ['PST', 'PDT'],
  'Mountain Standard Time': ['MST', 'MDT'],
  'Central Standard Time': ['CST', 'CDT'],
  'Eastern Standard Time': ['EST', 'EDT'],
  'Atlantic Standard Time': ['AST', 'ADT'],
  'Coordinated Universal Time': ['UTC', 'UTC'],
  'Greenwich Mean Time': ['GMT', ''],
}

const zones = { __proto__: null }
const names = { __proto__: null }
for (const line of table.trim().split('\n')) {
  const [offset, rule, winter, summer, list] = line.split('|')
  for (const name of list.split(' ')) {
    zones[name] = { name, offset: Number(offset), rule: RULES[rule], winter, summer }
    names[name.toLowerCase()] = name
  }
}
for (const [alias, name] of [
  ['etc/utc', 'UTC'],
  ['etc/gmt', 'UTC'],
  ['gmt', 'UTC'],
  ['zulu', 'UTC'],
  ['etc/zulu', 'UTC'],
])
  names[alias] = name

const OFFSET = /^([+-])(\d\d):?(\d\d)$/
/** `America/New_York`, `+02:00`; undefined for what is no zone. */
exports.findZone = (text) => {
  const offset = OFFSET.exec(text)
  if (offset !== null) {
    const minutes = (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]))
    const name = `${offset[1]}${offset[2]}:${offset[3]}`
    return { name, offset: minutes, rule: undefined, winter: '', summer: '' }
  }
  return zones[names[`${text}`.toLowerCase()]]
}
exports.zoneNames = () =>
  Object.keys(zones)
    .filter(
      (name) => name === 'UTC' || (name.includes('/') && !/^(?:Etc|US|Canada|Brazil)\//.test(name)),
    )
    .toSorted()

const dayOf = (year, [month, from, weekday]) => {
  const first = from === 0 ? Date.UTC(year, month + 1, 0) - 6 * DAY : Date.UTC(year, month, from)
  const ahead = (weekday - new Date(first).getUTCDay() + 7) % 7
  return first + ahead * DAY
}
const isSummer = (zone, at) => {
  const { rule } = zone
  if (rule === undefined) return false
  const shift = rule.isUtc ? 0 : zone.offset
  const year = new Date(at + zone.offset * MINUTE).getUTCFullYear()
  const instant = (edge) => dayOf(year, edge) + (edge[3] - shift) * MINUTE
  const [start, end] = [instant(rule.start), instant(rule.end)]
  return start < end ? at >= start && at < end : at >= start || at < end
}
/** Minutes east of Greenwich. */
const offsetAt = (zone, at) => zone.offset + (isSummer(zone, at) ? (zone.rule.minutes ?? 60) : 0)
exports.offsetAt = offsetAt

const pad = (value) => `${value}`.padStart(2, '0')
const gmt = (minutes, isLong) => {
  if (minutes === 0) return 'GMT'
  const size = Math.abs(minutes)
  const [hours, rest] = [floor(size / 60), size % 60]
  const tail = isLong || rest > 0 ? `:${pad(rest)}` : ''
  return `GMT${minutes < 0 ? '-' : '+'}${isLong ? pad(hours) : hours}${tail}`
}
/** As `timeZoneName` asks: short, long, shortOffset, longOffset, shortGeneric, longGeneric. */
exports.zoneName = (zone, at, style) => {
  const summer = isSummer(zone, at)
  const isLong = style.startsWith('long')
  const name = summer ? zone.summer : zone.winter
  if (style.endsWith('Offset')) return gmt(offsetAt(zone, at), isLong)
  if (isLong) return name === '' ? gmt(offsetAt(zone, at), true) : name
  const short = SHORT[zone.winter]
  const isAmerican = /^(?:America|US|Canada|UTC|Pacific\/Honolulu|[A-Z]{3}\d?[A-Z]*$)/.test(
    zone.name,
  )
  if (short !== undefined && isAmerican) return short[summer ? 1 : 0]
  return gmt(offsetAt(zone, at), false)
}
