import type { Instant } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'

/** A typed attribute of a message; `value` is text, or bytes in base64 where the type is binary. */
export interface MessageAttribute {
  readonly name: string
  /** `String`, `Number.int`, `Binary` */
  readonly dataType: string
  readonly value: string
}

/** A message as it was sent: nothing of it changes while it is in a queue. */
export interface Letter {
  readonly messageId: string
  readonly body: string
  readonly bodyMd5: string
  /** In the order of their names. */
  readonly attributes: readonly MessageAttribute[]
  /** null where there are none. */
  readonly attributesMd5: string | null
  /** `AWSTraceHeader` */
  readonly traceHeader: string | null
  readonly senderId: string
  readonly sentAt: Instant
  /** Body, names, types and values, in bytes. */
  readonly bytes: number
  readonly groupId: string | null
  /** FIFO only, as is the sequence number. */
  readonly deduplicationId: string | null
  readonly sequenceNumber: string | null
  /** Of a dead letter. */
  readonly deadLetterSourceArn: string | null
  /** The trace that sent it. */
  readonly causedBy: TraceContext | null
}

/** A letter in a queue. */
export interface Message {
  readonly letter: Letter
  /** Counts up in its queue; a FIFO group's order. */
  readonly sequence: number
  /** From when on it counts against retention: kept by a move between standard queues. */
  readonly enqueuedAt: Instant
  state: 'delayed' | 'visible' | 'hidden' | 'gone'
  /** When a delayed or hidden message becomes visible, or became so. */
  visibleAt: Instant
  receives: number
  firstReceivedAt: Instant | null
}
