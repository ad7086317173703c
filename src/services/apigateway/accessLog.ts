/** A line's parts: text, or the name of a `$context` value. */
type Part = string | { readonly name: string }

/** `$context.identity.sourceIp`, `${context.requestId}`. */
const REFERENCE = /\$context\.([A-Za-z][\w.-]*)|\$\{context\.([^}]+)\}/g

/** Characters of a format at most: 3 KB. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html */
const FORMAT_LENGTH_MAX = 3_072

/** What is wrong with a format; null where nothing is. */
export function checkLogFormat(format: string): string | null {
  if (format.length > FORMAT_LENGTH_MAX) return `longer than ${FORMAT_LENGTH_MAX} characters`
  return /\$\{?context\.(requestId|extendedRequestId)\b/.test(format)
    ? null
    : 'has neither $context.requestId nor $context.extendedRequestId'
}

function parse(format: string): readonly Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of format.matchAll(REFERENCE)) {
    parts.push(format.slice(end, match.index), { name: match[1] ?? match[2] ?? '' })
    end = match.index + match[0].length
  }
  return [...parts, format.slice(end)]
}

/** Writes access log lines of one format: what is unknown is `-`, as AWS writes it. */
export function createLogFormat(
  format: string,
): (context: Readonly<Record<string, string | undefined>>) => string {
  const parts = parse(format.slice(0, FORMAT_LENGTH_MAX))
  return (context) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part
        return Object.hasOwn(context, part.name) ? (context[part.name] ?? '-') : '-'
      })
      .join('')
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

/**
 * What an access log may tell of an authorizer: `authorizer.sub` of a Lambda authorizer's context, `authorizer.claims.sub`,
 * and of a signature `identity.user` and its like.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function authorizerVariables(
  authorizer: object | null,
): Readonly<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(authorizer ?? {}) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null) {
      variables[`authorizer.${name}`] = textOf(value)
      continue
    }
    const prefix = name === 'iam' ? 'identity' : `authorizer.${name}`
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      if (inner !== null) variables[`${prefix}.${IAM_NAMES[key] ?? key}`] = textOf(inner)
    }
  }
  return variables
}

/** `$context.identity`'s names for what events call otherwise. */
const IAM_NAMES: Readonly<Record<string, string>> = { callerId: 'caller', userId: 'user' }
