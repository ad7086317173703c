'use strict'

// Numbers as decimal digits: they are rounded as they are written, so that 1.005 to two places is 1.01.

/** `{ isNegative, digits, point }`: 0.digits × 10^point without zeros at either end, or `special`. */
exports.digitsOf = (input, shift) => {
  const value =
    typeof input === 'bigint' ? input : typeof input === 'string' ? input.trim() : Number(input)
  const number = Number(value)
  if (Number.isNaN(number)) return { special: 'NaN', isNegative: false }
  const isNegative = number < 0 || Object.is(number, -0)
  if (!Number.isFinite(number) && typeof value !== 'bigint') return { special: '∞', isNegative }
  const text = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(`${value}`)
    ? `${value}`
    : `${number}`
  const [, whole, fraction = '', exponent = '0'] = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(
    text,
  )
  const all = whole + fraction
  const digits = all.replace(/^0+/, '')
  const point = whole.length - (all.length - digits.length) + Number(exponent) + shift
  const significant = digits.replace(/0+$/, '')
  return { isNegative, digits: significant, point: significant === '' ? 1 : point }
}

/** Keeps `count` digits, the rest rounded half away from zero. */
const cut = ({ digits, point }, count) => {
  if (count >= digits.length) return { digits, point }
  if (count < 0) return { digits: '', point: 1 }
  const isUp = digits[count] >= '5'
  const kept = digits.slice(0, count)
  if (!isUp) return { digits: kept.replace(/0+$/, ''), point }
  const raised = `${BigInt(`0${kept}`) + 1n}`
  const grown = raised.length > kept.length ? 1 : 0
  const full = grown === 1 ? raised : raised.padStart(kept.length, '0')
  return { digits: full.replace(/0+$/, ''), point: point + grown }
}

/** `{ whole, fraction, point }` as the settings of a NumberFormat want them. */
exports.round = (value, settings) => {
  const { maximumSignificantDigits: most, minimumSignificantDigits: least } = settings
  let cutValue
  let minFraction = settings.minimumFractionDigits ?? 0
  if (most !== undefined) {
    cutValue = cut(value, most)
    minFraction = Math.max(0, least - cutValue.point)
  } else if (settings.isRough) cutValue = cut(value, Math.max(value.point, 2))
  else cutValue = cut(value, value.point + settings.maximumFractionDigits)
  const { digits, point } = cutValue
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const behind = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  const fraction = digits === '' ? '' : behind
  return {
    whole: (digits === '' ? '0' : whole).padStart(settings.minimumIntegerDigits, '0'),
    fraction: fraction.padEnd(minFraction, '0'),
    point,
  }
}

/** The whole part in groups of three (of two beyond the first three in India). */
exports.group = (whole, { data, useGrouping }) => {
  const from =
    useGrouping === false
      ? Infinity
      : useGrouping === 'min2'
        ? 5
        : useGrouping === 'always'
          ? 4
          : data.groupsFrom
  if (whole.length < from) return [{ type: 'integer', value: whole }]
  const parts = []
  let end = whole.length
  let size = 3
  while (end > 0) {
    const start = Math.max(0, end - size)
    parts.unshift({ type: 'integer', value: whole.slice(start, end) })
    if (start > 0) parts.unshift({ type: 'group', value: data.group })
    end = start
    if (data.isIndian) size = 2
  }
  return parts
}
