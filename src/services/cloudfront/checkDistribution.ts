import type { CheckedNode, NodeFinding } from '../definition.ts'
import { findManaged } from './policies/managed.ts'
import type { BehaviorConfig, DistributionConfig } from './properties.ts'

interface Checked {
  readonly DistributionConfig: DistributionConfig
  readonly CachePolicies: object
  readonly OriginRequestPolicies: object
  readonly ResponseHeadersPolicies: object
  readonly PublicKeys: object
  readonly KeyGroups: Readonly<Record<string, { readonly Items: readonly string[] }>>
  readonly Functions: Readonly<Record<string, { readonly File: string }>>
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const BEHAVIORS_MAX = 75
const KEYS_IN_GROUP_MAX = 5
const GROUPS_OF_BEHAVIOR_MAX = 4
const FUNCTION_BYTES_MAX = 10_240

/** "CloudFront supports" three sets of methods. */
const METHOD_SETS = ['GET,HEAD', 'GET,HEAD,OPTIONS', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT']

const error = (path: string, message: string): NodeFinding => ({
  path: `properties.${path}`,
  message,
  kind: 'error',
})

const has = (table: object, name: string): boolean => Object.hasOwn(table, name)

function* checkPolicies(
  properties: Checked,
  behavior: BehaviorConfig,
  at: string,
): Generator<NodeFinding> {
  const { CachePolicyId, OriginRequestPolicyId, ResponseHeadersPolicyId } = behavior
  if (!has(properties.CachePolicies, CachePolicyId) && findManaged.cache(CachePolicyId) === null) {
    yield error(`${at}.CachePolicyId`, `there is no cache policy "${CachePolicyId}"`)
  }
  if (
    OriginRequestPolicyId !== undefined &&
    !has(properties.OriginRequestPolicies, OriginRequestPolicyId) &&
    findManaged.originRequest(OriginRequestPolicyId) === null
  ) {
    yield error(
      `${at}.OriginRequestPolicyId`,
      `there is no origin request policy "${OriginRequestPolicyId}"`,
    )
  }
  if (
    ResponseHeadersPolicyId !== undefined &&
    !has(properties.ResponseHeadersPolicies, ResponseHeadersPolicyId) &&
    findManaged.responseHeaders(ResponseHeadersPolicyId) === null
  ) {
    yield error(
      `${at}.ResponseHeadersPolicyId`,
      `there is no response headers policy "${ResponseHeadersPolicyId}"`,
    )
  }
}

function* checkBehavior(
  properties: Checked,
  behavior: BehaviorConfig,
  { at, origins }: { readonly at: string; readonly origins: ReadonlySet<string> },
): Generator<NodeFinding> {
  yield* checkPolicies(properties, behavior, at)
  const { TargetOriginId, AllowedMethods, TrustedKeyGroups, FunctionAssociations } = behavior
  if (TargetOriginId !== undefined && !origins.has(TargetOriginId)) {
    const message = `no wire and no origin group is "${TargetOriginId}"`
    yield { ...error(`${at}.TargetOriginId`, message), kind: 'warning' }
  }
  const methods = AllowedMethods.map((method) => method.toUpperCase())
    .toSorted()
    .join(',')
  if (!METHOD_SETS.includes(methods)) {
    yield error(
      `${at}.AllowedMethods`,
      'these are GET, HEAD; or with OPTIONS; or all seven methods',
    )
  }
  for (const group of TrustedKeyGroups) {
    if (!has(properties.KeyGroups, group)) {
      yield error(`${at}.TrustedKeyGroups`, `there is no key group "${group}"`)
    }
  }
  if (TrustedKeyGroups.length > GROUPS_OF_BEHAVIOR_MAX) {
    yield error(`${at}.TrustedKeyGroups`, `at most ${GROUPS_OF_BEHAVIOR_MAX} key groups`)
  }
  for (const { EventType, FunctionARN } of FunctionAssociations) {
    const path = `${at}.FunctionAssociations`
    if (!has(properties.Functions, FunctionARN)) {
      yield error(path, `there is no function "${FunctionARN}" in Functions`)
    }
    if (EventType.startsWith('origin')) {
      yield error(path, 'CloudFront Functions see viewer events only: Lambda@Edge sees origins’')
    }
  }
}

function* checkParts(node: CheckedNode<Checked>): Generator<NodeFinding> {
  const { properties, code } = node
  for (const [name, { Items }] of Object.entries(properties.KeyGroups)) {
    if (Items.length > KEYS_IN_GROUP_MAX) {
      yield error(`KeyGroups.${name}.Items`, `at most ${KEYS_IN_GROUP_MAX} keys in a group`)
    }
    for (const key of Items) {
      if (!has(properties.PublicKeys, key)) {
        yield error(`KeyGroups.${name}.Items`, `there is no public key "${key}"`)
      }
    }
  }
  for (const [name, { File }] of Object.entries(properties.Functions)) {
    const content = Object.hasOwn(code, File) ? code[File] : undefined
    if (content === undefined) yield error(`Functions.${name}.File`, `there is no file ${File}`)
    else if (typeof content === 'string' && content.length > FUNCTION_BYTES_MAX) {
      yield error(`Functions.${name}.File`, `${File} is larger than 10 KB`)
    }
  }
}

function* checkAll(node: CheckedNode<Checked>): Generator<NodeFinding> {
  const config = node.properties.DistributionConfig
  const wired = node.edges
    .filter(({ contract }) => contract === 'http')
    .map(({ target, properties }) => {
      const { OriginId } = properties as { readonly OriginId?: string }
      return OriginId ?? target
    })
  const origins = new Set([...wired, ...(config.OriginGroups?.Items ?? []).map(({ Id }) => Id)])
  const at = 'DistributionConfig'
  yield* checkBehavior(node.properties, config.DefaultCacheBehavior, {
    at: `${at}.DefaultCacheBehavior`,
    origins,
  })
  for (const [index, behavior] of config.CacheBehaviors.entries()) {
    yield* checkBehavior(node.properties, behavior, {
      at: `${at}.CacheBehaviors[${index}]`,
      origins,
    })
  }
  if (config.CacheBehaviors.length + 1 > BEHAVIORS_MAX) {
    yield error(`${at}.CacheBehaviors`, `at most ${BEHAVIORS_MAX} behaviours`)
  }
  yield* checkParts(node)
}

/** What is wrong with a distribution beyond its schema: names that nothing bears, quotas. */
export const checkDistribution = (node: CheckedNode<Checked>): readonly NodeFinding[] => [
  ...checkAll(node),
]
