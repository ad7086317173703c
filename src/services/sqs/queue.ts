import { createPriorityQueue, type PriorityQueue } from '#kernel/priorityQueue.ts'
import { after, between, type Duration, type Instant, START, ZERO } from '#kernel/time.ts'
import { MESSAGES_MAX, POISON_RECEIVES, QUEUE_BYTES_MAX } from './limits.ts'
import type { Letter, Message } from './message.ts'
import { createFifoShelf, createStandardShelf } from './shelf.ts'

/** How a receive is to be done. */
export interface Receive {
  readonly max: number
  readonly visibility: Duration
  /** Receives after which a message is a dead letter; null where there is no dead-letter queue. */
  readonly maxReceives: number | null
  /** Whether this receive's sample of servers holds the message. */
  readonly sees: (message: Message) => boolean
}

/** Messages of one queue and what becomes of them. Time is handed in and must not go backwards. */
export interface Queue {
  /** Takes a letter in; answers null where our own bound is reached. */
  add(
    letter: Letter,
    at: { readonly now: Instant; readonly visibleAt: Instant; readonly enqueuedAt?: Instant },
  ): Message | null
  /** Makes visible and expires what is due. Everything else is asked after it. */
  advance(now: Instant): void
  /** Hides and answers the next messages; those received too often leave the queue as dead letters. */
  receive(
    now: Instant,
    how: Receive,
  ): { readonly messages: readonly Message[]; readonly dead: readonly Message[] }
  find(sequence: number): Message | undefined
  remove(message: Message): void
  /** Hides a message in flight for `timeout` from `now` on. */
  hide(message: Message, now: Instant, timeout: Duration): void
  /** Deletes everything. */
  purge(): void
  setRetention(retention: Duration): void
  /** When something becomes visible next; null where nothing is hidden or delayed. */
  nextVisibleAt(): Instant | null
  /** The age of the oldest message that was not received more than three times. */
  oldestAge(now: Instant): Duration
  /** Oldest first. */
  all(): IterableIterator<Message>
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  readonly size: number
  readonly expired: number
  readonly groups: number
  readonly lockedGroups: number
}

/** Messages looked at for the oldest one's age, at most: a queue full of poison costs no more. */
const OLDEST_LOOKS_MAX = 1_000

/** Creates an empty queue. */
export function createQueue(kind: 'standard' | 'fifo', retention: Duration): Queue {
  const shelf = kind === 'fifo' ? createFifoShelf() : createStandardShelf()
  const messages = new Map<number, Message>()
  type Due = { readonly message: Message; readonly at: Instant }
  const createDue = (): PriorityQueue<Due> => createPriorityQueue(({ at }) => at)
  let due = createDue()
  const counts = { visible: 0, hidden: 0, delayed: 0, gone: 0 }
  let bytes = 0
  let expired = 0
  let sequence = 0
  let keep = retention
  /** Nothing expires before it. */
  let nextExpiry: Instant | null = null

  const enter = (message: Message, state: Message['state']): void => {
    counts[message.state]--
    counts[state]++
    message.state = state
  }

  const remove = (message: Message): void => {
    if (message.state === 'gone') return
    const wasHidden = message.state === 'hidden'
    enter(message, 'gone')
    messages.delete(message.sequence)
    bytes -= message.letter.bytes
    if (wasHidden) shelf.release(message)
  }

  const show = (message: Message): void => {
    const wasHidden = message.state === 'hidden'
    enter(message, 'visible')
    shelf.put(message)
    if (wasHidden) shelf.release(message)
  }

  const expire = (now: Instant): void => {
    if (nextExpiry === null || now < nextExpiry) return
    nextExpiry = null
    for (const message of messages.values()) {
      const endsAt = after(message.enqueuedAt, keep)
      if (endsAt > now) {
        nextExpiry = endsAt
        return
      }
      remove(message)
      expired++
    }
  }

  return {
    add(letter, { now, visibleAt, enqueuedAt = now }) {
      if (messages.size >= MESSAGES_MAX || bytes + letter.bytes > QUEUE_BYTES_MAX) return null
      const message: Message = {
        letter,
        sequence: ++sequence,
        enqueuedAt,
        state: 'delayed',
        visibleAt,
        receives: 0,
        firstReceivedAt: null,
      }
      messages.set(message.sequence, message)
      bytes += letter.bytes
      counts.delayed++
      const endsAt = after(enqueuedAt, keep)
      if (nextExpiry === null || endsAt < nextExpiry) nextExpiry = endsAt
      if (visibleAt <= now) show(message)
      else due.push({ message, at: visibleAt })
      return message
    },
    advance(now) {
      for (let first = due.peek(); first !== undefined && first.at <= now; first = due.peek()) {
        due.pop()
        const { message, at } = first
        const isWaiting = message.state === 'delayed' || message.state === 'hidden'
        // A changed visibility timeout leaves its former end behind.
        if (isWaiting && message.visibleAt === at) show(message)
      }
      expire(now)
    },
    receive(now, { max, visibility, maxReceives, sees }) {
      const dead: Message[] = []
      const taken = shelf.take(max, (message) => {
        if (!sees(message)) return 'leave'
        if (maxReceives === null || message.receives < maxReceives) return 'take'
        dead.push(message)
        return 'drop'
      })
      for (const message of dead) remove(message)
      for (const message of taken) {
        enter(message, 'hidden')
        message.receives++
        message.firstReceivedAt ??= now
        message.visibleAt = after(now, visibility)
        due.push({ message, at: message.visibleAt })
      }
      return { messages: taken, dead }
    },
    find: (wanted) => messages.get(wanted),
    remove,
    hide(message, now, timeout) {
      message.visibleAt = after(now, timeout)
      due.push({ message, at: message.visibleAt })
    },
    purge() {
      for (const message of messages.values()) message.state = 'gone'
      messages.clear()
      shelf.clear()
      due = createDue()
      Object.assign(counts, { visible: 0, hidden: 0, delayed: 0, gone: 0 })
      bytes = 0
      nextExpiry = null
    },
    setRetention(retained) {
      keep = retained
      nextExpiry = messages.size === 0 ? null : START
    },
    nextVisibleAt() {
      for (let first = due.peek(); first !== undefined; first = due.peek()) {
        const { message, at } = first
        const isWaiting = message.state === 'delayed' || message.state === 'hidden'
        if (isWaiting && message.visibleAt === at) return at
        due.pop()
      }
      return null
    },
    oldestAge(now) {
      let looks = OLDEST_LOOKS_MAX
      for (const message of messages.values()) {
        if (message.receives <= POISON_RECEIVES) return between(message.enqueuedAt, now)
        if (--looks === 0) break
      }
      return ZERO
    },
    all: () => messages.values(),
    get visible() {
      return counts.visible
    },
    get inFlight() {
      return counts.hidden
    },
    get delayed() {
      return counts.delayed
    },
    get size() {
      return messages.size
    },
    get expired() {
      return expired
    },
    get groups() {
      return shelf.groups
    },
    get lockedGroups() {
      return shelf.lockedGroups
    },
  }
}
