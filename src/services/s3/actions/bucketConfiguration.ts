import { utf8Decode } from '#contracts/bytes.ts'
import { evaluatePolicy } from '#contracts/policy.ts'
import { checkMd5, readChecksum } from '../checksums.ts'
import type { Configurable } from '../configuration.ts'
import { BUCKET_TAGS_MAX, POLICY_BYTES_MAX } from '../limits.ts'
import { isPublicPolicy } from '../publicPolicy.ts'
import { accessDenied, malformedXml, notSimulated, Refusal } from '../refusal.ts'
import { readTagging, toTagging } from '../tags.ts'
import { readPayload } from '../wire/chunked.ts'
import { all, tag, textOf, toDocument, type XmlElement } from '../wire/xml.ts'
import { type Action, type ActionHost, type ActionReply, readDocument, xmlReply } from './action.ts'

// What of a bucket's configuration the API can change. It holds for the rest of the run; the document stays as it is.

const DONE: ActionReply = { status: 200, headers: [], body: '' }
const GONE: ActionReply = { status: 204, headers: [], body: '' }

const missing = (code: string, message: string, { bucket }: ActionHost): Refusal =>
  new Refusal(404, code, message, { details: [['BucketName', bucket.settings.name]] })

const set = (host: ActionHost, property: Configurable, value: unknown): void => {
  if (!host.configure(property, value)) throw malformedXml()
}

/** Takes a property away. What is not there is no error. */
const removal =
  (property: Configurable): Action =>
  (_request, host) => {
    set(host, property, null)
    return GONE
  }

const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((each) => each.name === name)

/** The texts of all children of one name. */
const textsOf = (element: XmlElement, name: string): readonly string[] =>
  all(element, name).map(({ text }) => text)

/** `{ [name]: value }`, or nothing where there is no value. */
const given = (name: string, value: unknown): object =>
  value === undefined ? {} : { [name]: value }

