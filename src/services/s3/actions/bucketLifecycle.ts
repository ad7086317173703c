import { MIDNIGHT } from '../definition.ts'
import { IA_DAYS_MIN } from '../limits.ts'
import { malformedXml, Refusal } from '../refusal.ts'
import type { LifecycleRule } from '../settings.ts'
import { all, tag, textOf, toDocument, type Xml, type XmlElement } from '../wire/xml.ts'
import { type Action, readDocument, xmlReply } from './action.ts'

// Rules by the API's names and by CloudFormation's, which are ours.

const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((each) => each.name === name)

const given = (name: string, value: unknown): object =>
  value === undefined ? {} : { [name]: value }

const numberOf = (element: XmlElement, name: string): number | undefined => {
  const text = textOf(element, name)
  return text === undefined ? undefined : Number(text)
}

const readTag = (element: XmlElement): object => ({
  Key: textOf(element, 'Key'),
  Value: textOf(element, 'Value'),
})

/** A rule's `Filter`: one condition, or several in `And`; or the old `Prefix` beside it. */
function readFilter(rule: XmlElement): object {
  const filter = childOf(rule, 'Filter')
  const old = textOf(rule, 'Prefix')
  if (filter === undefined) {
    if (old === undefined) throw malformedXml()
    return { Prefix: old }
  }
  if (old !== undefined || filter.children.length > 1) throw malformedXml()
  const and = childOf(filter, 'And') ?? filter
  return {
    ...given('Prefix', textOf(and, 'Prefix')),
    TagFilters: all(and, 'Tag').map(readTag),
    ...given('ObjectSizeGreaterThan', textOf(and, 'ObjectSizeGreaterThan')),
    ...given('ObjectSizeLessThan', textOf(and, 'ObjectSizeLessThan')),
  }
}

/** "The date value must conform to the ISO 8601 format. The time is always midnight UTC." */
function readDate(element: XmlElement): string | undefined {
  const date = textOf(element, 'Date')
  if (date === undefined || MIDNIGHT.test(date)) return date
  throw new Refusal(400, 'InvalidArgument', "'Date' must be at midnight GMT")
}

const readTransition = (element: XmlElement, days: string): object => {
  const date = readDate(element)
  const after = numberOf(element, days) ?? 0
  const storageClass = textOf(element, 'StorageClass')
  if (
    days === 'Days' &&
    date === undefined &&
    storageClass?.endsWith('_IA') === true &&
    after < IA_DAYS_MIN
  ) {
    throw new Refusal(
      400,
      'InvalidArgument',
      `'Days' in Transition action must be greater than or equal to ${IA_DAYS_MIN} for storageClass '${storageClass}'`,
    )
  }
  return {
    StorageClass: storageClass,
    TransitionInDays: after,
    ...given('TransitionDate', date),
    ...given('NewerNoncurrentVersions', numberOf(element, 'NewerNoncurrentVersions')),
  }
}

function readExpiration(rule: XmlElement): object {
  const expiration = childOf(rule, 'Expiration')
  if (expiration === undefined) return {}
  const days = numberOf(expiration, 'Days')
  if (days !== undefined && days < 1) {
    throw new Refusal(
      400,
      'InvalidArgument',
      "'Days' for Expiration action must be a positive integer",
    )
  }
  const marker = textOf(expiration, 'ExpiredObjectDeleteMarker')
  return {
    ...given('ExpirationInDays', days),
    ...given('ExpirationDate', readDate(expiration)),
    ...given('ExpiredObjectDeleteMarker', marker === undefined ? undefined : marker === 'true'),
  }
}

