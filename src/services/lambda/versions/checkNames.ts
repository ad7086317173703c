import { checkCors } from '#contracts/cors.ts'
import type { CheckedNode, NodeFinding } from '#services/definition.ts'
import type { FunctionUrlConfig } from '../properties/functionUrl.ts'
import type { Alias, PublishedVersion } from '../properties/versions.ts'
import { overlayProperties } from './overlay.ts'

/** What of a function's properties callers can name. */
interface Named {
  readonly Versions?: readonly PublishedVersion[] | undefined
  readonly Aliases?: readonly Alias[] | undefined
  readonly FunctionUrlConfig?: FunctionUrlConfig | undefined
}

const findTwins = (names: readonly string[], path: string): readonly NodeFinding[] =>
  names.flatMap((name, index): readonly NodeFinding[] =>
    names.indexOf(name) === index
      ? []
      : [{ kind: 'error', path: `${path}[${index}]`, message: `${name} is there already` }],
  )

/** Snapshots that no function could have. `isValid` holds the properties of a whole function to their schema. */
function checkVersions(
  latest: object,
  versions: readonly PublishedVersion[],
  isValid: (properties: object) => boolean,
): readonly NodeFinding[] {
  const path = 'properties.Versions'
  return [
    ...findTwins(
      versions.map(({ Version }) => Version),
      path,
    ),
    ...versions.flatMap(({ Properties }, index): readonly NodeFinding[] => {
      if (Properties === undefined || isValid(overlayProperties(latest, Properties))) return []
      const message = 'has a value that is not valid'
      return [{ kind: 'error', path: `${path}[${index}].Properties`, message }]
    }),
  ]
}

/** What AWS refuses of an alias, in its words where the test suite of LocalStack has recorded them at AWS. */
function checkAlias(
  alias: Alias,
  versions: readonly PublishedVersion[],
  path: string,
): readonly NodeFinding[] {
  const [other] = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  const wanted = [alias.FunctionVersion, ...(other === undefined ? [] : [other.FunctionVersion])]
  const findings = wanted
    .filter((name) => name !== '$LATEST' && versions.every(({ Version }) => Version !== name))
    .map((name): NodeFinding => ({ kind: 'error', path, message: `there is no version ${name}` }))
  if (other === undefined) return findings
  if (alias.FunctionVersion === '$LATEST') {
    const message = '$LATEST is not supported for an alias pointing to more than 1 version'
    return [...findings, { kind: 'error', path, message }]
  }
  if (alias.FunctionVersion === other.FunctionVersion) {
    const version = other.FunctionVersion
    const message = `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`
    return [...findings, { kind: 'error', path, message }]
  }
  return findings
}

type Caller = NonNullable<CheckedNode['callers']>[number]

const qualifierOf = ({ properties }: Caller): string | undefined => {
  if (typeof properties !== 'object' || properties === null) return undefined
  return 'Qualifier' in properties && typeof properties.Qualifier === 'string'
    ? properties.Qualifier
    : undefined
}

/** What callers ask for and will not get. */
function checkCaller(caller: Caller, named: Named): readonly NodeFinding[] {
  const about = { edge: caller.id, path: '' }
  if (caller.contract === 'http') {
    const config = named.FunctionUrlConfig
    if (config === undefined) {
      return [
        {
          ...about,
          message: 'the function has no FunctionUrlConfig: every request is answered 403',
        },
      ]
    }
    if (config.AuthType === 'AWS_IAM') {
      const message =
        'AuthType is AWS_IAM: requests without a Signature Version 4 header are answered 403'
      return [{ ...about, message }]
    }
  }
  const qualifier = qualifierOf(caller)
  if (qualifier === undefined || exists(qualifier, named)) return []
  const message = `the function has no alias or version ${qualifier}`
  return [{ edge: caller.id, path: 'properties.Qualifier', message }]
}

const exists = (qualifier: string, { Versions = [], Aliases = [] }: Named): boolean =>
  qualifier === '$LATEST' ||
  Versions.some(({ Version }) => Version === qualifier) ||
  Aliases.some(({ Name }) => Name === qualifier)

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html: "a function URL … an alias, not a version". */
function checkUrl(named: Named): readonly NodeFinding[] {
  const config = named.FunctionUrlConfig
  if (config === undefined) return []
  const path = 'properties.FunctionUrlConfig'
  const findings = checkCors(config.Cors ?? {}).map(({ message }) => ({
    path: `${path}.Cors.AllowOrigins`,
    message,
  }))
  const qualifier = config.Qualifier
  if (qualifier === undefined || named.Aliases?.some(({ Name }) => Name === qualifier) === true) {
    return findings
  }
  const message = `there is no alias ${qualifier}: every request is answered 403`
  return [...findings, { path: `${path}.Qualifier`, message }]
}

/** What is wrong with versions, aliases and the URL, and with what callers name of them. */
export function checkNames(
  { properties, callers = [] }: CheckedNode<Named & object>,
  isValid: (properties: object) => boolean,
): readonly NodeFinding[] {
  const { Versions: versions = [], Aliases: aliases = [] } = properties
  return [
    ...checkVersions(properties, versions, isValid),
    ...findTwins(
      aliases.map(({ Name }) => Name),
      'properties.Aliases',
    ),
    ...aliases.flatMap((alias, index) =>
      checkAlias(alias, versions, `properties.Aliases[${index}]`),
    ),
    ...checkUrl(properties),
    ...callers.flatMap((caller) => checkCaller(caller, properties)),
  ]
}
