import type { Cancel } from '#kernel/process.ts'
import { EPOCH_MS, type Duration, minutes, ms, toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { FunctionVersion } from '../functionVersion.ts'
import type { ScalableTarget } from '../properties/provisioned.ts'
import type { Alias } from '../properties/versions.ts'
import type { Admission } from './admission.ts'
import type { ProvisionedPool } from './provisionedPool.ts'
import { nextOccurrence } from './schedule.ts'
import { type Alarms, NO_DATA, planScaling } from './targetTracking.ts'

/** Between what Application Auto Scaling may move an alias's provisioned concurrency. */
interface Bounds {
  readonly min: number
  readonly max: number
}

interface Scaled {
  /** The settings it came from, to tell an edit of them. */
  readonly signature: string
  alias: Alias
  capacity: number
  bounds: Bounds | null
  alarms: Alarms
  cancels: Cancel[]
  isTicking: boolean
}

interface ProvisioningParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly admission: Admission
  /** All versions of the function. */
  readonly versions: () => readonly FunctionVersion[]
}

/** The provisioned concurrency of a function's aliases, and what scales it. */
export interface Provisioning {
  /** The node is new, or was edited. */
  configure(): void
  /** A request came for `alias`: from now on its use is a metric. */
  requested(alias: string): void
  pools(): readonly ProvisionedPool[]
  dispose(): void
}

const MINUTE: Duration = minutes(1)

/** How an alias's capacity is divided among its versions: by their weights. An assumption; `$LATEST` can have none. */
export function planShares(
  alias: Alias,
  capacity: number,
): readonly { readonly version: string; readonly count: number }[] {
  const [other] = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  const toOther = other === undefined ? 0 : Math.round(capacity * other.FunctionWeight)
  const shares = [{ version: alias.FunctionVersion, count: capacity - toOther }]
  if (other !== undefined) shares.push({ version: other.FunctionVersion, count: toOther })
  return shares.filter(({ version }) => version !== '$LATEST')
}

const clamp = (capacity: number, bounds: Bounds | null): number =>
  bounds === null ? capacity : Math.min(bounds.max, Math.max(bounds.min, capacity))

const boundsOf = (target: ScalableTarget | undefined): Bounds | null =>
  target === undefined ? null : { min: target.MinCapacity, max: target.MaxCapacity }

