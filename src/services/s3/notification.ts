import { formatIsoTime } from '#contracts/calendar.ts'
import type { EventName, ObjectEvent } from './actions/action.ts'

/** What an edge says: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-s3-bucket-notificationconfiguration.html */
export interface NotificationRule {
  readonly Events: readonly string[]
  readonly Filter?:
    | {
        readonly S3Key?:
          | { readonly Rules: readonly { readonly Name: string; readonly Value: string }[] }
          | undefined
      }
    | undefined
  readonly Id?: string | undefined
}

const takesEvent = (pattern: string, name: EventName): boolean => {
  const wanted = pattern.replace(/^s3:/, '')
  if (wanted.endsWith(':*')) return name.startsWith(wanted.slice(0, -1))
  return wanted === name
}

/** Whether an edge's rule takes an event. */
export const takes = ({ Events, Filter }: NotificationRule, { name, key }: ObjectEvent): boolean =>
  Events.some((pattern) => takesEvent(pattern, name)) &&
  (Filter?.S3Key?.Rules ?? []).every(({ Name, Value }) =>
    Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
  )

/** Who asked for what happened, and when. */
export interface EventOrigin {
  readonly bucketName: string
  readonly bucketArn: string
  readonly region: string
  readonly ownerId: string
  readonly principalId: string
  readonly sourceIp: string
  readonly requestId: string
  readonly extendedId: string
  readonly nowMs: number
  readonly isVersioned: boolean
  /** Rises with each event of the bucket. */
  readonly sequencer: string
}

/** Of events that came later than the first ones the format has a later version. */
const versionOf = (name: EventName): string =>
  /^(?:Lifecycle|ObjectTagging|ObjectRestore)/.test(name) ? '2.3' : '2.1'

/** A key as events have it: percent-encoded, with `+` for a blank. */
export const encodeEventKey = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part)
        .replaceAll('%20', '+')
        .replaceAll(/[!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/')

/**
 * The event as a function or a queue gets it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function toEventJson(
  event: ObjectEvent,
  origin: EventOrigin,
  configurationId: string,
): string {
  const { name, key, version } = event
  const hasContent =
    version !== null && !version.isDeleteMarker && !name.startsWith('ObjectRemoved')
  const object = {
    key: encodeEventKey(key),
    ...(hasContent ? { size: version.body.size } : {}),
    ...(version !== null && (hasContent || version.isDeleteMarker)
      ? { eTag: version.isDeleteMarker ? 'd41d8cd98f00b204e9800998ecf8427e' : version.etag }
      : {}),
    ...(origin.isVersioned && version !== null ? { versionId: version.versionId } : {}),
    sequencer: origin.sequencer,
  }
  return JSON.stringify({
    Records: [
      {
        eventVersion: versionOf(name),
        eventSource: 'aws:s3',
        awsRegion: origin.region,
        eventTime: `${formatIsoTime(origin.nowMs)}Z`,
        eventName: name,
        userIdentity: { principalId: origin.principalId },
        requestParameters: { sourceIPAddress: origin.sourceIp },
        responseElements: {
          'x-amz-request-id': origin.requestId,
          'x-amz-id-2': origin.extendedId,
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: origin.bucketName,
            ownerIdentity: { principalId: origin.ownerId },
            arn: origin.bucketArn,
          },
          object,
        },
      },
    ],
  })
}
