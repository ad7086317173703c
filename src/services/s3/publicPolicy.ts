type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Condition keys that keep a statement from being public when they have a fixed value. */
const FIXED =
  /^(aws:sourcearn|aws:sourceaccount|aws:sourceip|aws:sourcevpc|aws:sourcevpce|aws:principalorgid|aws:principalarn|aws:principalaccount|aws:userid|s3:dataaccesspointarn|s3:dataaccesspointaccount)$/i

const isEverybody = (principal: unknown): boolean => {
  if (principal === '*') return true
  if (!isObject(principal)) return false
  const aws: unknown = principal['AWS']
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'))
}

const isFixed = (condition: unknown): boolean =>
  isObject(condition) &&
  Object.values(condition).some(
    (keys) =>
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, value]) => FIXED.test(key) && !JSON.stringify(value).includes('*'),
      ),
  )

/**
 * Whether a policy is public: it lets everybody in without a condition of a fixed value.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicPolicy(policy: unknown): boolean {
  if (!isObject(policy)) return false
  const { Statement } = policy
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  return statements.some(
    (each) =>
      isObject(each) &&
      each['Effect'] === 'Allow' &&
      (isEverybody(each['Principal']) || each['NotPrincipal'] !== undefined) &&
      !isFixed(each['Condition']),
  )
}
