import * as z from 'zod/mini'

const count = z.int().check(z.minimum(0), z.maximum(100_000))

/** `ProvisionedConcurrencyConfig` of an alias or a version. */
export const provisionedConcurrencyConfig = z.looseObject({
  ProvisionedConcurrentExecutions: z._default(count.check(z.minimum(1)), 1),
})

const SCHEDULE =
  /^(at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|rate\(\d{1,6} (minute|hour|day)s?\)|cron\([\dA-Z*?,/-]+( [\dA-Z*?,/-]+){5}\))$/

const scheduledAction = z.looseObject({
  ScheduledActionName: z.optional(z.string()),
  /** `at(2026-01-01T00:05:00)`, `rate(10 minutes)`, `cron(0 8 * * ? *)`; UTC. */
  Schedule: z
    .string()
    .check(z.maxLength(256), z.regex(SCHEDULE, { error: 'is no at(…), rate(…) or cron(…)' })),
  ScalableTargetAction: z.looseObject({
    MinCapacity: z.optional(count),
    MaxCapacity: z.optional(count),
  }),
})

/**
 * An alias as a scalable target of Application Auto Scaling: bounds, scheduled changes of the bounds, and target tracking of
 * `LambdaProvisionedConcurrencyUtilization`.
 * https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html#managing-provisioned-concurency
 */
export const scalableTarget = z.looseObject({
  MinCapacity: z._default(count, 1),
  MaxCapacity: z._default(count, 100),
  ScheduledActions: z.optional(z.array(scheduledAction).check(z.maxLength(50))),
  TargetTracking: z.optional(
    z.looseObject({
      /** The share of provisioned concurrency that is in use: 0.7. */
      TargetValue: z._default(z.number().check(z.minimum(0.1), z.maximum(0.9)), 0.7),
    }),
  ),
})

/** An alias's provisioned concurrency in the hands of Application Auto Scaling. */
export type ScalableTarget = z.output<typeof scalableTarget>