const numberOf = (element: XmlElement, name: string): number | undefined => {
  const text = textOf(element, name)
  return text === undefined ? undefined : Number(text)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning: Action = (request, host) => {
  const root = readDocument(request, 'VersioningConfiguration')
  if (textOf(root, 'MfaDelete') === 'Enabled') {
    throw accessDenied('Mfa Authentication must be used for this request')
  }
  const status = textOf(root, 'Status')
  if (status === undefined) {
    throw new Refusal(
      400,
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified',
    )
  }
  if (status !== 'Enabled' && host.bucket.settings.lock !== null) {
    throw new Refusal(
      409,
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    )
  }
  set(host, 'VersioningConfiguration', { Status: status })
  return DONE
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging: Action = (_request, host) => {
  const { tags } = host.bucket.settings
  if (tags.size === 0) throw missing('NoSuchTagSet', 'The TagSet does not exist', host)
  return xmlReply(toTagging(tags))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging: Action = (request, host) => {
  const payload = readPayload(request)
  checkMd5(payload)
  readChecksum(payload)
  const tags = readTagging(utf8Decode(payload.bytes) ?? '', BUCKET_TAGS_MAX)
  set(
    host,
    'Tags',
    [...tags].map(([Key, Value]) => ({ Key, Value })),
  )
  return GONE
}

export const deleteBucketTagging = removal('Tags')

const readCorsRule = (rule: XmlElement): object => ({
  ...given('Id', textOf(rule, 'ID')),
  AllowedHeaders: textsOf(rule, 'AllowedHeader'),
  AllowedMethods: textsOf(rule, 'AllowedMethod'),
  AllowedOrigins: textsOf(rule, 'AllowedOrigin'),
  ExposedHeaders: textsOf(rule, 'ExposeHeader'),
  ...given('MaxAge', numberOf(rule, 'MaxAgeSeconds')),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: Action = (request, host) => {
  const rules = all(readDocument(request, 'CORSConfiguration'), 'CORSRule')
  const strange = rules
    .flatMap((rule) => textsOf(rule, 'AllowedMethod'))
    .find((method) => !/^(?:GET|PUT|HEAD|POST|DELETE)$/.test(method))
  if (strange !== undefined) {
    throw new Refusal(
      400,
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${strange}`,
    )
  }
  const isComplete = rules.every(
    (rule) => all(rule, 'AllowedMethod').length > 0 && all(rule, 'AllowedOrigin').length > 0,
  )
  if (rules.length === 0 || !isComplete) throw malformedXml()
  set(host, 'CorsConfiguration', { CorsRules: rules.map(readCorsRule) })
  return DONE
}

export const deleteBucketCors = removal('CorsConfiguration')

const malformedPolicy = (message: string): Refusal => new Refusal(400, 'MalformedPolicy', message)

function parsePolicy(text: string): Readonly<Record<string, unknown>> {
  const words = 'Policies must be valid JSON and the first byte must be "{"'
  try {
    const policy: unknown = JSON.parse(text)
    if (typeof policy === 'object' && policy !== null && text.startsWith('{')) {
      return policy as Readonly<Record<string, unknown>>
    }
  } catch {
    // Told below.
  }
  throw malformedPolicy(words)
}

/** Every resource of a statement is the bucket, or in it. */
function checkResources({ Statement }: Readonly<Record<string, unknown>>, arn: string): void {
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  for (const each of statements) {
    const { Resource, NotResource } = each as Readonly<Record<string, unknown>>
    const named = Resource ?? NotResource
    const list: readonly unknown[] = Array.isArray(named) ? named : [named]
    const isIts = list.every(
      (one) => typeof one === 'string' && (one === arn || one.startsWith(`${arn}/`)),
    )
    if (!isIts) throw malformedPolicy('Policy has invalid resource')
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy: Action = (request, host) => {
  const payload = readPayload(request)
  checkMd5(payload)
  readChecksum(payload)
  if (payload.bytes.length > POLICY_BYTES_MAX) {
    throw malformedPolicy('Policy exceeds the maximum allowed document size.')
  }
  const policy = parsePolicy(utf8Decode(payload.bytes) ?? '')
  if (policy['Statement'] === undefined) {
    throw malformedPolicy('Missing required field Statement')
  }
  const { settings } = host.bucket
  const probe = {
    action: 's3:GetObject',
    resource: `${settings.arn}/x`,
    principal: { type: 'anonymous' },
  } as const
  // A document that cannot be evaluated is none.
  if (evaluatePolicy(policy, probe) === null) throw malformedPolicy('Invalid policy syntax.')
  checkResources(policy, settings.arn)
  if (settings.publicAccess?.BlockPublicPolicy === true && isPublicPolicy(policy)) {
    throw accessDenied(
      `User: ${host.callerArn} is not authorized to perform: s3:PutBucketPolicy on resource: "${settings.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    )
  }
  set(host, 'BucketPolicy', { PolicyDocument: policy })
  return GONE
}

export const deleteBucketPolicy = removal('BucketPolicy')

const readRoutingRule = (rule: XmlElement): object => {
  const [when, to] = [childOf(rule, 'Condition'), childOf(rule, 'Redirect')]
  if (to === undefined) throw malformedXml()
  const pick = (of: XmlElement, names: readonly string[]): object =>
    Object.assign({}, ...names.map((name) => given(name, textOf(of, name)))) as object
  return {
    ...given(
      'RoutingRuleCondition',
      when && pick(when, ['KeyPrefixEquals', 'HttpErrorCodeReturnedEquals']),
    ),
    RedirectRule: pick(to, [
      'HostName',
      'HttpRedirectCode',
      'Protocol',
      'ReplaceKeyPrefixWith',
      'ReplaceKeyWith',
    ]),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const putBucketWebsite: Action = (request, host) => {
  const root = readDocument(request, 'WebsiteConfiguration')
  const everything = childOf(root, 'RedirectAllRequestsTo')
  const index = childOf(root, 'IndexDocument')
  const error = childOf(root, 'ErrorDocument')
  if (everything === undefined && index === undefined) throw malformedXml()
  const rules = childOf(root, 'RoutingRules')
  set(host, 'WebsiteConfiguration', {
    ...given('IndexDocument', index && textOf(index, 'Suffix')),
    ...given('ErrorDocument', error && textOf(error, 'Key')),
    ...given(
      'RedirectAllRequestsTo',
      everything && {
        HostName: textOf(everything, 'HostName'),
        ...given('Protocol', textOf(everything, 'Protocol')),
      },
    ),
    RoutingRules: rules === undefined ? [] : all(rules, 'RoutingRule').map(readRoutingRule),
  })
  return DONE
}

export const deleteBucketWebsite = removal('WebsiteConfiguration')

const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html: what is not named is off. */
export const putPublicAccessBlock: Action = (request, host) => {
  const root = readDocument(request, 'PublicAccessBlockConfiguration')
  const value = Object.fromEntries(
    BLOCKS.map((name) => [name, textOf(root, name)?.toLowerCase() === 'true'] as const),
  )
  set(host, 'PublicAccessBlockConfiguration', value)
  return DONE
}

export const deletePublicAccessBlock = removal('PublicAccessBlockConfiguration')

/**
 * Listeners are wires, so that one sees them: a configuration that names none, where there is none, is all that can be put.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
 */
export const getBucketNotification: Action = (_request, host) => {
  if (host.hasListeners) throw notSimulated('Reading the notifications that the wires stand for')
  return xmlReply(toDocument('NotificationConfiguration'))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const putBucketNotification: Action = (request, host) => {
  const root = readDocument(request, 'NotificationConfiguration')
  const isSame = root.children.length === 0 && !host.hasListeners
  if (!isSame) throw notSimulated('Notifications are wires of the canvas: changing them by API')
  return DONE
}

/** Replicas are wires, too. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
export const getBucketReplication: Action = (_request, host) => {
  if (host.bucket.settings.replication !== null) {
    throw notSimulated('Reading the replication that the wires stand for')
  }
  throw missing(
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
    host,
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
export const getBucketLogging: Action = () => xmlReply(toDocument('BucketLoggingStatus'))

export const putBucketLogging: Action = (request) => {
  const root = readDocument(request, 'BucketLoggingStatus')
  if (root.children.length > 0) throw notSimulated('Server access logging')
  return DONE
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html */
export const getBucketRequestPayment: Action = () =>
  xmlReply(toDocument('RequestPaymentConfiguration', tag('Payer', 'BucketOwner')))

export const putBucketRequestPayment: Action = (request) => {
  const payer = textOf(readDocument(request, 'RequestPaymentConfiguration'), 'Payer')
  if (payer === 'Requester') throw notSimulated('Requester Pays')
  if (payer !== 'BucketOwner') throw malformedXml()
  return DONE
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html */
export const getBucketAccelerate: Action = () => xmlReply(toDocument('AccelerateConfiguration'))

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putOwnershipControls: Action = (request) => {
  const rule = childOf(readDocument(request, 'OwnershipControls'), 'Rule')
  const ownership = rule === undefined ? undefined : textOf(rule, 'ObjectOwnership')
  if (ownership === 'BucketOwnerPreferred' || ownership === 'ObjectWriter') {
    throw notSimulated('ACLs: ownership other than BucketOwnerEnforced')
  }
  if (ownership !== 'BucketOwnerEnforced') throw malformedXml()
  return DONE
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption: Action = (request) => {
  const rule = childOf(readDocument(request, 'ServerSideEncryptionConfiguration'), 'Rule')
  const byDefault = rule && childOf(rule, 'ApplyServerSideEncryptionByDefault')
  const algorithm = byDefault && textOf(byDefault, 'SSEAlgorithm')
  if (algorithm?.startsWith('aws:kms') === true) {
    throw notSimulated('A default encryption by keys of KMS (objects may name one)')
  }
  if (algorithm !== 'AES256') throw malformedXml()
  return DONE
}

/** Back to SSE-S3, which all buckets have. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption: Action = () => GONE
