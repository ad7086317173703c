import './RestApi.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps } from '#services/view.ts'
import { useState } from 'react'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import {
  everyMethodOf,
  planDeployment,
  planEveryMethod,
  planNewStage,
  planPromotion,
  planStage,
  planStageRemoval,
  stagesOf,
} from '../rest/planStages.ts'
import { NewName, Problem, useEdits } from './parts.tsx'

type Props = PanelProps<typeof restApiDefinition, RestApiState>
type Stage = Props['properties']['Stages'][number]
type Raw = ReturnType<typeof stagesOf>[number]

const SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'].map((value) => ({
  value,
  label: `${value} GB`,
}))
const LEVELS = ['OFF', 'ERROR', 'INFO'].map((value) => ({ value, label: value }))
const PERCENT_AT_FIRST = 10

type Change = (change: Raw) => void

interface CardProps {
  readonly stage: Stage
  readonly raw: Raw
  readonly deployments: readonly string[]
  readonly onChange: Change
}

const numberOf = (raw: Raw, name: string): number | null => {
  const value = raw[name]
  return typeof value === 'number' ? value : null
}

/** A stage's cache: whether, how large, how long. */
function CacheFields(props: {
  readonly stage: Stage
  readonly every: Raw
  readonly onChange: Change
  readonly onSet: Change
}) {
  const { stage, every, onChange, onSet: set } = props
  return (
    <>
      <Switch
        label="Cache"
        layout="row"
        checked={stage.CacheClusterEnabled}
        onChange={(isOn) => onChange({ CacheClusterEnabled: isOn ? true : null })}
      />
      {stage.CacheClusterEnabled && (
        <div className="rest-pair">
          <Select
            label="Cache size"
            value={stage.CacheClusterSize}
            options={SIZES}
            onChange={(CacheClusterSize) => onChange({ CacheClusterSize })}
          />
          <NumberField
            label="Time to live"
            unit="s"
            value={numberOf(every, 'CacheTtlInSeconds')}
            min={0}
            max={3_600}
            integer
            optional
            placeholder="300"
            onCommit={(CacheTtlInSeconds) => set({ CacheTtlInSeconds })}
          />
        </div>
      )}
    </>
  )
}

/** What holds for all methods of a stage: throttle, cache, log. */
function StageSettings({ stage, raw, onChange }: CardProps) {
  const every = everyMethodOf(raw)
  const set = (change: Raw) => onChange(planEveryMethod(raw, change))
  const level = every['LoggingLevel']
  return (
    <>
      <div className="rest-pair">
        <NumberField
          label="Rate of each method"
          unit="req/s"
          value={numberOf(every, 'ThrottlingRateLimit')}
          min={0}
          max={1_000_000}
          optional
          onCommit={(ThrottlingRateLimit) => set({ ThrottlingRateLimit })}
        />
        <NumberField
          label="Burst of each method"
          value={numberOf(every, 'ThrottlingBurstLimit')}
          min={0}
          max={1_000_000}
          integer
          optional
          onCommit={(ThrottlingBurstLimit) => set({ ThrottlingBurstLimit })}
        />
      </div>
      <CacheFields stage={stage} every={every} onChange={onChange} onSet={set} />
      <Select
        label="Execution log"
        layout="row"
        value={typeof level === 'string' ? level : 'OFF'}
        options={LEVELS}
        onChange={(next) => set({ LoggingLevel: next === 'OFF' ? null : next })}
      />
      <Switch
        label="X-Ray tracing"
        layout="row"
        checked={stage.TracingEnabled}
        onChange={(isOn) => onChange({ TracingEnabled: isOn ? true : null })}
      />
      <TextField
        label="Access log format"
        value={stage.AccessLogSetting?.Format ?? ''}
        mono
        rows={2}
        placeholder="$context.requestId $context.httpMethod $context.resourcePath $context.status"
        onCommit={(Format) => onChange({ AccessLogSetting: Format === '' ? null : { Format } })}
      />
    </>
  )
}

const optionsOf = (deployments: readonly string[]) => [
  { value: '', label: 'The document as it is' },
  ...deployments.map((id) => ({ value: id, label: id })),
]

