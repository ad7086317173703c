import * as z from 'zod/mini'
import { fields } from '#services/definition.ts'

const ERRORS = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html'

/** AWS::Lambda::EventInvokeConfig. Where records go is drawn: the ports `onSuccess` and `onFailure`. */
export const eventInvokeConfig = z.looseObject({
  MaximumRetryAttempts: z._default(z.int().check(z.minimum(0), z.maximum(2)), 2).register(fields, {
    title: 'Retry attempts',
    help: 'After function errors: the first after 1 minute, the second after 2 more.',
    source: ERRORS,
  }),
  MaximumEventAgeInSeconds: z
    ._default(z.int().check(z.minimum(60), z.maximum(21_600)), 21_600)
    .register(fields, { title: 'Maximum age of event', unit: 's', source: ERRORS }),
})

/** What a function says of its asynchronous invocations. */
export const asynchronousProperties = {
  EventInvokeConfig: z.optional(eventInvokeConfig).register(fields, {
    title: 'Asynchronous invocation',
    source: ERRORS,
  }),
  RecursiveLoop: z._default(z.enum(['Terminate', 'Allow']), 'Terminate').register(fields, {
    title: 'Recursive loops',
    help: 'Terminate: the 17th invocation in one chain of requests is not made.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
  }),
}

/** How asynchronous events are retried. */
export type EventInvokeConfig = z.output<typeof eventInvokeConfig>
