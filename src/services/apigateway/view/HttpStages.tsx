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
import type { ApiState, httpApiDefinition } from '../definition.ts'
import {
  httpStagesOf,
  planHttpDeployment,
  planHttpStage,
  planHttpStageRemoval,
  planNewHttpStage,
} from '../planHttpStages.ts'
import { changed, type Raw, rawOf } from '../planRaw.ts'
import { NewName, Problem, useEdits } from './parts.tsx'

type Props = PanelProps<typeof httpApiDefinition, ApiState>
type Change = Parameters<typeof planHttpStage>[2]

/** The choice of a stage that deploys each edit by itself. */
const AUTO = ''
const LIMIT_MAX = 1_000_000

const numberIn = (raw: Raw, name: string): number | null => {
  const value = raw[name]
  return typeof value === 'number' ? value : null
}

const textIn = (raw: Raw, name: string): string => {
  const value = raw[name]
  return typeof value === 'string' ? value : ''
}

/** What holds for all routes of a stage, and its log. */
function StageFields({
  raw,
  onChange,
}: {
  readonly raw: Raw
  readonly onChange: (to: Change) => void
}) {
  const routes = rawOf(raw['DefaultRouteSettings'])
  const set = (change: Change) => {
    const next = changed(routes, change)
    onChange({ DefaultRouteSettings: Object.keys(next).length === 0 ? null : next })
  }
  return (
    <>
      <div className="rest-pair">
        <NumberField
          label="Rate of each route"
          unit="req/s"
          value={numberIn(routes, 'ThrottlingRateLimit')}
          min={0}
          max={LIMIT_MAX}
          optional
          onCommit={(ThrottlingRateLimit) => set({ ThrottlingRateLimit })}
        />
        <NumberField
          label="Burst of each route"
          value={numberIn(routes, 'ThrottlingBurstLimit')}
          min={0}
          max={LIMIT_MAX}
          integer
          optional
          onCommit={(ThrottlingBurstLimit) => set({ ThrottlingBurstLimit })}
        />
      </div>
      <Switch
        label="Metrics of each route"
        layout="row"
        checked={routes['DetailedMetricsEnabled'] === true}
        onChange={(isOn) => set({ DetailedMetricsEnabled: isOn ? true : null })}
      />
      <TextField
        label="Access log format"
        value={textIn(rawOf(raw['AccessLogSettings']), 'Format')}
        mono
        rows={2}
        placeholder="$context.requestId $context.routeKey $context.status"
        onCommit={(Format) => onChange({ AccessLogSettings: Format === '' ? null : { Format } })}
      />
    </>
  )
}

/** The stages of an HTTP API, and the deployments that they may serve. */
export function HttpStages({ properties, source, edit, state }: Props) {
  const { apply, problem } = useEdits(edit)
  const [description, setDescription] = useState('')
  const { Deployments = [] } = properties
  const raws = httpStagesOf(source.properties)
  const running = state?.protocol === 'HTTP' ? state : null
  const served = new Map((running?.stages ?? []).map((stage) => [stage.name, stage.count]))
  const options = [
    { value: AUTO, label: 'Each edit, at once' },
    ...Deployments.map(({ DeploymentId }) => ({ value: DeploymentId, label: DeploymentId })),
  ]
  const deploy = () =>
    apply(planHttpDeployment(source.properties, running?.wires ?? [], description.trim()))
  return (
    <div className="rest-panel">
      <h3>Deployments</h3>
      <form
        className="rest-line"
        onSubmit={(event) => {
          event.preventDefault()
          if (deploy()) setDescription('')
        }}
      >
        <TextField
          label="Description"
          value={description}
          onChange={setDescription}
          placeholder="What is new in it"
        />
        <Button type="submit" variant="primary" disabled={running === null}>
          Create deployment
        </Button>
      </form>
      <p className="muted small">
        {Deployments.length === 0
          ? 'A stage that deploys by itself needs none.'
          : Deployments.map(({ DeploymentId, Description }) =>
              Description === undefined ? DeploymentId : `${DeploymentId} (${Description})`,
            ).join(' · ')}
      </p>
      <h3>Stages</h3>
      {raws.map((raw) => {
        const stage = textIn(raw, 'StageName')
        const change = (to: Change) => void apply(planHttpStage(source.properties, stage, to))
        return (
          <section className="rest-card" key={stage} aria-label={`Stage ${stage}`}>
            <header>
              <b className="mono">{stage}</b>
              <span className="muted small">{formatNumber(served.get(stage) ?? 0)} served</span>
              <IconButton
                label={`Delete stage ${stage}`}
                icon="trash"
                size="small"
                disabled={raws.length < 2}
                onClick={() => apply(planHttpStageRemoval(source.properties, stage))}
              />
            </header>
            <Select
              label="Serves"
              layout="row"
              value={raw['AutoDeploy'] === true ? AUTO : textIn(raw, 'DeploymentId')}
              options={options}
              onChange={(id) =>
                change(
                  id === AUTO
                    ? { AutoDeploy: true, DeploymentId: null }
                    : { AutoDeploy: null, DeploymentId: id },
                )
              }
            />
            <StageFields raw={raw} onChange={change} />
          </section>
        )
      })}
      <NewName
        label="New stage"
        placeholder="test"
        button="Create stage"
        create={(name) => apply(planNewHttpStage(source.properties, name))}
      />
      <Problem problem={problem} />
    </div>
  )
}
