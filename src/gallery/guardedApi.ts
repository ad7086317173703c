import type { Scenario } from '#scenario/schema.ts'

/** Tells members from strangers by their token, and lets members call everything: a kept policy serves all methods. */
const authorizer = `export const handler = async ({ authorizationToken, methodArn }) => {
  const [, member] = /^Bearer member-(\\d+)$/.exec(authorizationToken) ?? []
  if (authorizationToken === 'Bearer expired') throw new Error('Unauthorized')
  const [api, stage] = methodArn.split('/')
  return {
    principalId: member ?? 'stranger',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: member === undefined ? 'Deny' : 'Allow',
          Resource: \`\${api}/\${stage}/*\`,
        },
      ],
    },
    context: { since: 2020 + (Number(member ?? 0) % 6) },
  }
}
`

const handler = `export const handler = async ({ resource, requestContext }) => {
  const { authorizer, identity } = requestContext
  const who = authorizer?.principalId ?? identity.user ?? identity.apiKeyId ?? 'anybody'
  return { statusCode: 200, body: JSON.stringify({ resource, who }) }
}
`

const KEY = 'Jq3tP0yZxW8nR5kLs7vB2mDfGh6cTaEu'
const SIGNER = {
  AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCY',
}

const stages = (...targets: readonly number[]) =>
  targets.map((TargetPerSecond) => ({ DurationSeconds: 30, TargetPerSecond }))

/** One API, four ways in: open, by a member's token, by a partner's key, by a signature; and a flood that WAF stops. */
export const guardedApi: Scenario = {
  coldstart: 1,
  name: 'Who may call this API?',
  description:
    'Members bring a token that a function judges, partners a key with a rate, the back office signs its requests; a scraper comes too often. Open Security on the API: who was refused, by whom, and why.',
  seed: 5,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Members',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: { Stages: stages(12, 20) },
        Requests: [
          {
            Weight: 8,
            Path: '/prod/orders',
            Headers: { authorization: 'Bearer member-{{zipf 200 1.1}}' },
          },
          { Weight: 1, Path: '/prod/orders', Headers: { authorization: 'Bearer expired' } },
          { Weight: 1, Path: '/prod/orders', Headers: { authorization: 'Bearer nobody' } },
          { Weight: 1, Path: '/prod/orders' },
        ],
      },
    },
    {
      id: 'Partners',
      type: 'Coldstart::Client',
      position: { x: 0, y: 264 },
      properties: {
        Load: { Stages: stages(4, 16) },
        Requests: [
          { Weight: 9, Path: '/prod/reports', Headers: { 'x-api-key': KEY } },
          { Weight: 1, Path: '/prod/reports', Headers: { 'x-api-key': 'guessed' } },
        ],
      },
    },
    {
      id: 'BackOffice',
      type: 'Coldstart::Client',
      name: 'Back office',
      position: { x: 0, y: 528 },
      properties: {
        Load: { Stages: stages(2, 2) },
        Requests: [
          { Weight: 2, Path: '/prod/reports/daily' },
          { Weight: 1, Method: 'DELETE', Path: '/prod/orders' },
        ],
        Signing: { ...SIGNER, Host: '8b08gk4ukk.execute-api.us-east-1.amazonaws.com' },
      },
    },
    {
      id: 'ShopApi',
      type: 'AWS::ApiGateway::RestApi',
      name: 'Shop API',
      position: { x: 360, y: 264 },
      properties: {
        Name: 'shop',
        Authorizers: { members: { Type: 'TOKEN', IdentityValidationExpression: 'Bearer .+' } },
        Methods: {
          'GET /orders': { AuthorizationType: 'CUSTOM', AuthorizerId: 'members' },
          'DELETE /orders': { AuthorizationType: 'AWS_IAM' },
          'GET /reports': { ApiKeyRequired: true },
          'GET /reports/daily': { AuthorizationType: 'AWS_IAM' },
        },
        IamUsers: [
          {
            ...SIGNER,
            UserName: 'reporter',
            Policy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'execute-api:Invoke',
                  Resource: 'arn:aws:execute-api:*:*:*/prod/GET/reports/*',
                },
              ],
            },
          },
        ],
        ApiKeys: [{ Name: 'partner', Value: KEY }],
        UsagePlans: [
          {
            UsagePlanName: 'silver',
            Throttle: { RateLimit: 8, BurstLimit: 8 },
            Quota: { Limit: 10_000, Period: 'DAY' },
            Keys: ['partner'],
          },
        ],
        WebACL: {
          Rules: [
            {
              Name: 'flood',
              Statement: { RateBasedStatement: { Limit: 300, EvaluationWindowSec: 60 } },
            },
          ],
        },
      },
    },
    {
      id: 'Scraper',
      type: 'Coldstart::Client',
      position: { x: 0, y: 792 },
      properties: {
        Load: { Model: 'closed', Stages: stages(1, 1), ThinkTimeMs: 40 },
        Requests: [{ Path: '/prod/catalog' }],
      },
    },
    {
      id: 'MemberCheck',
      type: 'AWS::Lambda::Function',
      name: 'Member check',
      position: { x: 720, y: 440 },
      properties: { MemorySize: 256 },
      code: { 'index.mjs': authorizer },
    },
    {
      id: 'Shop',
      type: 'AWS::Lambda::Function',
      position: { x: 720, y: 132 },
      properties: { MemorySize: 512 },
      code: { 'index.mjs': handler },
    },
  ],
  edges: [
    { id: 'e1', source: 'Members', target: 'ShopApi' },
    { id: 'e2', source: 'Partners', target: 'ShopApi' },
    { id: 'e3', source: 'BackOffice', target: 'ShopApi' },
    { id: 'e4', source: 'Scraper', target: 'ShopApi' },
    {
      id: 'e5',
      source: 'ShopApi',
      target: 'Shop',
      properties: {
        Methods: [
          'GET /orders',
          'DELETE /orders',
          'GET /reports',
          'GET /reports/daily',
          'GET /catalog',
        ],
      },
    },
    {
      id: 'e6',
      source: 'ShopApi',
      port: 'authorizer',
      target: 'MemberCheck',
      properties: { AuthorizerId: 'members' },
    },
  ],
}
