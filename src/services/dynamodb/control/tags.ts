import { type ActionContext, createAction } from '../actions/action.ts'
import { invalidParameter, Refusal, serviceError, validation } from '../refusal.ts'
import { list, optional, refuseProblems, type Shaped, string, structure } from '../shape.ts'
import { tableArnOf } from './controlPlane.ts'
import type { Settings, TableLife } from './life.ts'
import { tagList } from './tableInput.ts'

/** Tags of a resource. https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html */
const TAGS_MAX = 50
const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256
/** Tags of one page. */
const PAGE_MAX = 50

/** The tags of a request; refuses those that no resource may have. */
export function readTags(given: Shaped<typeof tagList>): Settings['tags'] {
  const tags = given.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  for (const { Key, Value } of tags) {
    if (Key.length < 1 || Key.length > KEY_LENGTH_MAX) {
      throw invalidParameter(`Tag key must be 1 to ${KEY_LENGTH_MAX} characters long`)
    }
    if (Value.length > VALUE_LENGTH_MAX) {
      throw invalidParameter(`Tag value must be at most ${VALUE_LENGTH_MAX} characters long`)
    }
    if (Key.toLowerCase().startsWith('aws:')) {
      throw invalidParameter('Tag key cannot start with aws:')
    }
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw invalidParameter('Duplicate tag keys found')
  }
  if (tags.length > TAGS_MAX) throw tooManyTags()
  return tags
}

const tooManyTags = (): Refusal =>
  validation(`One or more parameter values were invalid: Too many tags: maximum is ${TAGS_MAX}`)

const ARN_LIKE = /^.+:.+:.+:.+:.+:.+\/.+$/
const TABLE_ARN = /^arn:aws:dynamodb:.+:\d+:table\/([^/]{3,})$/

/** IAM's words for an ARN that nobody may touch; (sic) without the reason that it gives elsewhere. */
const denied = (action: string, arn: string): Refusal =>
  new Refusal('com.amazon.coral.service#', 'AccessDeniedException', {
    Message:
      'User: arn:aws:iam::123456789012:user/local is not authorized to perform: ' +
      `dynamodb:${action} on resource: ${arn === '' ? '*' : arn}`,
  })

/** Refuses what is no table's ARN, in AWS's order; `between` is what it looks at before the last of it. */
function readArn(
  action: string,
  arn: string | undefined,
  between: () => void = () => undefined,
): string {
  if (arn === undefined) throw validation('Invalid TableArn')
  if (!ARN_LIKE.test(arn)) throw denied(action, arn)
  between()
  if (!TABLE_ARN.test(arn)) {
    throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)
  }
  return arn
}

/** The table of an ARN; another account's is not ours to see. */
function findByArn(context: ActionContext, action: string, arn: string): TableLife | undefined {
  const [, , , region, accountId] = arn.split(':')
  const { control } = context
  if (region !== control.region || accountId !== control.accountId) throw denied(action, arn)
  const life = control.find(TABLE_ARN.exec(arn)?.[1] ?? '')
  return life !== undefined && tableArnOf(control, life.table.definition.name) === arn
    ? life
    : undefined
}

function getTagged(context: ActionContext, action: string, arn: string): TableLife {
  const life = findByArn(context, action, arn)
  if (life !== undefined) return life
  // (sic) AWS's spelling
  const message = `Requested resource not found: ResourcArn: ${arn} not found`
  throw serviceError('ResourceNotFoundException', message)
}

const refuseMissing = (value: unknown, name: string): void => {
  if (value !== undefined) return
  refuseProblems([`Value null at '${name}' failed to satisfy constraint: Member must not be null`])
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const tagResource = createAction(
  'TagResource',
  structure({ ResourceArn: optional(string()), Tags: optional(tagList) }),
  ({ ResourceArn, Tags: given }) => {
    const arn = readArn('TagResource', ResourceArn, () => refuseMissing(given, 'tags'))
    if (given === undefined || given.length === 0) {
      throw validation('Atleast one Tag needs to be provided as Input.')
    }
    const tags = readTags(given)
    return (context) => {
      const life = getTagged(context, 'TagResource', arn)
      const keys = new Set(tags.map(({ Key }) => Key))
      const kept = life.settings.tags.filter(({ Key }) => !keys.has(Key))
      if (kept.length + tags.length > TAGS_MAX) throw tooManyTags()
      life.settings.tags = [...kept, ...tags]
      context.control.changed(life)
      return null
    }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const untagResource = createAction(
  'UntagResource',
  structure({ ResourceArn: optional(string()), TagKeys: optional(list(string())) }),
  ({ ResourceArn, TagKeys: keys }) => {
    const arn = readArn('UntagResource', ResourceArn, () => refuseMissing(keys, 'tagKeys'))
    if (keys === undefined || keys.length === 0) {
      throw validation('Atleast one Tag Key needs to be provided as Input.')
    }
    return (context) => {
      const life = findByArn(context, 'UntagResource', arn)
      if (life === undefined) {
        throw serviceError('ResourceNotFoundException', 'Requested resource not found')
      }
      life.settings.tags = life.settings.tags.filter(({ Key }) => !keys.includes(Key))
      context.control.changed(life)
      return null
    }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export const listTagsOfResource = createAction(
  'ListTagsOfResource',
  structure({ ResourceArn: optional(string()), NextToken: optional(string()) }),
  ({ ResourceArn, NextToken: token }) => {
    const arn = readArn('ListTagsOfResource', ResourceArn)
    return (context) => {
      const { tags } = getTagged(context, 'ListTagsOfResource', arn).settings
      const from = token === undefined ? 0 : Number(token)
      if (!Number.isSafeInteger(from) || from < 0) throw validation('Invalid NextToken')
      const page = tags.slice(from, from + PAGE_MAX)
      const next = from + page.length
      return { Tags: page, ...(next < tags.length ? { NextToken: String(next) } : {}) }
    }
  },
)
