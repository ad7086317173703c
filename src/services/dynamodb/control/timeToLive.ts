import { validation } from '../refusal.ts'
import { boolean, required, string, structure } from '../shape.ts'
import { createTableAction, getActiveLife, getLife } from './control.ts'
import type { TableLife } from './life.ts'
import { looseName } from './tableInput.ts'

const specification = structure(
  {
    Enabled: required(boolean),
    AttributeName: required(string({ lengthMin: 1, lengthMax: 255 })),
  },
  'TimeToLiveSpecification',
  'field',
)

function refuseChange(
  { settings }: TableLife,
  { enabled, attribute }: { readonly enabled: boolean; readonly attribute: string },
): void {
  const { ttl } = settings
  if (ttl === null) {
    if (!enabled) throw validation('TimeToLive is already disabled')
    return
  }
  if (ttl.status === 'ENABLING' || ttl.status === 'DISABLING') {
    throw validation('Time to live has been modified multiple times within a fixed interval')
  }
  if (enabled && ttl.attribute === attribute) throw validation('TimeToLive is already enabled')
  if (enabled) {
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${ttl.attribute}`,
    )
  }
  if (ttl.attribute !== attribute) {
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${ttl.attribute}`,
    )
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export const updateTimeToLive = createTableAction(
  'UpdateTimeToLive',
  structure({ TableName: looseName, TimeToLiveSpecification: required(specification) }),
  (request, name) => (context) => {
    const { control, now } = context
    const { Enabled: enabled, AttributeName: attribute } = request.TimeToLiveSpecification
    const life = getActiveLife(context, name)
    refuseChange(life, { enabled, attribute })
    life.settings.ttl = {
      attribute,
      status: enabled ? 'ENABLING' : 'DISABLING',
      changedAt: now,
    }
    control.begin(life, { kind: 'ttl' }, { now, delay: context.delays.timeToLive })
    control.changed(life)
    return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const describeTimeToLive = createTableAction(
  'DescribeTimeToLive',
  structure({ TableName: looseName }),
  (_request, name) => (context) => {
    const { ttl } = getLife(context, name).settings
    return {
      TimeToLiveDescription:
        ttl === null
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: ttl.status, AttributeName: ttl.attribute },
    }
  },
)
