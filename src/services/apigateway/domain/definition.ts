import { define, fields, type NodeFinding } from '#services/definition.ts'
import * as z from 'zod/mini'

const API = 'https://docs.aws.amazon.com/apigateway/latest/developerguide'

const properties = z.looseObject({
  DomainName: z
    ._default(
      z.string().check(z.regex(/^[a-z0-9*]([a-z0-9.-]{0,250}[a-z0-9])?$/)),
      'api.example.com',
    )
    .register(fields, { title: 'Domain name' }),
  RoutingMode: z
    ._default(
      z.enum(['API_MAPPING_ONLY', 'ROUTING_RULE_ONLY', 'ROUTING_RULE_THEN_API_MAPPING']),
      'API_MAPPING_ONLY',
    )
    .register(fields, {
      title: 'Routing mode',
      help: 'Whether the rules of wires count, and the paths of wires without rules.',
      source: `${API}/rest-api-routing-mode.html`,
    }),
  EndpointType: z._default(z.enum(['REGIONAL', 'EDGE', 'PRIVATE']), 'REGIONAL').register(fields, {
    title: 'Endpoint type',
    help: 'Private: reached through a VPC endpoint only.',
    source: `${API}/how-to-custom-domains.html`,
  }),
  MutualTlsAuthentication: z
    .optional(
      z.looseObject({
        TruststoreUri: z._default(z.string(), 's3://truststore/ca.pem'),
        /** A convenience of ours: whose certificates the truststore takes. Empty: everybody's. */
        TrustedIssuers: z._default(z.array(z.string()), []),
      }),
    )
    .register(fields, {
      title: 'Mutual TLS',
      widget: 'json',
      help: 'Clients must show a certificate of one of the TrustedIssuers: {"TrustedIssuers": ["CN=Partners"]}',
      source: `${API}/rest-api-mutual-tls.html`,
    }),
})

/** AWS::ApiGatewayV2::RoutingRule; the API that it invokes is the wire's. */
const routingRule = z.looseObject({
  Priority: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  /** All must hold; none: it takes every request. */
  Conditions: z._default(
    z.array(
      z.looseObject({
        MatchBasePaths: z.optional(z.looseObject({ AnyOf: z.array(z.string()) })),
        MatchHeaders: z.optional(
          z.looseObject({
            AnyOf: z.array(z.looseObject({ Header: z.string(), ValueGlob: z.string() })),
          }),
        ),
      }),
    ),
    [],
  ),
  /** Of its action InvokeApi: whether the API does not see the base path that fits. */
  StripBasePath: z._default(z.boolean(), false),
})

export type RoutingRule = z.output<typeof routingRule>

/** A wire to an API: AWS::ApiGatewayV2::ApiMapping. */
export const apiMappingSchema = z.looseObject({
  ApiMappingKey: z
    ._default(z.string().check(z.regex(/^([\w.~:@!$&'()*+,;=-]+(\/[\w.~:@!$&'()*+,;=-]+)*)?$/)), '')
    .register(fields, {
      title: 'Path',
      help: 'orders, v1/orders; empty: what no other path takes.',
      source: `${API}/rest-api-mappings.html`,
    }),
  Stage: z._default(z.string(), '$default').register(fields, { title: 'Stage' }),
  RoutingRules: z.optional(z.array(routingRule)).register(fields, {
    title: 'Routing rules',
    widget: 'json',
    help: 'In place of a path: [{"Priority": 10, "Conditions": [{"MatchHeaders": {"AnyOf": [{"Header": "x-version", "ValueGlob": "2*"}]}}]}]. The lowest priority that fits leads here.',
    source: `${API}/rest-api-routing-rules.html`,
  }),
})

/** Rules that are never looked at, or that share their priority. */
function checkRules(
  edge: string,
  rules: readonly RoutingRule[],
  at: { readonly owners: Map<string, string>; readonly RoutingMode: string },
): readonly NodeFinding[] {
  const path = 'properties.RoutingRules'
  if (at.RoutingMode === 'API_MAPPING_ONLY') {
    const message = "the domain's RoutingMode is API_MAPPING_ONLY: its rules are never looked at"
    return [{ path, message, kind: 'ignored', edge }]
  }
  return rules.flatMap(({ Priority }) => {
    const name = `rule ${Priority}`
    const owner = at.owners.get(name)
    at.owners.set(name, owner ?? edge)
    const message = `a rule of ${owner} has the priority ${Priority} already`
    return owner === undefined ? [] : [{ path, message, edge }]
  })
}

export const domainNameDefinition = define({
  type: 'AWS::ApiGatewayV2::DomainName',
  title: 'Custom domain',
  description: 'A name of your own in front of APIs: paths lead to their stages',
  category: 'edge',
  properties,
  model: z.looseObject({}),
  serves: ['http'],
  calls: ['http'],
  edges: { http: apiMappingSchema },
  carries: { code: false, data: false },
  nameProperty: 'DomainName',
  check: ({ edges, properties: { RoutingMode } }): readonly NodeFinding[] => {
    const owners = new Map<string, string>()
    return edges.flatMap(({ id, properties: wire }): readonly NodeFinding[] => {
      const mapping = z.safeParse(apiMappingSchema, wire).data
      const rules = mapping?.RoutingRules ?? []
      if (rules.length > 0) return checkRules(id, rules, { owners, RoutingMode })
      if (RoutingMode === 'ROUTING_RULE_ONLY') {
        const message = 'the domain routes by rules only: this path is never taken'
        return [{ path: 'properties.ApiMappingKey', message, kind: 'ignored', edge: id }]
      }
      const key = mapping?.ApiMappingKey ?? ''
      const owner = owners.get(key)
      if (owner === undefined) {
        owners.set(key, id)
        return []
      }
      const what = key === '' ? 'the empty path' : key
      const message = `${what} leads along ${owner} already: this one is never taken`
      return [{ path: 'properties.ApiMappingKey', message, edge: id }]
    })
  },
})

/** What a custom domain's node shows. The rate is smoothed (EWMA, 2.5 s). */
export interface DomainNameState {
  readonly requestsPerSecond: number
  readonly refused: number
  readonly mappings: readonly {
    readonly path: string
    readonly stage: string
    readonly target: string
    readonly count: number
  }[]
}