/** Creates the provisioning of a function; nothing is provisioned before `configure`. */
export function createProvisioning({ ctx, admission, versions }: ProvisioningParts): Provisioning {
  const scaled = new Map<string, Scaled>()
  const reserved = new Map<string, number>()
  let isFirst = true

  const reserve = (key: string, count: number): boolean => {
    const before = reserved.get(key) ?? 0
    reserved.set(key, count)
    let total = 0
    for (const one of reserved.values()) total += one
    const fits = admission.provision(total)
    if (!fits) reserved.set(key, before)
    return fits
  }

  const apply = ({ alias, capacity }: Scaled, isInstant: boolean): void => {
    const shares = planShares(alias, capacity)
    for (const version of versions()) {
      const count = shares.find((share) => share.version === version.version)?.count ?? 0
      version.provision({
        alias: alias.Name,
        count,
        isInstant,
        reserve: (units) => reserve(`${alias.Name}:${version.version}`, units),
      })
    }
  }

  const moveTo = (one: Scaled, capacity: number): void => {
    const next = clamp(capacity, one.bounds)
    if (next === one.capacity) return
    one.capacity = next
    ctx.record({
      type: 'mark',
      trace: null,
      mark: 'scaling',
      detail: `provisioned concurrency of ${one.alias.Name}: ${next}`,
    })
    apply(one, false)
  }

  const scheduleActions = (one: Scaled): void => {
    for (const action of one.alias.ScalableTarget?.ScheduledActions ?? []) {
      const { MinCapacity, MaxCapacity } = action.ScalableTargetAction
      const scheduleNext = (): void => {
        const due = nextOccurrence(action.Schedule, {
          afterMs: toEpochMs(ctx.now),
          sinceMs: EPOCH_MS,
        })
        if (due === null) return
        const delay = ms(due - EPOCH_MS - ctx.now / 1_000)
        one.cancels.push(
          ctx.schedule(delay, () => {
            const { min, max } = one.bounds ?? { min: 0, max: Infinity }
            one.bounds = { min: MinCapacity ?? min, max: MaxCapacity ?? max }
            moveTo(one, one.capacity)
            scheduleNext()
          }),
        )
      }
      scheduleNext()
    }
  }

  const poolsOf = (name: string): readonly ProvisionedPool[] =>
    versions().flatMap((version) =>
      version.provisioned().filter((pool) => pool.inspect().alias === name),
    )

  /** CloudWatch's minute is over: the alarms look at it. The metric is there only while the alias is used. */
  const tick = (one: Scaled): void => {
    one.isTicking = false
    const target = one.alias.ScalableTarget?.TargetTracking?.TargetValue
    if (target === undefined) return
    let busy = 0
    let available = 0
    let isBusy = false
    let isChanging = false
    for (const pool of poolsOf(one.alias.Name)) {
      const use = pool.takeUse()
      busy += use.busy
      available += use.available
      isBusy ||= pool.inspect().busy > 0
      isChanging ||= pool.inspect().status === 'IN_PROGRESS'
    }
    if (available > 0) {
      const minute = Math.round(ctx.now / MINUTE)
      const utilization = busy / available
      const plan = planScaling(one.alarms, { minute, utilization, target, capacity: one.capacity })
      one.alarms = plan.alarms
      if (!isChanging) moveTo(one, plan.capacity)
    }
    if (isBusy) startTicking(one)
  }
  const startTicking = (one: Scaled): void => {
    if (one.isTicking) return
    one.isTicking = true
    const delay = MINUTE - (ctx.now % MINUTE)
    one.cancels.push(ctx.schedule(ms(delay / 1_000), () => tick(one)))
  }

  const forget = (one: Scaled): void => {
    for (const cancel of one.cancels) cancel()
    one.cancels = []
  }

  return {
    configure() {
      const isBeginning = ctx.now === (ctx.account.begunAt ?? 0)
      const isInstant = isFirst && isBeginning && ctx.node.model.ProvisionedReadyAtStart
      isFirst = false
      const aliases = ctx.node.properties.Aliases ?? []
      for (const [name, gone] of scaled) {
        if (aliases.some(({ Name }) => Name === name)) continue
        forget(gone)
        apply({ ...gone, capacity: 0 }, isInstant)
        scaled.delete(name)
      }
      for (const alias of aliases) {
        const { ProvisionedConcurrencyConfig: config, ScalableTarget: target } = alias
        const signature = JSON.stringify([config, target])
        const known = scaled.get(alias.Name)
        if (known !== undefined && known.signature === signature) {
          // Only where it points to may have changed: what scaling made of it stays.
          known.alias = alias
          apply(known, isInstant)
          continue
        }
        if (known !== undefined) forget(known)
        const bounds = boundsOf(target)
        const base = config?.ProvisionedConcurrentExecutions ?? bounds?.min ?? 0
        const one: Scaled = {
          signature,
          alias,
          capacity: clamp(base, bounds),
          bounds,
          alarms: NO_DATA,
          cancels: [],
          isTicking: false,
        }
        scaled.set(alias.Name, one)
        apply(one, isInstant)
        scheduleActions(one)
      }
    },
    requested(alias) {
      const one = scaled.get(alias)
      if (one?.alias.ScalableTarget?.TargetTracking !== undefined) startTicking(one)
    },
    pools: () => versions().flatMap((version) => version.provisioned()),
    dispose() {
      for (const one of scaled.values()) forget(one)
    },
  }
}
