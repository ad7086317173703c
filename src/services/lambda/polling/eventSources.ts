import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { seconds, toSeconds } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { EventSourceMappingDescription } from '../functionDirectory.ts'
import { describeMapping, uuidOf } from './describeMapping.ts'
import { deliverFailure } from './failureDestination.ts'
import { ask, PAUSE_SECONDS, type PollingHost } from './host.ts'
import { type Mapping, readMapping } from './mapping.ts'
import { createMeter, type MappingMeter } from './meter.ts'
import { pollQueue } from './queuePoller.ts'
import type { EventSourceState } from './state.ts'
import { pollStream } from './streamPoller.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** What the pollers need of the function that they serve. */
export interface EventSourceParts {
  readonly ctx: Context
  createRequestId(): string
  arnOf(qualifier: string | undefined): string
  readonly principalArn: () => string
  /** One synchronous invoke, with everything that Invoke does. */
  invoke(request: InvokeRequest, requestId: string): Process<InvokeReply>
  /** A mapping has so many event pollers of provisioned mode from now on: they are charged. */
  provisioned(mapping: string, pollers: number): void
}

/** All event source mappings of a function. */
export interface EventSources {
  /** Starts and stops pollers as the wires say; called at the start and after each edit. */
  configure(): void
  /**
   * Lambda's API changes the mapping of this UUID: until an edit of its wire. Answers what is not valid; null where it is
   * done, or where there is no such mapping.
   */
  change(uuid: string, said: Readonly<Record<string, unknown>>): string | null
  inspect(): readonly EventSourceState[]
  /** As Lambda's API describes them. */
  describe(): readonly EventSourceMappingDescription[]
}

interface Running {
  /** As it is: its properties may be the API's. */
  edge: Edge<'records'>
  /** Properties as the document has them. */
  drawn: unknown
  mapping: Mapping
  readonly meter: MappingMeter
  kind: EventSourceState['kind']
  eventSourceArn: string | undefined
  isStopped: boolean
}

/** Creates the mappings of one function. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
export function createEventSources(parts: EventSourceParts): EventSources {
  const { ctx } = parts
  const running = new Map<string, Running>()

  const toHost = (one: Running, source: PollingHost['source']): PollingHost => ({
    ctx,
    edge: one.edge,
    source,
    mapping: () => one.mapping,
    isStopped: () => one.isStopped,
    meter: one.meter,
    createRequestId: () => parts.createRequestId(),
    functionArn: () => parts.arnOf(one.mapping.qualifier ?? undefined),
    invoke: (request, requestId) => parts.invoke(request, requestId),
    provisioned: (pollers) => parts.provisioned(one.edge.id, pollers),
    *sendFailure(record, request) {
      const { onFailure } = one.mapping
      if (onFailure === null) return false
      const isDelivered = yield* deliverFailure(parts, { destination: onFailure, record }, request)
      if (!isDelivered) {
        ctx.record({ type: 'counter', name: 'DestinationDeliveryFailures', value: 1 })
      }
      return isDelivered
    },
  })

  /**
   * CreateEventSourceMapping refuses a queue that shows messages again while the function still works on them; later edits
   * of either are not refused, so it runs.
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  const checkVisibility = ({ visibilityTimeout: hidden }: PollingHost['source']): void => {
    const { Timeout } = ctx.node.properties
    if (hidden === undefined || hidden >= seconds(Timeout)) return
    const detail = `Queue visibility timeout: ${toSeconds(hidden)} seconds is less than Function timeout: ${Timeout} seconds`
    ctx.record({ type: 'mark', trace: null, mark: 'error', detail })
  }

  /** Asks the source what it is, as long as it takes, then polls it. */
  function* run(one: Running): Process<void> {
    while (!one.isStopped) {
      const answer = yield* ask({ ctx, edge: one.edge }, { type: 'describe' })
      if (answer.type === 'source') {
        one.kind = answer.kind
        one.eventSourceArn = answer.eventSourceArn
        checkVisibility(answer)
        const host = toHost(one, answer)
        yield* answer.kind === 'stream' ? pollStream(host) : pollQueue(host)
        return
      }
      yield ctx.sleep(seconds(PAUSE_SECONDS))
    }
  }

  /** Changes the mapping of a wire at once: its pollers read it anew. */
  const change = (one: Running, said: Readonly<Record<string, unknown>>): string | null => {
    const properties: object = { ...Object(one.edge.properties), ...said }
    const mapping = readMapping(properties)
    if (mapping.filters === null) return 'Invalid filter pattern definition.'
    one.edge = { ...one.edge, properties }
    one.mapping = mapping
    return null
  }

  const start = (edge: Edge<'records'>): void => {
    const mapping = readMapping(edge.properties)
    if (mapping.filters === null) {
      const detail = `${edge.id}: Invalid filter pattern definition.`
      ctx.record({ type: 'mark', trace: null, mark: 'error', detail })
    }
    const one: Running = {
      edge,
      drawn: edge.properties,
      mapping,
      meter: createMeter(ctx),
      kind: null,
      eventSourceArn: undefined,
      isStopped: false,
    }
    running.set(edge.id, one)
    ctx.start(run(one))
  }

  return {
    configure() {
      const edges = ctx.edges('records')
      for (const [id, one] of running) {
        const now = edges.find((edge) => edge.id === id)
        const isSame = now?.source === one.edge.source && now.port === one.edge.port
        if (now !== undefined && isSame) {
          // What the API has set holds until the wire itself is edited.
          if (JSON.stringify(one.drawn) === JSON.stringify(now.properties)) continue
          one.edge = now
          one.drawn = now.properties
          one.mapping = readMapping(now.properties)
          continue
        }
        one.isStopped = true
        running.delete(id)
      }
      for (const edge of edges) if (!running.has(edge.id)) start(edge)
    },
    change(uuid, said) {
      const one = [...running.values()].find(({ edge }) => uuidOf(edge.id) === uuid)
      return one === undefined ? null : change(one, said)
    },
    inspect: () =>
      [...running.values()].map((one) => ({
        edge: one.edge.id,
        source: one.edge.source,
        kind: one.kind,
        isEnabled: one.mapping.isEnabled,
        maximumConcurrency: one.mapping.maximumConcurrency,
        ...one.meter.read(),
      })),
    describe: () =>
      [...running.values()].map(({ edge, mapping, eventSourceArn }) =>
        describeMapping({
          edge: edge.id,
          properties: edge.properties,
          functionArn: parts.arnOf(mapping.qualifier ?? undefined),
          eventSourceArn,
          isEnabled: mapping.isEnabled,
        }),
      ),
  }
}
