import * as z from 'zod/mini'
import { fields } from '../definition.ts'

/** An integration: which routes of the API the edge's target serves. */
export const integrationSchema = z.looseObject({
  RouteKeys: z._default(z.array(z.string()), ['$default']).register(fields, {
    title: 'Routes',
    help: '`GET /items/{id}`, `ANY /{proxy+}`, `$default`; one a line.',
  }),
  /** A convenience of ours for the end of `IntegrationUri`: `…:function:items:prod`. */
  Qualifier: z.optional(z.string().check(z.maxLength(128))).register(fields, {
    title: 'Alias or version',
    help: 'Of the function; empty means $LATEST.',
  }),
  /** Of a wire from the authorizer port: the key in `Authorizers` that it is. */
  AuthorizerId: z.optional(z.string()).register(fields, { title: 'Authorizer' }),
  /** To a service of AWS: `SQS-SendMessage`. */
  IntegrationSubtype: z.optional(z.string()).register(fields, {
    title: 'Integration subtype',
    help: 'Of a wire to a queue: SQS-SendMessage, SQS-ReceiveMessage, SQS-DeleteMessage or SQS-PurgeQueue, with its parameters below.',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html',
  }),
  RequestParameters: z.optional(z.record(z.string(), z.string())).register(fields, {
    title: 'Request parameters',
    help: 'append:header.x → $request.querystring.y; of a subtype: MessageBody → $request.body',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html',
  }),
  ResponseParameters: z
    .optional(z.record(z.string(), z.record(z.string(), z.string())))
    .register(fields, {
      title: 'Response parameters',
      widget: 'json',
      help: 'By status code: {"500": {"overwrite:statuscode": "403"}}',
    }),
  PayloadFormatVersion: z
    ._default(z.enum(['2.0', '1.0']), '2.0')
    .register(fields, { title: 'Payload format' }),
  /** To something that speaks HTTP: the method, and the path, that it is asked by. */
  IntegrationMethod: z.optional(z.string()).register(fields, { title: 'Method' }),
  IntegrationUri: z.optional(z.string()).register(fields, { title: 'Path' }),
  /** `VPC_LINK`: a private integration, the one way to a service that is `Private`. */
  ConnectionType: z
    ._default(z.enum(['INTERNET', 'VPC_LINK']), 'INTERNET')
    .register(fields, { title: 'Connection' }),
  ConnectionId: z.optional(z.string()).register(fields, {
    title: 'VPC link',
    help: 'Its id.',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html',
  }),
  TimeoutInMillis: z
    ._default(z.int().check(z.minimum(50), z.maximum(30_000)), 30_000)
    .register(fields, {
      title: 'Integration timeout',
      unit: 'ms',
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html',
    }),
})
