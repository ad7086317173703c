import { createAction, members, toTableName } from '../actions/action.ts'
import { serviceError, validation } from '../refusal.ts'
import { optional, required, string, structure } from '../shape.ts'
import { getActiveLife, getLife } from './control.ts'

const precision = string({ oneOf: ['MILLISECOND', 'MICROSECOND'] })

const target = {
  TableName: members.tableName,
  StreamArn: required(string({ lengthMin: 37, lengthMax: 1_024 })),
}

const noDestination = (arn: string): Error =>
  validation(`Table is not in a valid state to disable Kinesis Streaming Destination: ${arn}`)

/**
 * There are no Kinesis streams here, so none that is named exists.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html
 */
export const enableKinesisStreamingDestination = createAction(
  'EnableKinesisStreamingDestination',
  structure({
    ...target,
    EnableKinesisStreamingConfiguration: optional(
      structure({ ApproximateCreationDateTimePrecision: optional(precision) }, '', 'field'),
    ),
  }),
  ({ TableName, StreamArn: arn }) =>
    (context) => {
      getActiveLife(context, toTableName(TableName))
      if (!/^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/.+$/.test(arn)) {
        throw validation(`Invalid StreamArn: ${arn}`)
      }
      throw serviceError(
        'ResourceNotFoundException',
        `Requested resource not found: Kinesis stream: ${arn} not found`,
      )
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DisableKinesisStreamingDestination.html */
export const disableKinesisStreamingDestination = createAction(
  'DisableKinesisStreamingDestination',
  structure(target),
  ({ TableName, StreamArn: arn }) =>
    (context) => {
      getActiveLife(context, toTableName(TableName))
      throw noDestination(arn)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateKinesisStreamingDestination.html */
export const updateKinesisStreamingDestination = createAction(
  'UpdateKinesisStreamingDestination',
  structure({
    ...target,
    UpdateKinesisStreamingConfiguration: optional(
      structure({ ApproximateCreationDateTimePrecision: optional(precision) }, '', 'field'),
    ),
  }),
  ({ TableName, StreamArn: arn }) =>
    (context) => {
      getActiveLife(context, toTableName(TableName))
      throw noDestination(arn)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html */
export const describeKinesisStreamingDestination = createAction(
  'DescribeKinesisStreamingDestination',
  structure({ TableName: members.tableName }),
  ({ TableName }) =>
    (context) => {
      const { definition } = getLife(context, toTableName(TableName)).table
      return { TableName: definition.name, KinesisDataStreamDestinations: [] }
    },
)