function readRule(rule: XmlElement): object {
  const status = textOf(rule, 'Status')
  if (status === undefined) throw malformedXml()
  const old = childOf(rule, 'NoncurrentVersionExpiration')
  const abort = childOf(rule, 'AbortIncompleteMultipartUpload')
  const read = {
    ...given('Id', textOf(rule, 'ID')),
    Status: status,
    ...readFilter(rule),
    ...readExpiration(rule),
    Transitions: all(rule, 'Transition').map((each) => readTransition(each, 'Days')),
    NoncurrentVersionTransitions: all(rule, 'NoncurrentVersionTransition').map((each) =>
      readTransition(each, 'NoncurrentDays'),
    ),
    ...given(
      'NoncurrentVersionExpiration',
      old && {
        NoncurrentDays: numberOf(old, 'NoncurrentDays'),
        ...given('NewerNoncurrentVersions', numberOf(old, 'NewerNoncurrentVersions')),
      },
    ),
    ...given(
      'AbortIncompleteMultipartUpload',
      abort && { DaysAfterInitiation: numberOf(abort, 'DaysAfterInitiation') },
    ),
  }
  const ACTIONS =
    /^(?:Expiration|Transition|NoncurrentVersionExpiration|NoncurrentVersionTransition|AbortIncompleteMultipartUpload)$/
  if (rule.children.some(({ name }) => ACTIONS.test(name))) return read
  throw new Refusal(400, 'InvalidRequest', 'At least one action needs to be specified in a rule')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycle: Action = (request, host) => {
  const rules = all(readDocument(request, 'LifecycleConfiguration'), 'Rule').map(readRule)
  const isSet = rules.length > 0 && host.configure('LifecycleConfiguration', { Rules: rules })
  if (!isSet) throw malformedXml()
  return { status: 200, headers: [], body: '' }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle: Action = (_request, host) => {
  host.configure('LifecycleConfiguration', null)
  return { status: 204, headers: [], body: '' }
}

const optional = (name: string, value: string | number | boolean | undefined): readonly Xml[] =>
  value === undefined ? [] : [tag(name, value)]

function toFilter(rule: LifecycleRule): Xml {
  const conditions = [
    ...optional('Prefix', rule.Prefix),
    ...rule.TagFilters.map(({ Key, Value }) => tag('Tag', tag('Key', Key), tag('Value', Value))),
    ...optional('ObjectSizeGreaterThan', rule.ObjectSizeGreaterThan),
    ...optional('ObjectSizeLessThan', rule.ObjectSizeLessThan),
  ]
  if (conditions.length === 0) return tag('Filter', tag('Prefix', ''))
  return conditions.length === 1
    ? tag('Filter', ...conditions)
    : tag('Filter', tag('And', ...conditions))
}

function toRule(rule: LifecycleRule, at: number): Xml {
  const old = rule.NoncurrentVersionExpiration
  const expiration = [
    ...optional('Days', rule.ExpirationInDays),
    ...optional('Date', rule.ExpirationDate),
    ...optional('ExpiredObjectDeleteMarker', rule.ExpiredObjectDeleteMarker),
  ]
  return tag(
    'Rule',
    // S3 gives a rule without an id one of its own.
    tag('ID', rule.Id ?? `rule-${at + 1}`),
    toFilter(rule),
    tag('Status', rule.Status),
    ...rule.Transitions.map((each) =>
      tag(
        'Transition',
        each.TransitionDate === undefined
          ? tag('Days', each.TransitionInDays)
          : tag('Date', each.TransitionDate),
        tag('StorageClass', each.StorageClass),
      ),
    ),
    ...(expiration.length === 0 ? [] : [tag('Expiration', ...expiration)]),
    ...rule.NoncurrentVersionTransitions.map((each) =>
      tag(
        'NoncurrentVersionTransition',
        tag('NoncurrentDays', each.TransitionInDays),
        ...optional('NewerNoncurrentVersions', each.NewerNoncurrentVersions),
        tag('StorageClass', each.StorageClass),
      ),
    ),
    ...(old === undefined
      ? []
      : [
          tag(
            'NoncurrentVersionExpiration',
            tag('NoncurrentDays', old.NoncurrentDays),
            ...optional('NewerNoncurrentVersions', old.NewerNoncurrentVersions),
          ),
        ]),
    ...(rule.AbortIncompleteMultipartUpload === undefined
      ? []
      : [
          tag(
            'AbortIncompleteMultipartUpload',
            tag('DaysAfterInitiation', rule.AbortIncompleteMultipartUpload.DaysAfterInitiation),
          ),
        ]),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const getBucketLifecycle: Action = (_request, { bucket }) => {
  const { lifecycle, name } = bucket.settings
  if (lifecycle.length === 0) {
    throw new Refusal(
      404,
      'NoSuchLifecycleConfiguration',
      'The lifecycle configuration does not exist',
      { details: [['BucketName', name]] },
    )
  }
  return xmlReply(toDocument('LifecycleConfiguration', ...lifecycle.map(toRule)))
}
