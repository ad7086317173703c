import type { FunctionDirectory } from '../functionDirectory.ts'
import { type AccountOperation, type Operation, parseReference } from './operation.ts'

const MIB = 1_048_576
/** All code of an account in a Region. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TOTAL_CODE_BYTES = 75 * 1_024 * MIB
const UNZIPPED_BYTES = 250 * MIB
const ZIPPED_BYTES = 50 * MIB

/** Whether two names, partial or whole ARNs stand for one function. */
const isSameFunction = (one: string, other: string): boolean =>
  parseReference(one)?.name === parseReference(other)?.name

const functionArnOf = (mapping: Readonly<Record<string, unknown>>): string =>
  typeof mapping['FunctionArn'] === 'string' ? mapping['FunctionArn'] : ''

/** What GetAccountSettings tells. https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
function describeSettings(functions: FunctionDirectory): object {
  const all = functions.all()
  const [first] = all
  const { limit, unreserved } = first?.concurrency() ?? { limit: 1_000, unreserved: 1_000 }
  return {
    AccountLimit: {
      TotalCodeSize: TOTAL_CODE_BYTES,
      CodeSizeUnzipped: UNZIPPED_BYTES,
      CodeSizeZipped: ZIPPED_BYTES,
      ConcurrentExecutions: limit,
      UnreservedConcurrentExecutions: unreserved,
    },
    AccountUsage: {
      TotalCodeSize: all.reduce((sum, { codeSize }) => sum + codeSize, 0),
      FunctionCount: all.length,
    },
  }
}

/** Answers for the account; null where a mapping is asked for that there is not. */
export function describeAccount(
  functions: FunctionDirectory,
  { name, member, query }: Pick<Operation, 'member' | 'query'> & { name: AccountOperation },
): object | null {
  const mappings = functions.all().flatMap((entry) => entry.eventSourceMappings())
  switch (name) {
    case 'GetAccountSettings':
      return describeSettings(functions)
    case 'ListFunctions':
      return { NextMarker: null, Functions: functions.all().map((entry) => entry.describe()) }
    case 'ListEventSourceMappings': {
      const ofFunction = query.get('FunctionName')
      const ofSource = query.get('EventSourceArn')
      return {
        NextMarker: null,
        EventSourceMappings: mappings.filter(
          (mapping) =>
            (ofSource === undefined || mapping.EventSourceArn === ofSource) &&
            (ofFunction === undefined || isSameFunction(functionArnOf(mapping), ofFunction)),
        ),
      }
    }
    case 'GetEventSourceMapping':
      return mappings.find(({ UUID }) => UUID === member) ?? null
    default:
      return name satisfies never
  }
}
