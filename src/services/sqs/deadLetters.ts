import type { Process } from '#kernel/process.ts'
import type { ServiceContext } from '../service.ts'
import type { sqsDefinition } from './definition.ts'
import type { Message } from './message.ts'
import type { OwnQueue } from './ownQueue.ts'
import type { Recording } from './recording.ts'
import type { NodeQueue, SqsRegion } from './region.ts'

/** Where a queue's dead letters go, and how. */
export interface DeadLetters {
  /** A queue of the same kind that is there; without it a redrive policy has no effect. */
  find(): NodeQueue | undefined
  move(message: Message, target: NodeQueue): Process<void>
}

/** Creates the way to the dead-letter queue of `own`. */
export function createDeadLetters(
  ctx: ServiceContext<typeof sqsDefinition>,
  region: SqsRegion,
  of: { readonly own: OwnQueue; readonly recording: Recording },
): DeadLetters {
  const { own, recording } = of
  return {
    find() {
      const { redrive, isFifo } = own.settings
      const found = redrive === null ? undefined : region.find(redrive.deadLetterTargetArn)
      const isFit = found?.own !== own && found?.own.settings.isFifo === isFifo
      return isFit ? found : undefined
    },
    *move(message, target) {
      const { letter } = message
      recording.deadLettered(message)
      const edge = ctx.edges('api').find((one) => one.target === target.node)
      const span = ctx.beginSpan(letter.causedBy, `SQS ${own.settings.name} dead letter`)
      ctx.record({ type: 'note', ...span, key: 'message', value: letter.messageId })
      ctx.record({ type: 'note', ...span, key: 'receives', value: String(message.receives) })
      if (edge !== undefined) {
        yield* ctx.travel(edge, { phase: 'request', context: span, outcome: 'error', attempt: 1 })
      }
      target.adopt(message, { arn: own.settings.arn, isDeadLetter: true })
      ctx.endSpan(span, 'ok')
    },
  }
}
