import * as z from 'zod/mini'

/** AWS::ApiGateway::Authorizer, without what the API tells. Where a Lambda authorizer leads its wire says. */
const authorizer = z.looseObject({
  Type: z._default(z.enum(['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS']), 'TOKEN'),
  IdentitySource: z._default(z.string(), 'method.request.header.Authorization'),
  IdentityValidationExpression: z.optional(z.string()),
  AuthorizerResultTtlInSeconds: z._default(z.int().check(z.minimum(0), z.maximum(3_600)), 300),
  /** The user pools: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a1b2c3`. */
  ProviderARNs: z.optional(z.array(z.string())),
  /** A convenience of ours: the keys that the user pools publish. */
  Jwks: z.optional(z.unknown()),
})

/** AWS::ApiGateway::ApiKey. */
const apiKey = z.looseObject({
  Name: z.string(),
  Value: z.string().check(z.minLength(20), z.maxLength(128)),
  Enabled: z._default(z.boolean(), true),
})

const throttle = z.looseObject({
  RateLimit: z.optional(z.number().check(z.nonnegative())),
  BurstLimit: z.optional(z.int().check(z.nonnegative())),
})

/** AWS::ApiGateway::UsagePlan with its AWS::ApiGateway::UsagePlanKey resources. */
const usagePlan = z.looseObject({
  UsagePlanName: z.string(),
  ApiStages: z._default(
    z.array(
      z.looseObject({
        /** Absent: the API that the plan stands in; else another's node or id. */
        ApiId: z.optional(z.string()),
        Stage: z.string(),
        /** By path and method: `/pets/GET`. */
        Throttle: z.optional(z.record(z.string(), throttle)),
      }),
    ),
    [],
  ),
  Throttle: z.optional(throttle),
  Quota: z.optional(
    z.looseObject({
      Limit: z.int().check(z.nonnegative()),
      Period: z._default(z.enum(['DAY', 'WEEK', 'MONTH']), 'DAY'),
      Offset: z._default(z.int().check(z.nonnegative()), 0),
    }),
  ),
  /** A convenience of ours: the names of its keys. */
  Keys: z._default(z.array(z.string()), []),
})

const action = z.looseObject({
  Block: z.optional(z.looseObject({})),
  Count: z.optional(z.looseObject({})),
  Allow: z.optional(z.looseObject({})),
})

/** A rule of AWS::WAFv2::WebACL: by rate, or by addresses. */
const webAclRule = z.looseObject({
  Name: z.string(),
  Priority: z._default(z.int().check(z.nonnegative()), 0),
  Action: z._default(action, { Block: {} }),
  Statement: z.looseObject({
    RateBasedStatement: z.optional(
      z.looseObject({
        Limit: z.int().check(z.minimum(10), z.maximum(2_000_000_000)),
        EvaluationWindowSec: z._default(z.literal([60, 120, 300, 600]), 300),
        AggregateKeyType: z._default(z.enum(['IP', 'CONSTANT']), 'IP'),
      }),
    ),
    /** A convenience of ours: the addresses of the IP set itself, in place of its ARN. */
    IPSetReferenceStatement: z.optional(z.looseObject({ Addresses: z.array(z.string()) })),
  }),
})

/** AWS::WAFv2::WebACL with its association. */
const webAcl = z.looseObject({
  Name: z._default(z.string(), 'acl'),
  Rules: z._default(z.array(webAclRule), []),
})

/** What one method says of who may call it. */
export const methodSecurity = {
  AuthorizationType: z.optional(z.enum(['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'])),
  AuthorizerId: z.optional(z.string()),
  AuthorizationScopes: z.optional(z.array(z.string())),
  ApiKeyRequired: z.optional(z.boolean()),
}

export const securityParts = { authorizer, apiKey, usagePlan, webAcl }

export type AuthorizerProperties = z.output<typeof authorizer>
export type ApiKeyProperties = z.output<typeof apiKey>
export type UsagePlanProperties = z.output<typeof usagePlan>
export type WebAclProperties = z.output<typeof webAcl>
