import type { Process } from '#kernel/process.ts'
import { ms, toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { sqsDefinition } from './definition.ts'
import { MOVES_PER_SECOND_MAX } from './limits.ts'
import type { OwnQueue } from './ownQueue.ts'
import { Refusal, type Wire } from './refusal.ts'
import type { NodeQueue, SqsRegion } from './region.ts'

/** What StartMessageMoveTask asks for. */
export interface MoveRequest {
  /** null: each message goes back to the queue that it was moved from. */
  readonly destinationArn: string | null
  /** null: as fast as it goes, 500 at most. */
  readonly perSecond: number | null
}

/** Moves of dead letters out of a queue, one at a time. */
export interface MoveTasks {
  /** Answers the task's handle. */
  start(request: MoveRequest): string
  cancel(handle: string): number
  /** The newest first. */
  list(max: number): readonly Wire[]
}

interface Task {
  readonly handle: string
  readonly request: MoveRequest
  readonly startedAt: number
  readonly toMove: number
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  moved: number
  failure: string | null
}

const notFound = (message: string): Refusal =>
  new Refusal('ResourceNotFoundException', message, { status: 404 })

/** Tasks that are remembered; AWS lists ten at most. */
const TASKS_MAX = 10

/**
 * Creates the moves of `own`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export function createMoveTasks(
  ctx: ServiceContext<typeof sqsDefinition>,
  region: SqsRegion,
  of: { readonly own: OwnQueue; readonly createHandle: () => string; readonly changed: () => void },
): MoveTasks {
  const { own, createHandle, changed } = of
  const tasks: Task[] = []

  const isDeadLetterQueue = (): boolean =>
    region
      .all()
      .some(({ own: { settings } }) => settings.redrive?.deadLetterTargetArn === own.settings.arn)

  const targetOf = (task: Task, sourceArn: string | null): NodeQueue | undefined => {
    const arn = task.request.destinationArn ?? sourceArn
    return arn === null ? undefined : region.find(arn)
  }

  function* run(task: Task): Process<void> {
    const rate = Math.min(task.request.perSecond ?? MOVES_PER_SECOND_MAX, MOVES_PER_SECOND_MAX)
    // What arrives meanwhile is not of this task: a message that fails again would be moved for ever.
    const letters = Array.from(own.queue.all())
    for (const message of letters) {
      yield ctx.sleep(ms(1_000 / rate))
      if (task.status !== 'RUNNING') return
      if (message.state !== 'visible') continue
      const target = targetOf(task, message.letter.deadLetterSourceArn)
      if (target === undefined) {
        task.failure = 'AWS.SimpleQueueService.NonExistentQueue'
        continue
      }
      if (!target.adopt(message, { arn: own.settings.arn, isDeadLetter: false })) continue
      own.queue.remove(message)
      task.moved++
      changed()
    }
    task.status = task.moved === 0 && task.failure !== null ? 'FAILED' : 'COMPLETED'
  }

  return {
    start(request) {
      if (!isDeadLetterQueue()) {
        throw notFound('Source queue must be configured as a Dead Letter Queue.')
      }
      if (request.destinationArn !== null && region.find(request.destinationArn) === undefined) {
        throw notFound(
          "The resource that you specified for the DestinationArn parameter doesn't exist.",
        )
      }
      if (tasks.some(({ status }) => status === 'RUNNING')) {
        throw new Refusal(
          'UnsupportedOperation',
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
          { queryCode: 'AWS.SimpleQueueService.UnsupportedOperation' },
        )
      }
      const task: Task = {
        handle: createHandle(),
        request,
        startedAt: toEpochMs(ctx.now),
        toMove: own.queue.size,
        status: 'RUNNING',
        moved: 0,
        failure: null,
      }
      tasks.unshift(task)
      tasks.splice(TASKS_MAX)
      ctx.start(run(task))
      return task.handle
    },
    cancel(handle) {
      const task = tasks.find((one) => one.handle === handle)
      if (task === undefined) throw notFound('The task handle does not exist.')
      if (task.status !== 'RUNNING') {
        throw notFound('Only active tasks can be cancelled.')
      }
      task.status = 'CANCELLED'
      return task.moved
    },
    list: (max) =>
      tasks.slice(0, max).map((task) => ({
        ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
        Status: task.status,
        SourceArn: own.settings.arn,
        ...(task.request.destinationArn === null
          ? {}
          : { DestinationArn: task.request.destinationArn }),
        ...(task.request.perSecond === null
          ? {}
          : { MaxNumberOfMessagesPerSecond: task.request.perSecond }),
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        ...(task.failure === null ? {} : { FailureReason: task.failure }),
        StartedTimestamp: task.startedAt,
      })),
  }
}
