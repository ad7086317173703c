import { formatNumber } from '#kit/format.ts'
import { Bar } from '#kit/Readout.tsx'
import type { LambdaState, LimitState } from '../definition.ts'

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg'

interface Words {
  readonly title: string
  readonly help: string
  readonly source: string
}

const WORDS: { readonly [L in LimitState['limit']]: Words } = {
  account: {
    title: 'Account concurrency',
    help: 'All functions of the account in this Region share it.',
    source: `${GUIDE}/lambda-concurrency.html`,
  },
  unreserved: {
    title: 'Unreserved concurrency',
    help: 'What other functions have not reserved for themselves.',
    source: `${GUIDE}/configuration-concurrency.html`,
  },
  reserved: {
    title: 'Reserved concurrency',
    help: 'Set aside for this function, and its limit.',
    source: `${GUIDE}/configuration-concurrency.html`,
  },
  provisioned: {
    title: 'Provisioned concurrency',
    help: 'Initialised ahead; what exceeds it spills over to on-demand environments.',
    source: `${GUIDE}/provisioned-concurrency.html`,
  },
  'scaling-rate': {
    title: 'Scaling rate',
    help: 'New environments: 1,000 every 10 seconds for each function, refilled continuously.',
    source: `${GUIDE}/lambda-concurrency.html#scaling-rate`,
  },
  'request-rate': {
    title: 'Requests per second',
    help: 'Ten for each unit of concurrency.',
    source: `${GUIDE}/lambda-concurrency.html#requests-per-second`,
  },
}

const toneOf = (share: number): 'error' | 'throttle' | 'accent' => {
  if (share >= 0.999) return 'error'
  return share > 0.75 ? 'throttle' : 'accent'
}

function Limit({ limit, isLast }: { readonly limit: LimitState; readonly isLast: boolean }) {
  const { title, help, source } = WORDS[limit.limit]
  const name =
    limit.alias === null ? title : `${title}, ${limit.alias} on version ${limit.version ?? '–'}`
  const verb = limit.limit === 'provisioned' ? 'spilled' : 'refused'
  const share = limit.value === 0 ? 1 : limit.inUse / limit.value
  return (
    <li className="limit" data-last={isLast ? '' : undefined}>
      <div className="limit-head">
        <a href={source} target="_blank" rel="noreferrer" title={help}>
          {name}
        </a>
        <span className="mono">
          {formatNumber(Math.ceil(limit.inUse))} / {formatNumber(limit.value)}
        </span>
      </div>
      <Bar label={`${name} in use`} value={share} max={1} tone={toneOf(share)} />
      {limit.hits > 0 && (
        <span className="limit-hits small">
          {formatNumber(limit.hits)} {verb}
          {isLast && ' · the last one that bit'}
        </span>
      )}
    </li>
  )
}

/** Every limit that applies to the function: what is in use of it, and how often it bit. */
export function Limits({ state }: { readonly state: LambdaState }) {
  return (
    <section className="limits" aria-label="Limits">
      <h3>Concurrency and its limits</h3>
      <ul>
        {state.limits.map((limit) => (
          <Limit
            key={`${limit.limit} ${limit.alias} ${limit.version}`}
            limit={limit}
            isLast={state.lastThrottleBy === limit.limit}
          />
        ))}
      </ul>
    </section>
  )
}
