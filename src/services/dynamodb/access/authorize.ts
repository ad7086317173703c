import type { ApiCaller } from '#contracts/api.ts'
import { type Effect, evaluatePolicy, type PolicyContext } from '#contracts/policy.ts'
import type { Account } from '#services/service.ts'
import { findStatementUse } from '../partiql/prepare.ts'
import { accessDenied, type Refusal } from '../refusal.ts'
import type { TableDefinition } from '../table.ts'
import { readConditionKeys } from './conditionKeys.ts'

type Part = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** What a wire says of its permissions, as statements of IAM; null: it allows everything. */
function statementsOf(wire: unknown): readonly unknown[] | null {
  if (!isObject(wire)) return null
  const { Statement: own } = wire
  if (Array.isArray(own) && own.length > 0) {
    return own.map((one: unknown) => (isObject(one) ? { Resource: '*', ...one } : one))
  }
  const [actions, keys] = [texts(wire['Actions']), texts(wire['LeadingKeys'])]
  if (actions.length === 0 && keys.length === 0) return null
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
  return [
    {
      Effect: 'Allow',
      Action: actions.length === 0 ? 'dynamodb:*' : actions,
      Resource: '*',
      ...(keys.length === 0 ? {} : { Condition }),
    },
  ]
}

/** The index that a use reads, or its table. */
function resourceOf({ part, arn }: Pick<TableUse, 'part' | 'arn'>): string {
  const { IndexName: index, Statement: text } = part
  const named = typeof text === 'string' ? findStatementUse(text)?.index : index
  return typeof named === 'string' ? `${arn}/index/${named}` : arn
}

/** The condition keys of a use. */
const contextOf = ({ action, part, schemaOf, enclosing }: TableUse): PolicyContext => ({
  ...readConditionKeys(action, part, schemaOf),
  ...(enclosing === undefined ? {} : { 'dynamodb:EnclosingOperation': enclosing }),
})

/**
 * Whether a wire's statements reach beyond the table that it leads to: to one that no node stands for, because the API made
 * it or is asked to. Only a statement that names its resources does.
 */
export function allowsBeyond(
  use: Pick<TableUse, 'action' | 'part' | 'arn' | 'enclosing'>,
  wire: unknown,
  schemaOf: TableDefinition | undefined,
): boolean {
  const own = isObject(wire) ? wire['Statement'] : undefined
  if (!Array.isArray(own)) return false
  const Statement = own.filter((one: unknown) => isObject(one) && one['Resource'] !== undefined)
  const resource = resourceOf(use)
  const context = schemaOf === undefined ? {} : contextOf({ ...use, schemaOf })
  const action = `dynamodb:${use.action}`
  return evaluatePolicy({ Statement }, { action, resource, context }) === 'allow'
}

/** A use of a table that somebody asks for. */
interface TableUse {
  readonly action: string
  readonly part: Part
  /** The operation of several items that it is a part of: `TransactWriteItems`. */
  readonly enclosing?: string | undefined
  readonly arn: string
  readonly schemaOf: TableDefinition
}

/** Who asks, and what is written about it. */
interface Asked {
  readonly caller: ApiCaller
  /** The properties of its wire to the table. */
  readonly wire: unknown
  /** The table's resource policy. */
  readonly policy: string | undefined
  readonly account: Account
}

function readPolicy(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text)
  } catch {
    return null
  }
}

const DENIED = 'with an explicit deny in'

/**
 * IAM's answer to a wired caller: an explicit deny of either policy beats all, then one allow is enough, for both are of one
 * account. Null: go ahead.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
 */
export function authorize(use: TableUse, { caller, wire, policy, account }: Asked): Refusal | null {
  const { action } = use
  const statements = statementsOf(wire)
  if (statements === null && policy === undefined) return null
  const resource = resourceOf(use)
  const question = { action: `dynamodb:${action}`, resource, context: contextOf(use) }
  const principal = {
    type: 'account',
    accountId: account.accountId,
    arn: caller.principalArn,
  } as const
  const mine: Effect =
    statements === null
      ? 'allow'
      : (evaluatePolicy({ Statement: statements }, question) ?? 'silent')
  const theirs: Effect = evaluatePolicy(readPolicy(policy), { ...question, principal }) ?? 'silent'
  const refuse = (because?: string): Refusal =>
    accessDenied(caller.principalArn, action, resource, because)
  if (mine === 'deny') return refuse(`${DENIED} an identity-based policy`)
  if (theirs === 'deny') return refuse(`${DENIED} a resource-based policy`)
  return mine === 'allow' || theirs === 'allow' ? null : refuse()
}
