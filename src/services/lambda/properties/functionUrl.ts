import * as z from 'zod/mini'
import { fields } from '#services/definition.ts'

const URLS = 'https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html'

const cors = z.looseObject({
  AllowOrigins: z.optional(z.array(z.string())),
  AllowMethods: z.optional(z.array(z.string())),
  AllowHeaders: z.optional(z.array(z.string())),
  ExposeHeaders: z.optional(z.array(z.string())),
  MaxAge: z.optional(z.int().check(z.minimum(0), z.maximum(86_400))),
  AllowCredentials: z.optional(z.boolean()),
})

/** AWS::Lambda::Url, held by the function itself. */
const functionUrlConfig = z.looseObject({
  AuthType: z._default(z.enum(['NONE', 'AWS_IAM']), 'NONE').register(fields, {
    title: 'Authorization',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  }),
  InvokeMode: z._default(z.enum(['BUFFERED', 'RESPONSE_STREAM']), 'BUFFERED').register(fields, {
    title: 'Invoke mode',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html',
  }),
  Cors: z.optional(cors).register(fields, { title: 'CORS', source: URLS }),
  Qualifier: z.optional(z.string()).register(fields, {
    title: 'Alias',
    help: 'Empty means $LATEST; a version number is not allowed.',
    source: URLS,
  }),
})

/** The function's own HTTP(S) endpoint. */
export const functionUrlProperties = {
  FunctionUrlConfig: z
    .optional(functionUrlConfig)
    .register(fields, { title: 'Function URL', source: URLS }),
}

/** How a function URL answers. */
export type FunctionUrlConfig = z.output<typeof functionUrlConfig>