/** A share of the requests that another deployment takes. */
function Canary({
  stage,
  deployments,
  onChange,
  onPromote,
}: CardProps & { readonly onPromote: () => void }) {
  const canary = stage.CanarySetting
  if (canary === undefined) {
    const first = { PercentTraffic: PERCENT_AT_FIRST }
    return (
      <div className="rest-actions">
        <Button size="small" onClick={() => onChange({ CanarySetting: first })}>
          Create canary
        </Button>
      </div>
    )
  }
  const set = (change: object) => {
    const { PercentTraffic, DeploymentId, StageVariableOverrides, UseStageCache } = canary
    onChange({
      CanarySetting: {
        PercentTraffic,
        ...(DeploymentId !== undefined && { DeploymentId }),
        ...(StageVariableOverrides !== undefined && { StageVariableOverrides }),
        ...(UseStageCache && { UseStageCache }),
        ...change,
      },
    })
  }
  return (
    <>
      <div className="rest-pair">
        <Select
          label="Canary serves"
          value={canary.DeploymentId ?? ''}
          options={optionsOf(deployments)}
          onChange={(DeploymentId) => set({ DeploymentId })}
        />
        <NumberField
          label="Its share"
          unit="%"
          value={canary.PercentTraffic}
          min={0}
          max={100}
          onCommit={(percent) => set({ PercentTraffic: percent ?? 0 })}
        />
      </div>
      <div className="rest-actions">
        <Button size="small" variant="primary" onClick={onPromote}>
          Promote canary
        </Button>
        <Button size="small" onClick={() => onChange({ CanarySetting: null })}>
          Delete canary
        </Button>
      </div>
    </>
  )
}

/** Stages with their throttles, caches, logs and canaries; deployments to put them on. */
export function RestStages({ properties, source, edit, state, command }: Props) {
  const { apply, problem } = useEdits(edit)
  const [description, setDescription] = useState('')
  const raws = stagesOf(source.properties)
  const deployments = properties.Deployments.map(({ DeploymentId }) => DeploymentId)
  const served = new Map((state?.stages ?? []).map((stage) => [stage.name, stage.count]))
  const wires = (state?.methods ?? []).flatMap(({ method, wire }) =>
    wire === null ? [] : [{ wire, method }],
  )
  const deploy = () => {
    const plan = planDeployment(source.properties, wires, description.trim())
    if (apply(plan.properties)) setDescription('')
  }
  return (
    <div className="rest-panel">
      <h3>Deployments</h3>
      <form
        className="rest-line"
        onSubmit={(event) => {
          event.preventDefault()
          deploy()
        }}
      >
        <TextField
          label="Description"
          value={description}
          onChange={setDescription}
          placeholder="What is new in it"
        />
        <Button type="submit" variant="primary">
          Create deployment
        </Button>
      </form>
      <p className="muted small">
        {deployments.length === 0
          ? 'A stage without a deployment serves the document as it is.'
          : properties.Deployments.map(({ DeploymentId, Description }) =>
              Description === undefined ? DeploymentId : `${DeploymentId} (${Description})`,
            ).join(' · ')}
      </p>
      <h3>Stages</h3>
      {properties.Stages.map((stage) => {
        const { StageName } = stage
        const raw = raws.find((each) => each['StageName'] === StageName) ?? {}
        const change: Change = (to) => void apply(planStage(source.properties, StageName, to))
        const card = { stage, raw, deployments, onChange: change }
        const canary = served.get(`${StageName} canary`)
        return (
          <section className="rest-card" key={StageName} aria-label={`Stage ${StageName}`}>
            <header>
              <b className="mono">{StageName}</b>
              <span className="muted small">
                {formatNumber(served.get(StageName) ?? 0)} served
                {canary !== undefined && ` · ${formatNumber(canary)} by the canary`}
              </span>
              {stage.CacheClusterEnabled && (
                <Button
                  size="small"
                  onClick={() => command({ type: 'flush-cache', stage: StageName })}
                >
                  Flush cache
                </Button>
              )}
              <IconButton
                label={`Delete stage ${StageName}`}
                icon="trash"
                size="small"
                disabled={properties.Stages.length < 2}
                onClick={() => apply(planStageRemoval(source.properties, StageName))}
              />
            </header>
            <Select
              label="Serves"
              layout="row"
              value={stage.DeploymentId ?? ''}
              options={optionsOf(deployments)}
              onChange={(id) => change({ DeploymentId: id === '' ? null : id })}
            />
            <StageSettings {...card} />
            <Canary
              {...card}
              onPromote={() => apply(planPromotion(source.properties, StageName))}
            />
          </section>
        )
      })}
      <NewName
        label="New stage"
        placeholder="test"
        button="Create stage"
        create={(name) => apply(planNewStage(source.properties, name))}
      />
      <Problem problem={problem} />
    </div>
  )
}
