import { isWebsite } from '../website.ts'
import { Refusal } from '../refusal.ts'
import type { RoutingRule } from '../settings.ts'
import { tag, toDocument, type Xml } from '../wire/xml.ts'
import { type Action, type ActionHost, xmlReply } from './action.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: Action = (_request, { region }) => ({
  status: 200,
  headers: [
    ['x-amz-bucket-region', region],
    ['x-amz-access-point-alias', 'false'],
    ['Content-Type', 'application/xml'],
  ],
  body: '',
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: us-east-1 is the one without a name. */
export const getBucketLocation: Action = (_request, { region }) =>
  xmlReply(toDocument('LocationConstraint', ...(region === 'us-east-1' ? [] : [{ xml: region }])))

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: Action = (_request, { bucket }) => {
  const { versioning } = bucket.settings
  return xmlReply(
    toDocument(
      'VersioningConfiguration',
      ...(versioning === 'Unversioned' ? [] : [tag('Status', versioning)]),
    ),
  )
}

const missing = (code: string, message: string, { bucket }: ActionHost): Refusal =>
  new Refusal(404, code, message, { details: [['BucketName', bucket.settings.name]] })

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy: Action = (_request, host) => {
  const { policy } = host.bucket.settings
  if (policy === null) throw missing('NoSuchBucketPolicy', 'The bucket policy does not exist', host)
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify(policy),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors: Action = (_request, host) => {
  const { cors } = host.bucket.settings
  if (cors.length === 0) {
    throw missing('NoSuchCORSConfiguration', 'The CORS configuration does not exist', host)
  }
  return xmlReply(
    toDocument(
      'CORSConfiguration',
      ...cors.map((rule) =>
        tag(
          'CORSRule',
          ...(rule.Id === undefined ? [] : [tag('ID', rule.Id)]),
          ...rule.AllowedHeaders.map((each) => tag('AllowedHeader', each)),
          ...rule.AllowedMethods.map((each) => tag('AllowedMethod', each)),
          ...rule.AllowedOrigins.map((each) => tag('AllowedOrigin', each)),
          ...rule.ExposedHeaders.map((each) => tag('ExposeHeader', each)),
          ...(rule.MaxAge === undefined ? [] : [tag('MaxAgeSeconds', rule.MaxAge)]),
        ),
      ),
    ),
  )
}

/** An element for each of `names` that `of` has a text for. */
const textsIn = (of: Readonly<Record<string, unknown>>, names: readonly string[]): readonly Xml[] =>
  names.flatMap((name) => {
    const value = of[name]
    return typeof value === 'string' ? [tag(name, value)] : []
  })

const toRoutingRule = ({ RoutingRuleCondition: when, RedirectRule: to }: RoutingRule): Xml =>
  tag(
    'RoutingRule',
    ...(when === undefined
      ? []
      : [tag('Condition', ...textsIn(when, ['HttpErrorCodeReturnedEquals', 'KeyPrefixEquals']))]),
    tag(
      'Redirect',
      ...textsIn(to, [
        'HostName',
        'HttpRedirectCode',
        'Protocol',
        'ReplaceKeyPrefixWith',
        'ReplaceKeyWith',
      ]),
    ),
  )

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html */
export const getBucketWebsite: Action = (_request, host) => {
  const { website } = host.bucket.settings
  if (!isWebsite(website)) {
    throw missing(
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
      host,
    )
  }
  const { IndexDocument: index, ErrorDocument: error, RedirectAllRequestsTo: all } = website
  return xmlReply(
    toDocument(
      'WebsiteConfiguration',
      ...(index === undefined ? [] : [tag('IndexDocument', tag('Suffix', index))]),
      ...(error === undefined ? [] : [tag('ErrorDocument', tag('Key', error))]),
      ...(all === undefined
        ? []
        : [tag('RedirectAllRequestsTo', ...textsIn(all, ['HostName', 'Protocol']))]),
      ...(website.RoutingRules.length === 0
        ? []
        : [tag('RoutingRules', ...website.RoutingRules.map(toRoutingRule))]),
    ),
  )
}

/** Buckets come with the document: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: Action = (_request, { bucket }) => {
  throw new Refusal(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { details: [['BucketName', bucket.settings.name]] },
  )
}

export const deleteBucket: Action = (_request, { bucket }) => {
  const { store, settings } = bucket
  if (store.versions > 0) {
    throw new Refusal(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      details: [['BucketName', settings.name]],
    })
  }
  throw new Refusal(
    501,
    'NotImplemented',
    'Buckets of a scenario are its nodes: they are removed on the canvas.',
  )
}
