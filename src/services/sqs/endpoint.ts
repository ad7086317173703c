import type { ApiCaller, ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { createRandom } from '#kernel/random.ts'
import type { Account } from '../service.ts'
import { actions, LIST, RECEIVE } from './actions/actions.ts'
import { createUuid } from './identifiers.ts'
import { isWire, readBody } from './input.ts'
import { listQueues } from './listQueues.ts'
import { accessDenied, missingParameter, queueDoesNotExist, Refusal } from './refusal.ts'
import type { SqsRegion } from './region.ts'
import { toRefusalReply, toReply } from './reply.ts'
import { toQueueArn, toQueueName } from './settings.ts'

/** A request's body as text; what is not UTF-8 is no JSON either. */
export const bodyText = ({ body }: Pick<ApiRequest, 'body'>): string =>
  typeof body === 'string' ? body : (utf8Decode(body) ?? '\u{FFFD}')

const TARGET = /^AmazonSQS\.([A-Za-z]+)$/

/** The action that X-Amz-Target names; null where there is none such. */
export function actionOf({ headers }: Pick<ApiRequest, 'headers'>): string | null {
  const name = TARGET.exec(findHeader(headers, 'x-amz-target') ?? '')?.[1]
  if (name === undefined) return null
  return name === RECEIVE || name === LIST || actions.has(name) ? name : null
}

/** What IAM calls an action: a batch is many of its kind. */
const permissionOf = (action: string): string => action.replace(/Batch$/, '')

/** The queue that a request names: by its URL, or by its name. */
function queueNameOf(request: ApiRequest): string | null {
  let body: unknown
  try {
    body = JSON.parse(bodyText(request))
  } catch {
    return null
  }
  if (!isWire(body)) return null
  const { QueueUrl: url, QueueName: name, SourceArn: arn } = body
  if (typeof url === 'string') return toQueueName(url)
  if (typeof arn === 'string') return toQueueName(arn)
  return typeof name === 'string' ? name : null
}

/** Finds the queue of a request. A queue that is not there is told before what the caller may do with it. */
export function createEndpoint(region: SqsRegion, account: Account): ApiEndpoint {
  const random = createRandom(0, 'sqs endpoint')
  const refuse = (refusal: Refusal): { readonly reply: ApiReply } => ({
    reply: toRefusalReply(createUuid(random), refusal),
  })

  const routeByName = (name: string, action: string, caller: ApiCaller) => {
    const found = region.find(name)
    if (found === undefined) return refuse(queueDoesNotExist())
    if (!caller.mayCall(found.node)) {
      const arn = toQueueArn(account, name)
      return refuse(accessDenied(caller.principalArn, permissionOf(action), arn))
    }
    return { nodes: [found.node] as const }
  }

  /** A task's handle tells its queue: it ends with the name. */
  const routeToTask = (request: ApiRequest, action: string, caller: ApiCaller) => {
    const handle = /"TaskHandle"\s*:\s*"[^"]*:([A-Za-z0-9_.-]+)"/.exec(bodyText(request))?.[1]
    return handle === undefined
      ? refuse(missingParameter('TaskHandle'))
      : routeByName(handle, action, caller)
  }

  const list = (request: ApiRequest, caller: ApiCaller) => {
    const mine = region.all().filter(({ node }) => caller.mayCall(node))
    if (mine.length === 0) {
      return refuse(accessDenied(caller.principalArn, LIST, toQueueArn(account, '*')))
    }
    try {
      const urls = mine.map(({ own }) => own.settings.url)
      const body = listQueues(readBody(bodyText(request)), urls)
      return { reply: toReply(createUuid(random), body) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return refuse(error)
    }
  }

  return {
    service: 'sqs',
    hosts: [`${account.region}.queue.amazonaws.com`],
    unsigned: () =>
      toRefusalReply(
        createUuid(random),
        new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', {
          status: 403,
        }),
      ),
    route(request: ApiRequest, caller: ApiCaller) {
      const action = actionOf(request)
      if (action === null) return refuse(new Refusal('UnknownOperationException', ''))
      if (action === LIST) return list(request, caller)
      if (action === 'CancelMessageMoveTask') return routeToTask(request, action, caller)
      const name = queueNameOf(request)
      if (name !== null) return routeByName(name, action, caller)
      return refuse(missingParameter(action === 'GetQueueUrl' ? 'QueueName' : 'QueueUrl'))
    },
  }
}
