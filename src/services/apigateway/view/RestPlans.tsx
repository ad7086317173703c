import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { usePolled } from '#kit/usePolled.ts'
import type { RawProperties } from '#services/view.ts'
import { useCallback } from 'react'
import {
  planKey,
  planKeyRemoval,
  planUsagePlan,
  planUsagePlanRemoval,
} from '../rest/planSecurity.ts'
import type { RestApiProperties } from '../rest/properties.ts'
import { type KeyUsage, readUsage } from './readUsage.ts'
import { NewName } from './parts.tsx'

type Plan = RestApiProperties['UsagePlans'][number]
type Change = (next: RawProperties) => boolean

const PERIODS = [
  { value: 'DAY', label: 'a day' },
  { value: 'WEEK', label: 'a week' },
  { value: 'MONTH', label: 'a month' },
]
/** How often usage is read anew; ms. */
const READ_EVERY_MS = 500
const LIMIT_MAX = 1_000_000_000

/** A key's value as AWS makes one: forty letters and digits. */
function drawKey(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  return Array.from(crypto.getRandomValues(new Uint8Array(40)), (byte) =>
    letters.charAt(byte % letters.length),
  ).join('')
}

/** The keys of a plan, with what they were used for. */
function Keys(props: {
  readonly plan: Plan
  readonly usage: readonly KeyUsage[]
  readonly values: ReadonlyMap<string, string>
  readonly onRemove: (name: string) => void
}) {
  const { plan, usage, values, onRemove } = props
  if (plan.Keys.length === 0) return <p className="muted small">No keys: nobody is on this plan.</p>
  return (
    <table className="rest-usage" aria-label={`Keys of ${plan.UsagePlanName}`}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col" className="number">
            Passed
          </th>
          <th scope="col" className="number">
            429
          </th>
          <th scope="col" className="number">
            Left
          </th>
          <th scope="col" aria-label="Delete" />
        </tr>
      </thead>
      <tbody>
        {plan.Keys.map((name) => {
          const used = usage.find(({ key, plan: of }) => key === name && of === plan.UsagePlanName)
          const refused = (used?.throttled ?? 0) + (used?.exceeded ?? 0)
          const left = used?.remaining ?? null
          return (
            <tr key={name}>
              <td title={values.get(name)}>{name}</td>
              <td className="number">{formatNumber(used?.passed ?? 0)}</td>
              <td className="number">{formatNumber(refused)}</td>
              <td className="number">{left === null ? '–' : formatNumber(left)}</td>
              <td>
                <IconButton
                  label={`Delete key ${name}`}
                  icon="trash"
                  size="small"
                  onClick={() => onRemove(name)}
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** A plan's rate and quota. */
function Limits({
  plan,
  set,
}: {
  readonly plan: Plan
  readonly set: (change: Parameters<typeof planUsagePlan>[2]) => void
}) {
  const { RateLimit = null, BurstLimit = null } = plan.Throttle ?? {}
  const throttle = (rate: number | null, burst: number | null) =>
    set({
      Throttle:
        rate === null && burst === null
          ? null
          : {
              ...(rate !== null && { RateLimit: rate }),
              ...(burst !== null && { BurstLimit: burst }),
            },
    })
  const quota = (Limit: number | null, Period: string) =>
    set({ Quota: Limit === null ? null : { Limit, Period } })
  return (
    <>
      <div className="rest-pair">
        <NumberField
          label="Rate of each client"
          unit="req/s"
          value={RateLimit}
          min={0}
          max={LIMIT_MAX}
          optional
          onCommit={(rate) => throttle(rate, BurstLimit)}
        />
        <NumberField
          label="Burst of each client"
          value={BurstLimit}
          min={0}
          max={LIMIT_MAX}
          integer
          optional
          onCommit={(burst) => throttle(RateLimit, burst)}
        />
      </div>
      <div className="rest-pair">
        <NumberField
          label="Quota of each client"
          value={plan.Quota?.Limit ?? null}
          min={0}
          max={LIMIT_MAX}
          integer
          optional
          onCommit={(limit) => quota(limit, plan.Quota?.Period ?? 'DAY')}
        />
        <Select
          label="In"
          value={plan.Quota?.Period ?? 'DAY'}
          options={PERIODS}
          onChange={(period) => quota(plan.Quota?.Limit ?? null, period)}
        />
      </div>
    </>
  )
}

/** One usage plan: limits, keys, another key. */
function PlanCard(props: {
  readonly plan: Plan
  readonly source: RawProperties
  readonly apply: Change
  readonly usage: readonly KeyUsage[]
  readonly values: ReadonlyMap<string, string>
}) {
  const { plan, source, apply, usage, values } = props
  const { UsagePlanName: name } = plan
  return (
    <section className="rest-card" aria-label={`Usage plan ${name}`}>
      <header>
        <b className="mono">{name}</b>
        <span className="small" />
        <IconButton
          label={`Delete usage plan ${name}`}
          icon="trash"
          size="small"
          onClick={() => apply(planUsagePlanRemoval(source, name))}
        />
      </header>
      <Limits plan={plan} set={(change) => apply(planUsagePlan(source, name, change))} />
      <Keys
        plan={plan}
        usage={usage}
        values={values}
        onRemove={(each) => apply(planKeyRemoval(source, each))}
      />
      <NewName
        label={`New key of ${name}`}
        button="Create key"
        create={(key) => apply(planKey(source, name, { name: key, value: drawKey() }))}
      />
    </section>
  )
}

/** Usage plans and the keys of those who are on them. */
export function RestPlans(props: {
  readonly properties: RestApiProperties
  readonly source: RawProperties
  readonly apply: Change
  readonly read: (query: unknown) => Promise<unknown>
}) {
  const { properties, source, apply, read } = props
  const ask = useCallback(async () => readUsage(await read({ type: 'usage' })), [read])
  const usage = usePolled<readonly KeyUsage[]>(ask, [], READ_EVERY_MS)
  const values = new Map(properties.ApiKeys.map(({ Name, Value }) => [Name, Value]))
  return (
    <>
      <h3>Usage plans</h3>
      {properties.UsagePlans.map((plan) => (
        <PlanCard
          key={plan.UsagePlanName}
          plan={plan}
          source={source}
          apply={apply}
          usage={usage}
          values={values}
        />
      ))}
      <NewName
        label="New usage plan"
        placeholder="gold"
        button="Create plan"
        create={(next) => apply(planUsagePlan(source, next, {}))}
      />
    </>
  )
}
