import * as z from 'zod/mini'
import { fields } from '../definition.ts'

const names = z._default(z.array(z.string()), [])

const headersConfig = z._default(
  z.looseObject({ HeaderBehavior: z._default(z.string(), 'none'), Headers: names }),
  { HeaderBehavior: 'none', Headers: [] },
)
const cookiesConfig = z._default(
  z.looseObject({ CookieBehavior: z._default(z.string(), 'none'), Cookies: names }),
  { CookieBehavior: 'none', Cookies: [] },
)
const queryStringsConfig = z._default(
  z.looseObject({ QueryStringBehavior: z._default(z.string(), 'none'), QueryStrings: names }),
  { QueryStringBehavior: 'none', QueryStrings: [] },
)
const seconds = z.number().check(z.nonnegative())

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-cachepolicy-cachepolicyconfig.html */
export const cachePolicyConfig = z.looseObject({
  MinTTL: z._default(seconds, 0),
  DefaultTTL: z._default(seconds, 86_400),
  MaxTTL: z._default(seconds, 31_536_000),
  ParametersInCacheKeyAndForwardedToOrigin: z._default(
    z.looseObject({
      EnableAcceptEncodingGzip: z._default(z.boolean(), false),
      EnableAcceptEncodingBrotli: z._default(z.boolean(), false),
      HeadersConfig: headersConfig,
      CookiesConfig: cookiesConfig,
      QueryStringsConfig: queryStringsConfig,
    }),
    {
      EnableAcceptEncodingGzip: false,
      EnableAcceptEncodingBrotli: false,
      HeadersConfig: { HeaderBehavior: 'none', Headers: [] },
      CookiesConfig: { CookieBehavior: 'none', Cookies: [] },
      QueryStringsConfig: { QueryStringBehavior: 'none', QueryStrings: [] },
    },
  ),
})

export const originRequestPolicyConfig = z.looseObject({
  HeadersConfig: headersConfig,
  CookiesConfig: cookiesConfig,
  QueryStringsConfig: queryStringsConfig,
})

const items = z.looseObject({ Items: names })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-responseheaderspolicy-responseheaderspolicyconfig.html */
export const responseHeadersPolicyConfig = z.looseObject({
  CorsConfig: z.optional(
    z.looseObject({
      AccessControlAllowCredentials: z._default(z.boolean(), false),
      AccessControlAllowHeaders: z._default(items, { Items: [] }),
      AccessControlAllowMethods: z._default(items, { Items: ['GET'] }),
      AccessControlAllowOrigins: z._default(items, { Items: [] }),
      AccessControlExposeHeaders: z.optional(items),
      AccessControlMaxAgeSec: z.optional(z.int()),
      OriginOverride: z._default(z.boolean(), false),
    }),
  ),
  CustomHeadersConfig: z.optional(
    z.looseObject({
      Items: z.array(
        z.looseObject({
          Header: z.string(),
          Value: z.string(),
          Override: z._default(z.boolean(), false),
        }),
      ),
    }),
  ),
  SecurityHeadersConfig: z.optional(z.record(z.string(), z.unknown())),
  RemoveHeadersConfig: z.optional(
    z.looseObject({ Items: z.array(z.looseObject({ Header: z.string() })) }),
  ),
  ServerTimingHeadersConfig: z.optional(
    z.looseObject({
      Enabled: z._default(z.boolean(), false),
      SamplingRate: z._default(z.number().check(z.minimum(0), z.maximum(100)), 0),
    }),
  ),
})

const EVENTS = ['viewer-request', 'viewer-response', 'origin-request', 'origin-response'] as const

/** Of behaviours without a cache policy, as templates before 2020 have them. */
const forwardedValues = z.looseObject({
  QueryString: z._default(z.boolean(), false),
  QueryStringCacheKeys: z._default(z.array(z.string()), []),
  Cookies: z._default(
    z.looseObject({
      Forward: z._default(z.enum(['none', 'whitelist', 'all']), 'none'),
      WhitelistedNames: z._default(z.array(z.string()), []),
    }),
    { Forward: 'none', WhitelistedNames: [] },
  ),
  Headers: z._default(z.array(z.string()), []),
})

export type ForwardedValues = z.output<typeof forwardedValues>

const ttl = (seconds: number) => z._default(z.number().check(z.nonnegative()), seconds)

const behavior = {
  TargetOriginId: z.optional(z.string()).register(fields, {
    title: 'Origin',
    help: 'The id of an origin or an origin group; empty: the first wire that leaves.',
  }),
  ViewerProtocolPolicy: z
    ._default(z.enum(['allow-all', 'https-only', 'redirect-to-https']), 'allow-all')
    .register(fields, { title: 'Viewer protocol' }),
  AllowedMethods: z._default(z.array(z.string()), ['GET', 'HEAD']).register(fields, {
    title: 'Allowed methods',
  }),
  CachedMethods: z._default(z.array(z.string()), ['GET', 'HEAD']).register(fields, {
    title: 'Cached methods',
  }),
  CachePolicyId: z._default(z.string(), '658327ea-f89d-4fab-a63d-7e88639e58f6').register(fields, {
    title: 'Cache policy',
    help: 'An id or the name of a managed policy (CachingOptimized, CachingDisabled, …), or a name in CachePolicies.',
  }),
  ForwardedValues: z.optional(forwardedValues).register(fields, {
    title: 'Forwarded values',
    help: 'Legacy: in place of both policies, with the TTLs below.',
  }),
  MinTTL: ttl(0),
  DefaultTTL: ttl(86_400),
  MaxTTL: ttl(31_536_000),
  OriginRequestPolicyId: z.optional(z.string()).register(fields, {
    title: 'Origin request policy',
    help: 'What else the origin is told: AllViewer, AllViewerExceptHostHeader, CORS-S3Origin, … or a name in OriginRequestPolicies.',
  }),
  ResponseHeadersPolicyId: z
    .optional(z.string())
    .register(fields, { title: 'Response headers policy' }),
  Compress: z._default(z.boolean(), false).register(fields, { title: 'Compress' }),
  TrustedKeyGroups: z._default(z.array(z.string()), []).register(fields, {
    title: 'Trusted key groups',
    help: 'Names in KeyGroups: whoever wants something must bring a signed URL or signed cookies.',
  }),
  FunctionAssociations: z._default(
    z.array(z.looseObject({ EventType: z.enum(EVENTS), FunctionARN: z.string() })),
    [],
  ),
}

