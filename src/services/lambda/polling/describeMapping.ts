import { createRandom } from '#kernel/random.ts'
import type { EventSourceMappingDescription } from '../functionDirectory.ts'
import { createUuid } from '../identifiers.ts'

/** What a mapping's wire says, by CloudFormation's names, which are the API's. */
const TOLD = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'ScalingConfig',
  'ProvisionedPollerConfig',
  'FilterCriteria',
  'StartingPosition',
  'ParallelizationFactor',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'TumblingWindowInSeconds',
  'DestinationConfig',
] as const

/** The UUID of a wire's mapping: the same in every run. */
export const uuidOf = (edge: string): string =>
  createUuid(createRandom(0, `event source mapping ${edge}`))

/** A mapping as it is at the moment. */
interface DescribedMapping {
  /** The wire's id. */
  readonly edge: string
  readonly properties: unknown
  readonly functionArn: string
  /** Undefined until the source has answered. */
  readonly eventSourceArn: string | undefined
  readonly isEnabled: boolean
}

/** What GetEventSourceMapping tells. https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export function describeMapping(mapping: DescribedMapping): EventSourceMappingDescription {
  const { edge, functionArn, eventSourceArn, isEnabled } = mapping
  const properties = Object.fromEntries(Object.entries(mapping.properties ?? {}))
  const told = TOLD.filter((name) => properties[name] !== undefined)
  const uuid = uuidOf(edge)
  const [account] = functionArn.split(':function:')
  const state = isEnabled ? 'Enabled' : 'Disabled'
  return {
    UUID: uuid,
    ...Object.fromEntries(told.map((name) => [name, properties[name]])),
    EventSourceArn: eventSourceArn,
    FunctionArn: functionArn,
    State: eventSourceArn === undefined ? 'Creating' : state,
    StateTransitionReason: 'USER_INITIATED',
    EventSourceMappingArn: `${account}:event-source-mapping:${uuid}`,
  }
}
