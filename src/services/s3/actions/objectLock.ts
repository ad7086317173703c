import { formatIsoTime } from '#contracts/calendar.ts'
import type { Lock, ObjectVersion } from '../objectVersion.ts'
import { bypasses, noObjectLock, toRetention } from '../objectLock.ts'
import { accessDenied, invalidRequest, malformedXml, Refusal } from '../refusal.ts'
import type { ObjectLock } from '../settings.ts'
import type { S3Request } from '../wire/address.ts'
import { tag, textOf, toDocument, type XmlElement } from '../wire/xml.ts'
import {
  type Action,
  type ActionHost,
  keyOf,
  readDocument,
  versionFields,
  versionIdOf,
  xmlReply,
} from './action.ts'
import { findReadable } from './readable.ts'

/** A version of a bucket that locks versions. */
function findVersion(request: S3Request, host: ActionHost): ObjectVersion {
  if (host.bucket.settings.lock === null) throw noObjectLock()
  return findReadable(host, keyOf(request), versionIdOf(request))
}

const notLocked = (): Refusal =>
  new Refusal(
    404,
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
  )

const done = (version: ObjectVersion, { bucket }: ActionHost) => ({
  status: 200,
  headers: versionFields(version, bucket),
  body: '',
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export const getObjectRetention: Action = (request, host) => {
  const { retention } = findVersion(request, host).lock
  if (retention === null) throw notLocked()
  return xmlReply(
    toDocument(
      'Retention',
      tag('Mode', retention.mode),
      tag('RetainUntilDate', `${formatIsoTime(retention.until)}Z`),
    ),
  )
}

/** Whether a retention is less strict than the one before it, so that only who may bypass governance sets it. */
function isLoosened(before: Lock['retention'], after: Lock['retention'], nowMs: number): boolean {
  if (before === null || before.until <= nowMs) return false
  if (after === null || after.until < before.until) return true
  return before.mode === 'COMPLIANCE' && after.mode === 'GOVERNANCE'
}

/**
 * "…you can't shorten the retention period of a version in compliance mode, and nobody can change its mode."
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
 */
export const putObjectRetention: Action = (request, host) => {
  const version = findVersion(request, host)
  const root = readDocument(request, 'Retention')
  const [mode, date] = [textOf(root, 'Mode'), textOf(root, 'RetainUntilDate')]
  if ((mode === undefined) !== (date === undefined)) throw malformedXml()
  const retention =
    mode === undefined || date === undefined ? null : toRetention(mode, date, host.nowMs)
  const before = version.lock.retention
  if (isLoosened(before, retention, host.nowMs)) {
    const may = before?.mode === 'GOVERNANCE' && bypasses(request.headers, host, version.key)
    if (!may) throw accessDenied('Access Denied because object protected by object lock.')
  }
  version.lock = { ...version.lock, retention }
  return done(version, host)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export const getObjectLegalHold: Action = (request, host) => {
  const { legalHold } = findVersion(request, host).lock
  if (legalHold === null) throw notLocked()
  return xmlReply(toDocument('LegalHold', tag('Status', legalHold)))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export const putObjectLegalHold: Action = (request, host) => {
  const version = findVersion(request, host)
  const status = textOf(readDocument(request, 'LegalHold'), 'Status')
  if (status !== 'ON' && status !== 'OFF') throw malformedXml()
  version.lock = { ...version.lock, legalHold: status }
  return done(version, host)
}

const configurationOf = ({ Rule: rule }: ObjectLock): string => {
  const retention = rule?.DefaultRetention
  const period =
    retention?.Days === undefined
      ? tag('Years', retention?.Years ?? 0)
      : tag('Days', retention.Days)
  return toDocument(
    'ObjectLockConfiguration',
    tag('ObjectLockEnabled', 'Enabled'),
    ...(retention === undefined
      ? []
      : [tag('Rule', tag('DefaultRetention', tag('Mode', retention.Mode), period))]),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
export const getObjectLockConfiguration: Action = (_request, { bucket }) => {
  const { lock, name } = bucket.settings
  if (lock !== null) return xmlReply(configurationOf(lock))
  throw new Refusal(
    404,
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
    { details: [['BucketName', name]] },
  )
}

const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((each) => each.name === name)

const numberIn = (element: XmlElement, name: string): number | undefined => {
  const text = textOf(element, name)
  return text === undefined ? undefined : Number(text)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const putObjectLockConfiguration: Action = (request, host) => {
  const root = readDocument(request, 'ObjectLockConfiguration')
  if (textOf(root, 'ObjectLockEnabled') !== 'Enabled') throw malformedXml()
  if (host.bucket.settings.versioning !== 'Enabled') {
    throw new Refusal(
      409,
      'InvalidBucketState',
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    )
  }
  const rule = child(root, 'Rule')
  const given = child(rule, 'DefaultRetention')
  if (rule !== undefined && given === undefined) throw malformedXml()
  const [days, years] =
    given === undefined ? [] : [numberIn(given, 'Days'), numberIn(given, 'Years')]
  const retention =
    given === undefined
      ? {}
      : {
          Rule: {
            DefaultRetention: {
              Mode: textOf(given, 'Mode'),
              ...(days === undefined ? {} : { Days: days }),
              ...(years === undefined ? {} : { Years: years }),
            },
          },
        }
  const isDone = host.configure('ObjectLockConfiguration', {
    ObjectLockEnabled: 'Enabled',
    ...retention,
  })
  if (!isDone) {
    throw days !== undefined && days < 1
      ? invalidRequest('Default retention period must be a positive integer value')
      : malformedXml()
  }
  return { status: 200, headers: [], body: '' }
}
