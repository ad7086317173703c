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
})

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
  check: ({ edges }): readonly NodeFinding[] => {
    const owners = new Map<string, string>()
    return edges.flatMap(({ id, properties: wire }) => {
      const key = z.safeParse(apiMappingSchema, wire).data?.ApiMappingKey ?? ''
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
