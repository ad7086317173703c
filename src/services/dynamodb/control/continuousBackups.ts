import { between, type Instant } from '#kernel/time.ts'
import { type ActionContext, createAction, members } from '../actions/action.ts'
import type { WireObject } from '../refusal.ts'
import { boolean, integer, optional, required, structure } from '../shape.ts'
import { getBackedTable } from './backups.ts'
import { toEpochSeconds } from './controlPlane.ts'
import type { TableLife } from './life.ts'
import { RECOVERY_LAG } from './recovery.ts'

/** "Valid Range: Minimum value of 1. Maximum value of 35." */
const DAYS_MAX = 35

function describeRecovery(life: TableLife, { control, now }: ActionContext): WireObject {
  const earliest = control.recovery.earliest(life, now)
  const { recovery } = life.settings
  const latest =
    earliest === null ? now : ((now - Math.min(RECOVERY_LAG, between(earliest, now))) as Instant)
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        earliest === null || recovery === null
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: recovery.days,
              EarliestRestorableDateTime: toEpochSeconds(earliest),
              LatestRestorableDateTime: toEpochSeconds(latest),
            },
    },
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const describeContinuousBackups = createAction(
  'DescribeContinuousBackups',
  structure({ TableName: members.tableName }),
  (request) => (context) => describeRecovery(getBackedTable(context, request.TableName), context),
)

const specification = structure(
  {
    PointInTimeRecoveryEnabled: required(boolean),
    RecoveryPeriodInDays: optional(integer({ min: 1, max: DAYS_MAX })),
  },
  'PointInTimeRecoverySpecification',
  'field',
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
export const updateContinuousBackups = createAction(
  'UpdateContinuousBackups',
  structure({
    TableName: members.tableName,
    PointInTimeRecoverySpecification: required(specification),
  }),
  (request) => (context) => {
    const { control, now } = context
    const life = getBackedTable(context, request.TableName)
    const wanted = request.PointInTimeRecoverySpecification
    const { recovery } = life.settings
    life.settings.recovery = wanted.PointInTimeRecoveryEnabled
      ? {
          since: recovery?.since ?? now,
          days: wanted.RecoveryPeriodInDays ?? recovery?.days ?? DAYS_MAX,
        }
      : null
    control.changed(life)
    return describeRecovery(life, context)
  },
)
