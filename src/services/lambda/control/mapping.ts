import { badParameter, notThere } from './outcome.ts'
import { readBody } from './outcome.ts'
import type { Changer } from './parts.ts'
import { changeableMapping } from '../polling/mapping.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateMapping: Changer = ({ eventSources }, { request, operation: { member } }) => {
  const read = readBody(request, changeableMapping)
  if ('errorType' in read) return read
  const unknown = Object.keys(read.body).find(
    (name) => !Object.hasOwn(changeableMapping.shape, name),
  )
  if (unknown !== undefined) return badParameter(`${unknown} is not simulated`)
  const wrong = eventSources.change(member, read.body)
  if (wrong !== null) return badParameter(wrong)
  const changed = eventSources.describe().find(({ UUID }) => UUID === member)
  if (changed === undefined) return notThere('The resource you requested does not exist.')
  return { status: 202, value: changed }
}
