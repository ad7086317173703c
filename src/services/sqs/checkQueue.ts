import type { CheckedNode, NodeFinding } from '../definition.ts'

interface Properties {
  readonly QueueName?: string | undefined
  readonly FifoQueue: boolean
  readonly ContentBasedDeduplication: boolean
  readonly DeduplicationScope: string
  readonly FifoThroughputLimit: string
  readonly RedrivePolicy?: { readonly deadLetterTargetArn?: string | undefined } | undefined
}

const NAME = /^[A-Za-z0-9_-]{1,80}$/

function checkName({ QueueName: name, FifoQueue: fifo }: Properties): readonly NodeFinding[] {
  if (name === undefined) return []
  const path = 'properties.QueueName'
  if (fifo && !name.endsWith('.fifo')) {
    return [{ path, kind: 'error', message: 'the name of a FIFO queue ends in .fifo' }]
  }
  const stem = fifo ? name.slice(0, -'.fifo'.length) : name
  if (name.length <= 80 && NAME.test(stem)) return []
  return [
    {
      path,
      kind: 'error',
      message: '1 to 80 letters, digits, hyphens and underscores are allowed',
    },
  ]
}

function checkFifo(properties: Properties): readonly NodeFinding[] {
  const { DeduplicationScope: scope, FifoThroughputLimit: limit, FifoQueue: fifo } = properties
  const findings: NodeFinding[] = []
  if (!fifo && properties.ContentBasedDeduplication) {
    const path = 'properties.ContentBasedDeduplication'
    findings.push({ path, kind: 'error', message: 'only FIFO queues deduplicate' })
  }
  if (limit === 'perMessageGroupId' && scope !== 'messageGroup') {
    const path = 'properties.FifoThroughputLimit'
    const message = 'perMessageGroupId needs DeduplicationScope messageGroup'
    findings.push({ path, kind: 'error', message })
  }
  return findings
}

const valueOf = (properties: unknown, name: string): unknown =>
  typeof properties === 'object' && properties !== null
    ? new Map<string, unknown>(Object.entries(properties)).get(name)
    : undefined

const numberOf = (properties: unknown, name: string): number => {
  const value = valueOf(properties, name)
  return typeof value === 'number' ? value : 0
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
function checkMappings({ edges, properties }: CheckedNode<Properties>): readonly NodeFinding[] {
  return edges.flatMap((edge) => {
    if (edge.contract !== 'records') return []
    const size = numberOf(edge.properties, 'BatchSize')
    const window = numberOf(edge.properties, 'MaximumBatchingWindowInSeconds')
    const tell = (path: string, message: string): readonly NodeFinding[] => [
      { path: `properties.${path}`, kind: 'error', edge: edge.id, message },
    ]
    const most = numberOf(valueOf(edge.properties, 'ScalingConfig'), 'MaximumConcurrency')
    const isProvisioned = valueOf(edge.properties, 'ProvisionedPollerConfig') !== undefined
    if (isProvisioned && most > 0) {
      return tell('ProvisionedPollerConfig', 'does not go with MaximumConcurrency')
    }
    if (properties.FifoQueue && size > 10) return tell('BatchSize', 'at most 10 for a FIFO queue')
    if (properties.FifoQueue && window > 0) {
      return tell('MaximumBatchingWindowInSeconds', 'is not supported for FIFO queues')
    }
    if (size > 10 && window < 1) {
      return tell('BatchSize', 'above 10 needs MaximumBatchingWindowInSeconds of at least 1')
    }
    return []
  })
}

function checkDeadLetters({ edges, properties }: CheckedNode<Properties>): readonly NodeFinding[] {
  const wires = edges.filter(({ port }) => port === 'deadLetter')
  const findings: NodeFinding[] = wires.slice(1).map(({ id }) => ({
    path: 'port',
    kind: 'error',
    edge: id,
    message: 'a queue has one dead-letter queue',
  }))
  const policy = properties.RedrivePolicy
  if (policy !== undefined && policy.deadLetterTargetArn === undefined && wires.length === 0) {
    const path = 'properties.RedrivePolicy'
    findings.push({ path, message: 'names no dead-letter queue: draw a wire from its port' })
  }
  return findings
}

/** What is wrong with a queue beyond its schema. */
export const checkQueue = (node: CheckedNode<Properties>): readonly NodeFinding[] => [
  ...checkName(node.properties),
  ...checkFifo(node.properties),
  ...checkMappings(node),
  ...checkDeadLetters(node),
]
