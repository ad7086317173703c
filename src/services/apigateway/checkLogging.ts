import type * as z from 'zod/mini'
import type { NodeFinding } from '../definition.ts'
import type { routeSettings } from './apiParts.ts'

/** "Execution logs are not supported on protocolType HTTP": AWS refuses the stage. */
export function checkLogging(properties: {
  readonly DefaultRouteSettings?: z.output<typeof routeSettings> | undefined
  readonly RouteSettings?: Readonly<Record<string, z.output<typeof routeSettings>>> | undefined
}): readonly NodeFinding[] {
  const { DefaultRouteSettings, RouteSettings = {} } = properties
  const routes = Object.entries(RouteSettings).map(
    ([route, settings]) => [`RouteSettings.${route}`, settings] as const,
  )
  return [['DefaultRouteSettings', DefaultRouteSettings] as const, ...routes].flatMap(
    ([path, settings]) =>
      (settings?.LoggingLevel ?? 'OFF') === 'OFF'
        ? []
        : [
            {
              path: `${path}.LoggingLevel`,
              message: 'execution logs are not supported on ProtocolType HTTP',
            },
          ],
  )
}
