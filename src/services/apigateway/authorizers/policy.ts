/** What policies, taken together, say of a request. An explicit deny beats any allow; silence is no allow. */
export type Effect = 'allow' | 'deny' | 'silent'

/** What is asked for. */
export interface PolicyQuestion {
  /** `execute-api:Invoke` */
  readonly action: string
  readonly resource: string
  /** The condition keys that are known: `aws:SourceIp`. Names are compared without regard to case. */
  readonly context?: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const toList = (value: unknown): readonly string[] | null => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.every((item) => typeof item === 'string') ? list : null
}

/**
 * Whether `text` is what `pattern` says: `*` is any run of characters, `?` any one. Greedy with one step back, so that
 * no pattern takes longer than the product of the lengths.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0
  let in_ = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const sign = pattern[in_]
    if (sign === '*') {
      star = in_++
      resume = at
    } else if (sign === '?' || (sign !== undefined && sign === text[at])) {
      at++
      in_++
    } else if (star >= 0) {
      in_ = star + 1
      at = ++resume
    } else return false
  }
  while (pattern[in_] === '*') in_++
  return in_ === pattern.length
}

/** An IPv4 address as a number; null where it is none. */
function readIpv4(text: string): number | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** Whether `address` lies in `block`, `203.0.113.0/24`. */
function isInBlock(block: string, address: string): boolean {
  const [base = '', bits = '32'] = block.split('/')
  const from = readIpv4(base)
  const ip = readIpv4(address)
  if (from === null || ip === null || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return false
  let size = 1
  for (let left = 32 - Number(bits); left > 0; left--) size *= 2
  return Math.floor(from / size) === Math.floor(ip / size)
}

type Test = (wanted: string, found: string) => boolean

const TESTS: Readonly<Record<string, { readonly test: Test; readonly isNegated: boolean }>> = {
  StringEquals: { test: (wanted, found) => wanted === found, isNegated: false },
  StringNotEquals: { test: (wanted, found) => wanted === found, isNegated: true },
  StringLike: { test: matchesPattern, isNegated: false },
  StringNotLike: { test: matchesPattern, isNegated: true },
  IpAddress: { test: isInBlock, isNegated: false },
  NotIpAddress: { test: isInBlock, isNegated: true },
}

/** Whether every condition holds; null where one is not understood. */
function holds(condition: unknown, context: Readonly<Record<string, string>>): boolean | null {
  if (condition === undefined) return true
  if (!isObject(condition)) return null
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  for (const [operator, keys] of Object.entries(condition)) {
    const found = Object.hasOwn(TESTS, operator) ? TESTS[operator] : undefined
    if (found === undefined || !isObject(keys)) return null
    for (const [key, values] of Object.entries(keys)) {
      const wanted = toList(values)
      if (wanted === null) return null
      const value = known.get(key.toLowerCase())
      const isAny = value !== undefined && wanted.some((each) => found.test(each, value))
      if (isAny === found.isNegated) return false
    }
  }
  return true
}

/** Whether a list of patterns (or its opposite) takes `text`; null where it is no list of texts. */
function takes(statement: Json, name: string, text: string): boolean | null {
  const isOpposite = statement[`Not${name}`] !== undefined
  const patterns = toList(isOpposite ? statement[`Not${name}`] : statement[name])
  if (patterns === null) return null
  const isIn = patterns.some((pattern) =>
    name === 'Action'
      ? matchesPattern(pattern.toLowerCase(), text.toLowerCase())
      : matchesPattern(pattern, text),
  )
  return isIn !== isOpposite
}

/**
 * What one policy document says. Null: it is not a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: unknown, question: PolicyQuestion): Effect | null {
  if (!isObject(policy)) return null
  const { Statement } = policy as { Statement?: unknown }
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  let effect: Effect = 'silent'
  for (const statement of statements) {
    if (!isObject(statement)) return null
    const says = statement['Effect']
    if (says !== 'Allow' && says !== 'Deny') return null
    const action = takes(statement, 'Action', question.action)
    const resource = takes(statement, 'Resource', question.resource)
    if (action === null || resource === null) return null
    if (!action || !resource) continue
    const condition = holds(statement['Condition'], question.context ?? {})
    // What is not understood never lets anybody in.
    if (says === 'Deny' && condition !== false) return 'deny'
    if (says === 'Allow' && condition === true) effect = 'allow'
  }
  return effect
}
