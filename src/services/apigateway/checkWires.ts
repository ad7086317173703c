import * as z from 'zod/mini'
import type { CheckedNode, NodeFinding } from '../definition.ts'
import { integrationSchema } from './integrationSchema.ts'
import { checkConnection } from './vpcLink.ts'

/** Private integrations without their link, and links of what is called without one. */
export const checkLinks = (edges: CheckedNode['edges']): readonly NodeFinding[] =>
  edges.flatMap(({ id, contract, port, properties }) => {
    const parsed = z.safeParse(integrationSchema, properties)
    if (port !== null || !parsed.success) return []
    const isLinked = parsed.data.ConnectionType === 'VPC_LINK'
    const message =
      isLinked && contract !== 'http'
        ? 'a VPC link leads to an HTTP service only'
        : checkConnection(parsed.data)
    return message === null ? [] : [{ path: 'properties.ConnectionType', message, edge: id }]
  })

/** Routes of the document that no wire has: AWS would have them lead nowhere, or an import says where they led. */
export const checkUnwired = (
  routes: Readonly<Record<string, { readonly IntegrationUri?: string | undefined }>>,
  edges: CheckedNode['edges'],
): readonly NodeFinding[] => {
  const wired = new Set(
    edges.flatMap(({ port, properties }) => {
      const parsed = z.safeParse(integrationSchema, properties)
      return port === null && parsed.success ? parsed.data.RouteKeys : []
    }),
  )
  return Object.entries(routes).flatMap(([key, { IntegrationUri }]) =>
    wired.has(key) || IntegrationUri === undefined
      ? []
      : [
          {
            path: `properties.Routes.${key}`,
            message: `no wire has the route ${key}, to ${IntegrationUri}: it has no integration`,
          },
        ],
  )
}
