import type { Kind } from './partitions/partition.ts'
import type { ThrottleCause } from './partitions/throughput.ts'
import { Refusal, serviceError } from './refusal.ts'

/** What was asked of the table, or global index, that is throttled. */
export interface Throttled {
  readonly cause: ThrottleCause
  readonly kind: Kind
  readonly isProvisioned: boolean
  readonly resource: 'Table' | 'Index'
  readonly arn: string
}

const TABLE_MESSAGE =
  'The level of configured provisioned throughput for the table was exceeded. Consider ' +
  'increasing your provisioning level with the UpdateTable API.'
const INDEX_MESSAGE =
  'The level of configured provisioned throughput for one or more global secondary indexes of ' +
  'the table was exceeded. Consider increasing your provisioning level for the ' +
  'under-provisioned global secondary indexes with the UpdateTable API'
const ON_DEMAND_MESSAGE =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically ' +
  'scaling your table or index so please try again shortly. If exceptions persist, check if you ' +
  'have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/' +
  'bp-partition-key-design.html'
/** Recalled, not measured. */
const MAX_MESSAGE = 'Throughput exceeds the maximum OnDemandThroughput configured on table or index'
const ACCOUNT_MESSAGE =
  'Throughput exceeds the current throughput limit for your account. Please contact AWS Support ' +
  'at https://aws.amazon.com/support request a limit increase'

const toReason = ({ resource, kind, cause }: Throttled): string =>
  `${resource}${kind === 'read' ? 'Read' : 'Write'}${cause}Exceeded`

const REASON = /"reason":"(\w+)","resource":"[^"]*?([\w.-]+)"/

/** Which limit a throttled reply names, and whose: `byCity: IndexWriteProvisionedThroughputExceeded`; null where it names none. */
export function describeThrottle(body: string): string | null {
  const [, reason, resource] = REASON.exec(body) ?? []
  return reason === undefined ? null : `${resource}: ${reason}`
}

/** The metric that counts a throttle beside `ReadThrottleEvents` or `WriteThrottleEvents`. */
export const toThrottleMetric = ({ kind, cause }: Pick<Throttled, 'kind' | 'cause'>): string =>
  `${kind === 'read' ? 'Read' : 'Write'}${cause}ThrottleEvents`

/**
 * The reply to a request above a limit, with its reason: three exceptions for four limits. On demand the reasons are a
 * member in lower case, as in the API's model.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
 */
export function refuseThrottled(throttled: Throttled): Refusal {
  const reasons = [{ reason: toReason(throttled), resource: throttled.arn }]
  const { cause, isProvisioned, resource } = throttled
  if (cause === 'AccountLimit') {
    return serviceError('RequestLimitExceeded', ACCOUNT_MESSAGE, { ThrottlingReasons: reasons })
  }
  if (isProvisioned) {
    return serviceError(
      'ProvisionedThroughputExceededException',
      resource === 'Table' ? TABLE_MESSAGE : INDEX_MESSAGE,
      { ThrottlingReasons: reasons },
    )
  }
  const message = cause === 'MaxOnDemandThroughput' ? MAX_MESSAGE : ON_DEMAND_MESSAGE
  return new Refusal('com.amazon.coral.availability#', 'ThrottlingException', {
    message,
    throttlingReasons: reasons,
  })
}
