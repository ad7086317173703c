import type { CheckedNode, NodeFinding } from '../definition.ts'
import * as z from 'zod/mini'
import { integrationSchema } from './integrationSchema.ts'

/** A first-class integration with a service of AWS: what it calls, and the parameters that it takes. */
export interface Subtype {
  /** The SDK's endpoint prefix. */
  readonly service: string
  readonly action: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const sqs = (action: string, required: string, optional = ''): Subtype => ({
  service: 'sqs',
  action,
  required: required.split(' '),
  optional: ['Region', ...optional.split(' ').filter((name) => name !== '')],
})

/** The subtypes whose service is simulated, by https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html */
const SUBTYPES: Readonly<Record<string, Subtype>> = {
  'SQS-SendMessage': sqs(
    'SendMessage',
    'QueueUrl MessageBody',
    'DelaySeconds MessageAttributes MessageDeduplicationId MessageGroupId MessageSystemAttributes',
  ),
  'SQS-ReceiveMessage': sqs(
    'ReceiveMessage',
    'QueueUrl',
    'AttributeNames MaxNumberOfMessages MessageAttributeNames ReceiveRequestAttemptId VisibilityTimeout WaitTimeSeconds',
  ),
  'SQS-DeleteMessage': sqs('DeleteMessage', 'ReceiptHandle QueueUrl'),
  'SQS-PurgeQueue': sqs('PurgeQueue', 'QueueUrl'),
}

/** AWS's other subtypes, by the service that they would need. */
const MISSING: Readonly<Record<string, string>> = {
  'EventBridge-PutEvents': 'EventBridge',
  'AppConfig-GetConfiguration': 'AppConfig',
  'Kinesis-PutRecord': 'Kinesis',
  'StepFunctions-StartExecution': 'Step Functions',
  'StepFunctions-StartSyncExecution': 'Step Functions',
  'StepFunctions-StopExecution': 'Step Functions',
}

/** The subtype of this name; null where there is none here. */
export const findSubtype = (name: string | undefined): Subtype | null =>
  name !== undefined && Object.hasOwn(SUBTYPES, name) ? (SUBTYPES[name] ?? null) : null

function checkName(name: string | undefined): string | null {
  if (name === undefined) {
    return 'names no IntegrationSubtype, as SQS-SendMessage: its routes answer 500'
  }
  if (Object.hasOwn(SUBTYPES, name)) return null
  return Object.hasOwn(MISSING, name)
    ? `${name} needs ${MISSING[name]}, which is not simulated: its routes answer 500`
    : `${name} is no integration subtype of HTTP APIs`
}

function checkParameters(
  name: string,
  { required, optional }: Subtype,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const missing = required.filter((each) => !Object.hasOwn(given, each))
  const unknown = Object.keys(given).filter((each) => ![...required, ...optional].includes(each))
  return [
    ...missing.map((each) => `${name} needs the parameter ${each}`),
    ...unknown.map((each) => `${name} has no parameter ${each}`),
  ]
}

/** What AWS would refuse of the integrations of an HTTP API's wires with services, and what is not simulated. */
export const checkSubtypes = (edges: CheckedNode['edges']): readonly NodeFinding[] =>
  edges.flatMap(({ id, contract, port, properties }): readonly NodeFinding[] => {
    const parsed = z.safeParse(integrationSchema, properties)
    if (port !== null || !parsed.success) return []
    const { IntegrationSubtype: name, RequestParameters = {} } = parsed.data
    const path = 'properties.IntegrationSubtype'
    if (contract !== 'api') {
      const message = 'an IntegrationSubtype belongs to a wire to a service, as to a queue'
      return name === undefined ? [] : [{ path, message, edge: id }]
    }
    const message = checkName(name)
    if (message !== null) return [{ path, message, edge: id }]
    const subtype = findSubtype(name)
    return subtype === null
      ? []
      : checkParameters(name ?? '', subtype, RequestParameters).map((fault) => ({
          path: 'properties.RequestParameters',
          message: fault,
          edge: id,
        }))
  })
