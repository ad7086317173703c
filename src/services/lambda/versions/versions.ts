import { configurationOf, type FunctionConfiguration } from '../functionConfiguration.ts'
import {
  createFunctionVersion,
  type FunctionParts,
  type FunctionVersion,
} from '../functionVersion.ts'
import { resolveQualifier, type VersionRoute } from './qualifier.ts'
import { versionNode } from './versionNode.ts'

/** `$LATEST` and all published versions of one function, each with environments of its own. */
export interface Versions {
  readonly latest: FunctionVersion
  /** In the order of their numbers, `$LATEST` first. */
  all(): readonly FunctionVersion[]
  /** The version that this request gets; null where the function has no such alias or version. */
  route(qualifier: string | undefined): (VersionRoute & { readonly target: FunctionVersion }) | null
  /** The node was edited: versions come and go. */
  configure(): void
}

/** Creates the versions that the node names. */
export function createVersions(parts: FunctionParts): Versions {
  const { ctx } = parts
  const routing = ctx.random('routing')
  const published = new Map<string, FunctionVersion>()

  const settings = (): ReadonlyMap<string, FunctionConfiguration> =>
    new Map(
      (ctx.node.properties.Versions ?? [])
        .toSorted((one, two) => Number(one.Version) - Number(two.Version))
        .map((version) => [
          version.Version,
          configurationOf({ node: versionNode(ctx.node, version), account: ctx.account }),
        ]),
    )

  const latest = createFunctionVersion(parts, {
    version: '$LATEST',
    configuration: configurationOf(ctx),
  })

  const configurePublished = (): void => {
    const wanted = settings()
    for (const [version, gone] of published) {
      if (wanted.has(version)) continue
      published.delete(version)
      gone.remove()
    }
    for (const [version, configuration] of wanted) {
      const known = published.get(version)
      if (known === undefined) {
        published.set(version, createFunctionVersion(parts, { version, configuration }))
      } else known.configure(configuration)
    }
  }
  configurePublished()

  /** Most requests name no version: their route is made but once. */
  const toLatest = { version: '$LATEST', alias: null, target: latest }

  return {
    latest,
    all: () => [latest, ...published.values()],
    route(qualifier) {
      if (qualifier === undefined) return toLatest
      const { Versions: versions = [], Aliases: aliases = [] } = ctx.node.properties
      const route = resolveQualifier(qualifier, { versions, aliases }, () => routing.next())
      if (route === null) return null
      const target = route.version === '$LATEST' ? latest : published.get(route.version)
      return target === undefined ? null : { ...route, target }
    },
    configure() {
      latest.configure(configurationOf(ctx))
      configurePublished()
    },
  }
}
