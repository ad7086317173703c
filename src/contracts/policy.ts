/** What policies, taken together, say of a request. An explicit deny beats any allow; silence is no allow. */
export type Effect = 'allow' | 'deny' | 'silent'

/** Who asks: nobody known, an AWS service by its principal's name, or somebody of an account by ARN. */
export type PolicyPrincipal =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly name: string }
  | { readonly type: 'account'; readonly accountId: string; readonly arn: string }

/** What is asked for. */
export interface PolicyQuestion {
  /** `execute-api:Invoke` */
  readonly action: string
  readonly resource: string
  /** For policies of a resource, whose statements say whom they concern; absent: statements concern whoever asks. */
  readonly principal?: PolicyPrincipal
  /** The condition keys that are known: `aws:SourceIp`. Names are compared without regard to case. */
  readonly context?: PolicyContext
}

/** Condition keys with what they are; those with several values are asked for by `ForAllValues:` and `ForAnyValue:`. */
export type PolicyContext = Readonly<Record<string, string | readonly string[]>>

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
export function isInBlock(block: string, address: string): boolean {
  const [base = '', bits = '32'] = block.split('/')
  const from = readIpv4(base)
  const ip = readIpv4(address)
  if (from === null || ip === null || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return false
  let size = 1
  for (let left = 32 - Number(bits); left > 0; left--) size *= 2
  return Math.floor(from / size) === Math.floor(ip / size)
}

type Test = (wanted: string, found: string) => boolean

const equals: Test = (wanted, found) => wanted === found
const equalsIgnoreCase: Test = (wanted, found) => wanted.toLowerCase() === found.toLowerCase()

/** Compares two numbers; what is none compares with nothing. */
const numeric =
  (test: (found: number, wanted: number) => boolean): Test =>
  (wanted, found) =>
    wanted.trim() !== '' && found.trim() !== '' && test(Number(found), Number(wanted))

const TESTS: Readonly<Record<string, { readonly test: Test; readonly isNegated?: true }>> = {
  StringEquals: { test: equals },
  StringNotEquals: { test: equals, isNegated: true },
  StringEqualsIgnoreCase: { test: equalsIgnoreCase },
  StringNotEqualsIgnoreCase: { test: equalsIgnoreCase, isNegated: true },
  StringLike: { test: matchesPattern },
  StringNotLike: { test: matchesPattern, isNegated: true },
  // "ArnEquals and ArnLike behave identically."
  ArnEquals: { test: matchesPattern },
  ArnLike: { test: matchesPattern },
  ArnNotEquals: { test: matchesPattern, isNegated: true },
  ArnNotLike: { test: matchesPattern, isNegated: true },
  Bool: { test: equalsIgnoreCase },
  NumericEquals: { test: numeric((found, wanted) => found === wanted) },
  NumericNotEquals: { test: numeric((found, wanted) => found === wanted), isNegated: true },
  NumericLessThan: { test: numeric((found, wanted) => found < wanted) },
  NumericLessThanEquals: { test: numeric((found, wanted) => found <= wanted) },
  NumericGreaterThan: { test: numeric((found, wanted) => found > wanted) },
  NumericGreaterThanEquals: { test: numeric((found, wanted) => found >= wanted) },
  IpAddress: { test: isInBlock },
  NotIpAddress: { test: isInBlock, isNegated: true },
}

const IF_EXISTS = 'IfExists'

/**
 * Whether an operator over the values of a key holds; null where it is not understood. A key that is not there has no
 * values: all of none do. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holdsForSet(
  operator: string,
  wanted: readonly string[],
  values: readonly string[] | undefined,
): boolean | null {
  const [, quantifier, rest = ''] = /^(ForAllValues|ForAnyValue):(.+)$/.exec(operator) ?? []
  if (quantifier === undefined) return holdsFor(operator, wanted, values?.[0])
  const results = (values ?? []).map((value) => holdsFor(rest, wanted, value))
  if (holdsFor(rest, wanted, '') === null) return null
  return quantifier === 'ForAllValues' ? !results.includes(false) : results.includes(true)
}

/** Whether one operator's test of one key holds; null where it is not understood. */
function holdsFor(operator: string, wanted: readonly string[], value: string | undefined) {
  if (operator === 'Null') return wanted.some((each) => (each === 'true') === (value === undefined))
  const isOptional = operator.endsWith(IF_EXISTS)
  const name = isOptional ? operator.slice(0, -IF_EXISTS.length) : operator
  const found = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined
  if (found === undefined) return null
  if (value === undefined) return isOptional || found.isNegated === true
  return wanted.some((each) => found.test(each, value)) !== (found.isNegated === true)
}

/** A condition's values: texts, but booleans and numbers may stand bare. */
const toTexts = (value: unknown): readonly string[] | null => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return toList(
    list.map((item) =>
      typeof item === 'boolean' || typeof item === 'number' ? String(item) : item,
    ),
  )
}

/** Whether a `Principal` names who asks; null where it is none. A role's ARN also names its sessions. */
function names(wanted: unknown, who: PolicyPrincipal): boolean | null {
  if (wanted === '*') return true
  if (!isObject(wanted)) return null
  const aws = wanted['AWS'] === undefined ? [] : toList(wanted['AWS'])
  const services = wanted['Service'] === undefined ? [] : toList(wanted['Service'])
  if (aws === null || services === null) return null
  if (aws.includes('*')) return true
  if (who.type === 'anonymous') return false
  if (who.type === 'service') return services.includes(who.name)
  const role = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(who.arn)
  const mine = [
    who.arn,
    who.accountId,
    `arn:aws:iam::${who.accountId}:root`,
    ...(role === null ? [] : [`arn:aws:iam::${role[1]}:role/${role[2]}`]),
  ]
  return aws.some((each) => mine.includes(each))
}

/** Whether a statement of a resource's policy concerns who asks; null where it does not say whom, or not clearly. */
function concerns(statement: Json, who: PolicyPrincipal | undefined): boolean | null {
  if (who === undefined) return true
  if (statement['NotPrincipal'] === undefined) return names(statement['Principal'], who)
  const isNamed = names(statement['NotPrincipal'], who)
  return isNamed === null ? null : !isNamed
}

/** Whether every condition holds; null where one is not understood. */
function holds(condition: unknown, context: PolicyContext): boolean | null {
  if (condition === undefined) return true
  if (!isObject(condition)) return null
  const known = new Map(
    Object.entries(context).map(([key, value]) => [
      key.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  )
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return null
    for (const [key, values] of Object.entries(keys)) {
      const wanted = toTexts(values)
      const isMet =
        wanted === null ? null : holdsForSet(operator, wanted, known.get(key.toLowerCase()))
      if (isMet !== true) return isMet
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
    const principal = concerns(statement, question.principal)
    if (action === null || resource === null || principal === null) return null
    if (!action || !resource || !principal) continue
    const condition = holds(statement['Condition'], question.context ?? {})
    // What is not understood never lets anybody in.
    if (says === 'Deny' && condition !== false) return 'deny'
    if (says === 'Allow' && condition === true) effect = 'allow'
  }
  return effect
}