const behaviorSchema = z.looseObject(behavior)
const cacheBehaviorSchema = z.looseObject({ PathPattern: z.string(), ...behavior })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-origin.html */
export const originSchema = z.looseObject({
  Id: z.string(),
  DomainName: z.optional(z.string()),
  OriginPath: z._default(z.string(), ''),
  ConnectionAttempts: z._default(z.int().check(z.minimum(1), z.maximum(3)), 3),
  ConnectionTimeout: z._default(z.int().check(z.minimum(1), z.maximum(10)), 10),
  OriginAccessControlId: z.optional(z.string()),
  OriginCustomHeaders: z._default(
    z.array(z.looseObject({ HeaderName: z.string(), HeaderValue: z.string() })),
    [],
  ),
  OriginShield: z.optional(
    z.looseObject({
      Enabled: z._default(z.boolean(), false),
      OriginShieldRegion: z.optional(z.string()),
    }),
  ),
  CustomOriginConfig: z.optional(
    z.looseObject({
      OriginProtocolPolicy: z._default(
        z.enum(['http-only', 'match-viewer', 'https-only']),
        'match-viewer',
      ),
      OriginReadTimeout: z._default(z.int().check(z.minimum(1), z.maximum(120)), 30),
      OriginKeepaliveTimeout: z._default(z.int().check(z.minimum(1), z.maximum(120)), 5),
    }),
  ),
})

const originGroup = z.looseObject({
  Id: z.string(),
  FailoverCriteria: z.looseObject({ StatusCodes: z.looseObject({ Items: z.array(z.int()) }) }),
  Members: z.looseObject({ Items: z.array(z.looseObject({ OriginId: z.string() })) }),
})

const customErrorResponse = z.looseObject({
  ErrorCode: z.int(),
  ErrorCachingMinTTL: z.optional(seconds),
  ResponseCode: z.optional(z.int()),
  ResponsePagePath: z.optional(z.string()),
})

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html */
export const distributionConfig = z.looseObject({
  Enabled: z._default(z.boolean(), true).register(fields, { title: 'Enabled' }),
  Aliases: z._default(z.array(z.string()), []).register(fields, {
    title: 'Alternate domain names',
  }),
  DefaultRootObject: z._default(z.string(), '').register(fields, {
    title: 'Default root object',
    help: 'Served for / of the distribution: index.html. Not for folders.',
  }),
  PriceClass: z
    ._default(z.enum(['PriceClass_100', 'PriceClass_200', 'PriceClass_All']), 'PriceClass_All')
    .register(fields, { title: 'Price class' }),
  DefaultCacheBehavior: z
    ._default(behaviorSchema, z.parse(behaviorSchema, {}))
    .register(fields, { title: 'Default behaviour' }),
  CacheBehaviors: z._default(z.array(cacheBehaviorSchema), []).register(fields, {
    title: 'Behaviours',
    help: 'The first whose PathPattern fits; the default one where none does.',
  }),
  Origins: z._default(z.array(originSchema), []).register(fields, {
    title: 'Origins',
    help: 'By Id: that of the node that a wire leads to, or the OriginId of the wire. What is missing here has defaults.',
  }),
  OriginGroups: z.optional(z.looseObject({ Items: z.array(originGroup) })),
  CustomErrorResponses: z._default(z.array(customErrorResponse), []).register(fields, {
    title: 'Custom error responses',
  }),
  Restrictions: z.optional(
    z.looseObject({
      GeoRestriction: z.looseObject({
        RestrictionType: z.enum(['none', 'blacklist', 'whitelist']),
        Locations: names,
      }),
    }),
  ),
  Logging: z.optional(z.looseObject({ IncludeCookies: z._default(z.boolean(), false) })),
})

/** A key of the document: PEM, as `AWS::CloudFront::PublicKey` has it. */
export const publicKeyConfig = z.looseObject({ EncodedKey: z.string() })

/** `AWS::CloudFront::Function`; its code is the node's file of the same name. */
export const functionConfig = z.looseObject({
  Runtime: z._default(z.enum(['cloudfront-js-1.0', 'cloudfront-js-2.0']), 'cloudfront-js-2.0'),
  /** The node's file with its code. */
  File: z.string(),
  /** What its KeyValueStore holds. */
  KeyValueStore: z.optional(z.record(z.string(), z.string())),
})

export type DistributionConfig = z.output<typeof distributionConfig>
export type BehaviorConfig = z.output<typeof behaviorSchema>
export type OriginConfig = z.output<typeof originSchema>
export type CachePolicyConfig = z.output<typeof cachePolicyConfig>
export type OriginRequestPolicyConfig = z.output<typeof originRequestPolicyConfig>
export type ResponseHeadersPolicyConfig = z.output<typeof responseHeadersPolicyConfig>
