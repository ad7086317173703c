import type { ApiRequest } from '#contracts/api.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type * as z from 'zod/mini'
import type { ApiRefusal } from '../api/invokeRequest.ts'

/** What a change of the function is answered: without a value, nothing but the status. */
export type Outcome = { readonly status: number; readonly value?: object } | ApiRefusal

/** A refusal in Lambda's form: whose fault it is, and what. */
export const refuse = (status: number, errorType: string, message: string): ApiRefusal => ({
  status,
  errorType,
  payload: JSON.stringify({ Type: 'User', message, Message: message }),
})

/** 400: what the caller asks for cannot be. */
export const badParameter = (message: string): ApiRefusal =>
  refuse(400, 'InvalidParameterValueException', message)

/** 404 */
export const notThere = (message: string): ApiRefusal =>
  refuse(404, 'ResourceNotFoundException', message)

/** 409 */
export const conflict = (message: string): ApiRefusal =>
  refuse(409, 'ResourceConflictException', message)

/** 400 of the front door: the shape of the request is wrong. `name` as the API's members are spelled. */
export function invalid(name: string, value: string | undefined, constraint: string): ApiRefusal {
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  const told = value === undefined ? 'null' : `'${value.slice(0, 100)}'`
  const message = `1 validation error detected: Value ${told} at '${member}' failed to satisfy constraint: ${constraint}`
  return refuse(400, 'ValidationException', message)
}

const parseJson = (text: string): unknown => {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads the body of a call by `schema`; a refusal names the member that is not as it should be. */
export function readBody<T>(
  { body }: Pick<ApiRequest, 'body'>,
  schema: z.ZodMiniType<T>,
): { readonly body: T } | ApiRefusal {
  const given = parseJson(typeof body === 'string' ? body : (utf8Decode(body) ?? '\u0000'))
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return refuse(400, 'InvalidRequestContentException', 'Could not parse request body into json')
  }
  const read = schema.safeParse(given)
  if (read.success) return { body: read.data }
  const [issue] = read.error.issues
  const path = issue?.path ?? []
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    given,
  )
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  return invalid(path.join('.'), shown, constraintOf(issue, shown))
}

function constraintOf(issue: z.core.$ZodIssue | undefined, value: string | undefined): string {
  if (value === undefined) return 'Member must not be null'
  if (issue?.code === 'invalid_value') {
    return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`
  }
  if (issue?.code === 'too_small') {
    return `Member must have value greater than or equal to ${String(issue.minimum)}`
  }
  if (issue?.code === 'too_big') {
    return `Member must have value less than or equal to ${String(issue.maximum)}`
  }
  return issue?.message ?? 'Member is not valid'
}
