import { type ActionContext, createAction } from '../actions/action.ts'
import { type Refusal, serviceError } from '../refusal.ts'
import { boolean, optional, required, string, structure } from '../shape.ts'
import type { TableLife } from './life.ts'
import { refusePolicy } from './policyText.ts'
import { tableArnOf, toEpochSeconds } from './controlPlane.ts'

const resourceArn = string({ lengthMin: 1, lengthMax: 1_283 })
const revision = string({ lengthMin: 1, lengthMax: 255 })

/** The table of an ARN: of the table itself, for a stream's policy is its table's matter here. */
function getResource({ control }: ActionContext, arn: string): TableLife {
  const name = /:table\/([^/]+)/.exec(arn)?.[1]
  const life = name === undefined ? undefined : control.find(name)
  if (life === undefined || !arn.startsWith(tableArnOf(control, life.table.definition.name))) {
    throw serviceError(
      'ResourceNotFoundException',
      `Requested resource not found: ResourcArn: ${arn} not found`,
    )
  }
  return life
}

const noPolicy = (arn: string): Refusal =>
  serviceError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  )

/** "NO_POLICY": the revision of what is not there. */
function refuseRevision(life: TableLife, expected: string | undefined, arn: string): void {
  if (expected === undefined) return
  if (expected !== (life.settings.policy?.revision ?? 'NO_POLICY')) throw noPolicy(arn)
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy = createAction(
  'PutResourcePolicy',
  structure({
    ResourceArn: required(resourceArn),
    Policy: required(string()),
    ExpectedRevisionId: optional(revision),
    ConfirmRemoveSelfResourceAccess: optional(boolean),
  }),
  ({ ResourceArn: arn, Policy: text, ExpectedRevisionId: expected }) => {
    refusePolicy(text)
    return (context) => {
      const { control, now } = context
      const life = getResource(context, arn)
      refuseRevision(life, expected, arn)
      const { policy } = life.settings
      const id =
        policy?.text === text ? policy.revision : String(Math.floor(toEpochSeconds(now) * 1_000))
      life.settings.policy = { text, revision: id }
      control.changed(life)
      return { RevisionId: id }
    }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export const getResourcePolicy = createAction(
  'GetResourcePolicy',
  structure({ ResourceArn: required(resourceArn) }),
  ({ ResourceArn: arn }) =>
    (context) => {
      const { policy } = getResource(context, arn).settings
      if (policy === null) throw noPolicy(arn)
      return { Policy: policy.text, RevisionId: policy.revision }
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = createAction(
  'DeleteResourcePolicy',
  structure({ ResourceArn: required(resourceArn), ExpectedRevisionId: optional(revision) }),
  ({ ResourceArn: arn, ExpectedRevisionId: expected }) =>
    (context) => {
      const life = getResource(context, arn)
      refuseRevision(life, expected, arn)
      const { policy } = life.settings
      life.settings.policy = null
      context.control.changed(life)
      return policy === null ? {} : { RevisionId: policy.revision }
    },
)
