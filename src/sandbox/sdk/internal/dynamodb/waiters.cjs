'use strict'
/** What each waiter asks, and which answers end it: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/dynamodb/ */
const { WaiterState, createWaiter } = require('@smithy/util-waiter')

const { FAILURE, RETRY, SUCCESS } = WaiterState
/** DynamoDB's waiters poll at first after 20 s, at most every 120 s. */
const DELAYS = { minDelay: 20, maxDelay: 120 }

const byStatus = (read, outcomes) => (result) => outcomes[read(result)] ?? RETRY

const kinesisState = ({ KinesisDataStreamDestinations: streams = [] }) => {
  if (streams.some(({ DestinationStatus }) => DestinationStatus === 'ACTIVE')) return SUCCESS
  const over = streams.filter(({ DestinationStatus }) =>
    ['DISABLED', 'ENABLE_FAILED'].includes(DestinationStatus),
  )
  return streams.length > 0 && over.length === streams.length ? FAILURE : RETRY
}

const WAITERS = {
  BulkOperationCompleted: {
    command: 'DescribeBulkOperationCommand',
    judge: byStatus((result) => result.BulkOperationDescription?.BulkOperationStatus, {
      COMPLETED: SUCCESS,
      COMPLETED_WITH_ERRORS: SUCCESS,
      CANCELLED: FAILURE,
      FAILED: FAILURE,
    }),
  },
  ContributorInsightsEnabled: {
    command: 'DescribeContributorInsightsCommand',
    judge: byStatus((result) => result.ContributorInsightsStatus, {
      ENABLED: SUCCESS,
      FAILED: FAILURE,
    }),
  },
  ExportCompleted: {
    command: 'DescribeExportCommand',
    judge: byStatus((result) => result.ExportDescription?.ExportStatus, {
      COMPLETED: SUCCESS,
      FAILED: FAILURE,
    }),
  },
  ImportCompleted: {
    command: 'DescribeImportCommand',
    judge: byStatus((result) => result.ImportTableDescription?.ImportStatus, {
      COMPLETED: SUCCESS,
      FAILED: FAILURE,
      CANCELLED: FAILURE,
    }),
  },
  KinesisStreamingDestinationActive: {
    command: 'DescribeKinesisStreamingDestinationCommand',
    judge: kinesisState,
  },
  TableExists: {
    command: 'DescribeTableCommand',
    judge: byStatus((result) => result.Table?.TableStatus, { ACTIVE: SUCCESS }),
  },
  TableNotExists: {
    command: 'DescribeTableCommand',
    judge: () => RETRY,
    errors: { ResourceNotFoundException: SUCCESS },
  },
}

/** Any error but those named keeps the waiter polling until its time is over, as in the SDK. */
exports.wait = (name, commands, params, input) => {
  const { command, judge, errors = {} } = WAITERS[name]
  return createWaiter({ ...DELAYS, ...params }, input, async (client, asked) => {
    try {
      const reason = await client.send(new commands[command](asked))
      return { state: judge(reason), reason }
    } catch (reason) {
      return { state: errors[reason.name] ?? RETRY, reason }
    }
  })
}
