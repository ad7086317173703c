'use strict'

// https://nodejs.org/api/util.html#utilparseargsconfig
const { errors } = require('coldstart:core')
const { received } = require('coldstart:node/internal/bufferNumbers')

const { hasOwn } = Object
const fail = (code, message) => {
  throw errors.create('TypeError', code, message)
}
const invalidType = (name, expected, value) =>
  fail(
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" property must be ${expected}. Received ${received(value)}`,
  )

const shown = ({ name, rawName }, options) => {
  const short = options[name]?.short
  return short === undefined ? rawName : `-${short}, --${name}`
}
const checkOptions = (options) => {
  for (const [name, option] of Object.entries(options)) {
    const { type, short, multiple, default: fallback } = option
    if (type !== 'string' && type !== 'boolean')
      invalidType(`options.${name}.type`, "('string|boolean')", type)
    if (short !== undefined && (typeof short !== 'string' || short.length !== 1))
      fail(
        'ERR_INVALID_ARG_VALUE',
        `The property 'options.${name}.short' must be a single character. Received '${short}'`,
      )
    if (multiple !== undefined && typeof multiple !== 'boolean')
      invalidType(`options.${name}.multiple`, 'of type boolean', multiple)
    if (fallback !== undefined && multiple !== true && typeof fallback !== type)
      invalidType(`options.${name}.default`, `of type ${type}`, fallback)
  }
}
const isValue = (text) => text !== undefined && (text === '-' || !text.startsWith('-'))
const longOf = (letter, options) =>
  Object.keys(options).find((name) => options[name].short === letter) ?? letter

/** What stands in `args`, in its order. */
const readTokens = (args, options) => {
  const tokens = []
  const rest = args.map((text, index) => ({ text, index }))
  const take = (name, rawName, { index, value }) => {
    let [given, inline] = [value, value === undefined ? undefined : true]
    if (given === undefined && options[name]?.type === 'string' && isValue(rest[0]?.text)) {
      given = rest.shift().text
      inline = false
    }
    tokens.push({ kind: 'option', name, rawName, index, value: given, inlineValue: inline })
  }
  while (rest.length > 0) {
    const { text, index } = rest.shift()
    if (text === '--') {
      tokens.push({ kind: 'option-terminator', index })
      for (const { text: value, index: at } of rest.splice(0))
        tokens.push({ kind: 'positional', index: at, value })
    } else if (text.startsWith('--') && text.length > 2) {
      const end = text.indexOf('=')
      const [name, value] = end > 2 ? [text.slice(2, end), text.slice(end + 1)] : [text.slice(2)]
      take(name, `--${name}`, { index, value })
    } else if (text.startsWith('-') && text.length === 2) {
      const name = longOf(text[1], options)
      take(name, text, { index })
    } else if (text.startsWith('-') && text.length > 2) {
      const name = longOf(text[1], options)
      if (options[name]?.type === 'string')
        take(name, text.slice(0, 2), { index, value: text.slice(2) })
      else rest.unshift({ text: text.slice(0, 2), index }, { text: `-${text.slice(2)}`, index })
    } else tokens.push({ kind: 'positional', index, value: text })
  }
  return tokens
}

const checkToken = (token, { options, args, allowPositionals }) => {
  if (token.kind === 'positional' && !allowPositionals)
    fail(
      'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL',
      `Unexpected argument '${token.value}'. This command does not take positional arguments`,
    )
  if (token.kind !== 'option') return
  const { name, value, rawName } = token
  if (!hasOwn(options, name)) {
    const advice = allowPositionals
      ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${JSON.stringify(rawName)}`
      : ''
    fail('ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${rawName}'${advice}`)
  }
  const { type } = options[name]
  if (type === 'string' && typeof value !== 'string')
    fail(
      'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
      `Option '${shown(token, options)} <value>' argument missing`,
    )
  if (type === 'boolean' && value !== undefined)
    fail(
      'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
      `Option '${shown(token, options)}' does not take an argument`,
    )
  if (token.inlineValue === false && value.startsWith('-') && value.length > 1)
    fail(
      'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
      `Option '${rawName}' argument is ambiguous.\n${args}`,
    )
}

/** `--no-color`, where that is allowed and no option of its own. */
const negated = (token, { options, allowNegative }) => {
  const { name, value } = token
  if (!allowNegative || value !== undefined || !name.startsWith('no-') || hasOwn(options, name))
    return token
  const plain = name.slice(3)
  return options[plain]?.type === 'boolean' ? { ...token, name: plain, isNegative: true } : token
}

exports.parseArgs = (config = {}) => {
  const { args = process.argv.slice(2), strict = true, allowPositionals = !strict } = config
  const { options = {}, tokens: hasTokens = false, allowNegative = false } = config
  if (!Array.isArray(args))
    fail(
      'ERR_INVALID_ARG_TYPE',
      `The "args" argument must be an instance of Array. Received ${received(args)}`,
    )
  checkOptions(options)
  const tokens = readTokens(args, options)
  const values = { __proto__: null }
  const positionals = []
  const keep = (name, value) => {
    if (options[name]?.multiple === true) (values[name] ??= []).push(value)
    else values[name] = value
  }
  for (const each of tokens) {
    const token = each.kind === 'option' ? negated(each, { options, allowNegative }) : each
    if (strict) checkToken(token, { options, args, allowPositionals })
    if (token.kind === 'option') keep(token.name, token.isNegative ? false : (token.value ?? true))
    if (token.kind === 'positional') positionals.push(token.value)
  }
  for (const [name, option] of Object.entries(options))
    if (option.default !== undefined && values[name] === undefined) values[name] = option.default
  return hasTokens ? { values, positionals, tokens } : { values, positionals }
}
