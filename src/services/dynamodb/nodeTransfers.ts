import type { Process } from '#kernel/process.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { TableMeter } from './tableMeter.ts'
import type { TransferHost } from './transfer/host.ts'

/** The exports and imports that run over the wires of one node. */
export interface NodeTransfers {
  /** The nodes of the buckets to which a wire leads. */
  readonly buckets: readonly NodeId[]
  run(work: (host: TransferHost) => Process<void>): void
  /** How many are under way. */
  readonly running: number
}

/** Creates the transfers of a node. */
export function createNodeTransfers(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  meter: TableMeter,
): NodeTransfers {
  const { accountId } = ctx.account
  const host: TransferHost = {
    ctx,
    random: ctx.random('transfers'),
    principalArn: `arn:aws:sts::${accountId}:assumed-role/DynamoDBTransfer/${ctx.node.id}`,
    billed: (kind, bytes) => meter.transfer(kind, bytes),
  }
  let running = 0
  function* follow(work: (host: TransferHost) => Process<void>): Process<void> {
    running++
    yield* work(host)
    running--
  }
  return {
    get buckets() {
      return ctx.edges('api').map(({ target }) => target)
    },
    run: (work) => void ctx.start(follow(work)),
    get running() {
      return running
    },
  }
}
