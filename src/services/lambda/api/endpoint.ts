import type { ApiCaller, ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import type { Account } from '#services/service.ts'
import type { FunctionDirectory } from '../functionDirectory.ts'
import { actionOf, type Operation, parseOperation, parseReference } from './operation.ts'
import { apiError } from './replies.ts'

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

/** Finds the function that a request is about. One that the caller has no edge to, or that is not there, is denied as IAM does. */
export function createEndpoint(functions: FunctionDirectory, account: Account): ApiEndpoint {
  return {
    service: 'lambda',
    unsigned: () =>
      refuse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token').reply,
    route(request: ApiRequest, caller: ApiCaller) {
      const operation = parseOperation(request)
      if (operation === null) {
        return refuse(
          404,
          'UnknownOperationException',
          `${request.method} ${request.path} is not simulated`,
        )
      }
      const reference = parseReference(operation.functionName)
      if (reference === null) {
        const message = `1 validation error detected: Value '${operation.functionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`
        return refuse(400, 'ValidationException', message)
      }
      const node = functions.findByName(reference.name)
      if (node !== undefined && caller.mayCall(node)) return { nodes: [node] }
      const action = actionOf(operation.name)
      return refuse(
        403,
        'AccessDeniedException',
        `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${arnOf(operation, account)} because no identity-based policy allows the ${action} action`,
      )
    },
  }
}
