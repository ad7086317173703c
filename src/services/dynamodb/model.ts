import * as z from 'zod/mini'
import { fields } from '../definition.ts'

/** What AWS does not let you set. */
export const model = z.looseObject({
  ReadLatencyMs: z._default(z.number().check(z.nonnegative()), 2.5).register(fields, {
    title: 'Read latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server, per 4 KB read; the network comes on top.',
    source: 'assumption: single-digit milliseconds',
  }),
  WriteLatencyMs: z._default(z.number().check(z.nonnegative()), 4).register(fields, {
    title: 'Write latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server; the network comes on top.',
    source: 'assumption: single-digit milliseconds',
  }),
  OnDemandDoublingSeconds: z._default(z.number().check(z.nonnegative()), 1_800).register(fields, {
    title: 'On-demand growth',
    unit: 's',
    group: 'Model',
    help: 'Until a peak counts as the previous one, of which an on-demand table serves twice as much.',
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
  }),
  AutoScalingSeconds: z._default(z.number().check(z.nonnegative()), 120).register(fields, {
    title: 'Auto scaling delay',
    unit: 's',
    group: 'Model',
    help: "From the minute that sets off CloudWatch's alarm until the table has its new capacity.",
    source: 'assumption: AWS says a few minutes for the alarm, several for the update',
  }),
  IndexCreationSeconds: z._default(z.number().check(z.nonnegative()), 300).register(fields, {
    title: 'Index creation',
    unit: 's',
    group: 'Model',
    help: 'Until a global index that is added in mid-run is filled and can be read.',
    source: 'assumption: AWS says minutes, and more for more data',
  }),
  ReplicaLagMs: z._default(z.number().check(z.nonnegative()), 10).register(fields, {
    title: 'Replica lag',
    unit: 'ms',
    group: 'Model',
    help: 'Mean of an exponential distribution: until a write has reached the last of three replicas, which one of three eventually consistent reads asks.',
    source: 'assumption: AWS says consistent "usually within one second or less"',
  }),
  IndexLagMs: z._default(z.number().check(z.nonnegative()), 20).register(fields, {
    title: 'Global index lag',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.6): from a write until a global index shows it.',
    source: 'assumption: AWS says "within a fraction of a second"',
  }),
  ReplicationMs: z._default(z.number().check(z.nonnegative()), 500).register(fields, {
    title: 'Replication',
    unit: 'ms',
    group: 'Model',
    help: "Median of a log-normal distribution (sigma 0.3): from a write until another Region has it, beside the network's way.",
    source:
      'assumption: AWS says usually within a second; 0.5 to 2.5 s between Regions near each other',
  }),
  TimeToLiveDelaySeconds: z._default(z.number().check(z.nonnegative()), 1_800).register(fields, {
    title: 'Time to live delay',
    unit: 's',
    group: 'Model',
    help: 'Mean of an exponential distribution, 48 h at most: from when an item expires until it is deleted.',
    source: 'assumption: AWS says "within a few days"',
  }),
  TransferSeconds: z._default(z.number().check(z.nonnegative()), 300).register(fields, {
    title: 'Exports and imports',
    unit: 's',
    group: 'Model',
    help: 'What an export or an import takes beside the way of its objects.',
    source: 'assumption: AWS says minutes to hours',
  }),
  StreamLatencyMs: z._default(z.number().check(z.nonnegative()), 75).register(fields, {
    title: 'Stream latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.7): from a write until the stream tells it.',
    source:
      'derived: write to Lambda 213 ms at p50, 552 at p99 (Bite-Sized Serverless, 2022), less its poll every 250 ms',
  }),
})
