import type { ApiCaller, ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import type { Account } from '#services/service.ts'
import type { FunctionDirectory } from '../functionDirectory.ts'
import { notFound } from '../replies.ts'
import { describeAccount } from './describeAccount.ts'
import {
  actionOf,
  isOfAccount,
  type Operation,
  parseOperation,
  parseReference,
} from './operation.ts'
import { apiError, apiReply } from './replies.ts'

/** What the front door's own answers bear: nobody looks it up. */
const FRONT_DOOR_REQUEST_ID = '00000000-0000-4000-8000-000000000000'

const refuse = (
  status: number,
  errorType: string,
  message: string,
): { readonly reply: ApiReply } => ({
  reply: apiError(FRONT_DOOR_REQUEST_ID, {
    status,
    errorType,
    payload: JSON.stringify({ Message: message }),
  }),
})

/** `arn:aws:lambda:us-east-1:123456789012:function:items`, with the qualifier that the caller named. */
function arnOf(operation: Operation, account: Account): string {
  const { functionName, query } = operation
  if (functionName.startsWith('arn:')) return functionName
  const { name = functionName, qualifier } = parseReference(functionName) ?? {}
  const named = qualifier ?? query.get('Qualifier')
  const arn = `arn:aws:lambda:${account.region}:${account.accountId}:function:${name}`
  return named === undefined ? arn : `${arn}:${named}`
}

const unknownOperation = ({ method, path }: Pick<ApiRequest, 'method' | 'path'>) =>
  refuse(404, 'UnknownOperationException', `${method} ${path} is not simulated`)

const badName = (functionName: string): { readonly reply: ApiReply } =>
  refuse(
    400,
    'ValidationException',
    `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
  )

/** What somebody with every permission is told of the account, or of a function that there is not. */
function answerOutside(
  request: Pick<ApiRequest, 'method' | 'path' | 'query'>,
  { functions, account }: { readonly functions: FunctionDirectory; readonly account: Account },
): ApiReply {
  const operation = parseOperation(request)
  if (operation === null) return unknownOperation(request).reply
  const { name } = operation
  if (isOfAccount(name)) {
    const found = describeAccount(functions, { ...operation, name })
    if (found === null) {
      const message = 'The resource you requested does not exist.'
      return refuse(404, 'ResourceNotFoundException', message).reply
    }
    return apiReply(FRONT_DOOR_REQUEST_ID, { status: 200, body: JSON.stringify(found) })
  }
  if (name === 'UpdateEventSourceMapping') {
    const message = 'The resource you requested does not exist.'
    return refuse(404, 'ResourceNotFoundException', message).reply
  }
  if (parseReference(operation.functionName) === null) return badName(operation.functionName).reply
  const { statusCode: status, ...gone } = notFound(arnOf(operation, account))
  return apiError(FRONT_DOOR_REQUEST_ID, { status, ...gone })
}

/** Finds the function that a request is about. One that the caller has no edge to, or that is not there, is denied as IAM does. */
export function createEndpoint(functions: FunctionDirectory, account: Account): ApiEndpoint {
  return {
    service: 'lambda',
    unsigned: () =>
      refuse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token').reply,
    route(request: ApiRequest, caller: ApiCaller) {
      const operation = parseOperation(request)
      if (operation === null) return unknownOperation(request)
      const action = actionOf(operation.name)
      const deny = (resource: string): { readonly reply: ApiReply } =>
        refuse(
          403,
          'AccessDeniedException',
          `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
        )
      // A wire is a permission on one function: nobody here has one on all of them.
      if (isOfAccount(operation.name)) return deny('*')
      if (operation.name === 'UpdateEventSourceMapping') {
        const owner = functions.findByMapping(operation.member)
        return owner !== undefined && caller.mayCall(owner) ? { nodes: [owner] } : deny('*')
      }
      const reference = parseReference(operation.functionName)
      if (reference === null) return badName(operation.functionName)
      const node = functions.findByName(reference.name)
      if (node !== undefined && caller.mayCall(node)) return { nodes: [node] }
      return deny(arnOf(operation, account))
    },
    answer: (request) => answerOutside(request, { functions, account }),
  }
}
