import { createFifo } from '#kernel/fifo.ts'
import { createPriorityQueue, type PriorityQueue } from '#kernel/priorityQueue.ts'
import type { Message } from './message.ts'

/** The visible messages of a queue, in the order in which receives find them. What is gone or hidden is passed over. */
export interface Shelf {
  /** The message became visible. */
  put(message: Message): void
  /** Takes the next messages that `wants` says yes to, at most `max`; what it is not asked about stays. */
  take(max: number, wants: (message: Message) => 'take' | 'leave' | 'drop'): readonly Message[]
  /** A message that had been taken was deleted or became visible again. */
  release(message: Message): void
  /** FIFO: groups that have messages, and those of them that wait for one in flight. */
  readonly groups: number
  readonly lockedGroups: number
  clear(): void
}

/** What a receive that leaves messages out looks at, at most: ten for each that it wants. */
const LOOKS_PER_MESSAGE = 10

/** A group with fewer messages in flight is never noisy. assumption: AWS gives no number */
const NOISY_MIN = 10
/** A group with more than this share of all messages in flight is noisy. assumption */
const NOISY_SHARE = 0.25

/**
 * A standard queue's: in the order in which messages became visible, which is only roughly that of sending. Of a group that
 * has far more in flight than the others, messages wait until the others have none, as fair queues do.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export function createStandardShelf(): Shelf {
  const create = (): PriorityQueue<Message> => createPriorityQueue(({ visibleAt }) => visibleAt)
  let ready = create()
  /** Messages in flight by group; messages without a group are everybody's. */
  const inFlight = new Map<string, number>()
  let flying = 0
  /** Messages of noisy groups, put aside. */
  const aside = new Map<string, PriorityQueue<Message>>()

  const isNoisy = (group: string | null): boolean => {
    const own = group === null ? 0 : (inFlight.get(group) ?? 0)
    return own > NOISY_MIN && own > flying * NOISY_SHARE
  }

  const count = ({ letter: { groupId } }: Message, by: 1 | -1): void => {
    flying += by
    if (groupId === null) return
    const many = (inFlight.get(groupId) ?? 0) + by
    if (many > 0) inFlight.set(groupId, many)
    else inFlight.delete(groupId)
  }

  const putAside = (message: Message, group: string): void => {
    const heap = aside.get(group) ?? create()
    aside.set(group, heap)
    heap.push(message)
  }

  /** Groups that are quiet again stand in line again. */
  const bringBack = (group: string): void => {
    const heap = aside.get(group)
    if (heap === undefined) return
    aside.delete(group)
    for (let message = heap.pop(); message !== undefined; message = heap.pop()) ready.push(message)
  }

  const pop = (): Message | undefined => {
    for (let message = ready.pop(); message !== undefined; message = ready.pop()) {
      const { groupId } = message.letter
      if (groupId === null || !isNoisy(groupId)) return message
      putAside(message, groupId)
    }
    for (const [group, heap] of aside) {
      const message = heap.pop()
      if (heap.size === 0) aside.delete(group)
      if (message !== undefined) return message
    }
    return undefined
  }

  return {
    put: (message) => ready.push(message),
    take(max, wants) {
      const taken: Message[] = []
      const left: Message[] = []
      for (let looks = max * LOOKS_PER_MESSAGE; looks > 0 && taken.length < max;) {
        const message = pop()
        if (message === undefined) break
        if (message.state !== 'visible') continue
        looks--
        const answer = wants(message)
        if (answer === 'leave') left.push(message)
        if (answer !== 'take') continue
        taken.push(message)
        count(message, 1)
      }
      for (const message of left) ready.push(message)
      return taken
    },
    release(message) {
      count(message, -1)
      const { groupId } = message.letter
      if (groupId !== null && aside.size > 0 && !isNoisy(groupId)) bringBack(groupId)
    },
    groups: 0,
    lockedGroups: 0,
    clear() {
      ready = create()
      inFlight.clear()
      aside.clear()
      flying = 0
    },
  }
}

interface Group {
  readonly id: string
  readonly ready: PriorityQueue<Message>
  inFlight: number
  /** Whether it stands in the line of groups that may be received from. */
  isInLine: boolean
}

/**
 * A FIFO queue's: within a group in the order of sending, and nothing of a group while one of it is in flight. A receive
 * takes as many of one group as it can before it goes on to the next.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export function createFifoShelf(): Shelf {
  const groups = new Map<string, Group>()
  let line = createFifo<Group>()
  let locked = 0

  const groupOf = ({ letter }: Message): Group => {
    const id = letter.groupId ?? ''
    const known = groups.get(id)
    if (known !== undefined) return known
    const made: Group = {
      id,
      ready: createPriorityQueue(({ sequence }) => sequence),
      inFlight: 0,
      isInLine: false,
    }
    groups.set(id, made)
    return made
  }

  const enterLine = (group: Group): void => {
    if (group.isInLine || group.inFlight > 0) return
    if (group.ready.size === 0) {
      groups.delete(group.id)
      return
    }
    group.isInLine = true
    line.push(group)
  }

  const takeOfGroup = (
    group: Group,
    max: number,
    wants: Parameters<Shelf['take']>[1],
  ): readonly Message[] => {
    const taken: Message[] = []
    while (taken.length < max) {
      const message = group.ready.peek()
      if (message === undefined) break
      const answer = message.state === 'visible' ? wants(message) : 'drop'
      // What is left out holds back all that follows it in its group.
      if (answer === 'leave') break
      group.ready.pop()
      if (answer === 'take') taken.push(message)
    }
    return taken
  }

  return {
    put(message) {
      const group = groupOf(message)
      group.ready.push(message)
      enterLine(group)
    },
    take(max, wants) {
      const taken: Message[] = []
      for (let left = line.size; left > 0 && taken.length < max; left--) {
        const group = line.pop()
        if (group === undefined) break
        group.isInLine = false
        const some = takeOfGroup(group, max - taken.length, wants)
        if (some.length > 0) locked++
        group.inFlight += some.length
        taken.push(...some)
        enterLine(group)
      }
      return taken
    },
    release(message) {
      const group = groups.get(message.letter.groupId ?? '')
      if (group === undefined || group.inFlight === 0) return
      group.inFlight--
      if (group.inFlight > 0) return
      locked--
      enterLine(group)
    },
    get groups() {
      return groups.size
    },
    get lockedGroups() {
      return locked
    },
    clear() {
      groups.clear()
      line = createFifo()
      locked = 0
    },
  }
}
