import './RestApi.css'
import './RestSecurity.css'
import { formatNumber } from '#kit/format.ts'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps, RawProperties } from '#services/view.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import {
  guardOf,
  needsKey,
  planGuard,
  planPolicy,
  planRateLimit,
  rateLimitOf,
} from '../rest/planSecurity.ts'
import { RefusalList } from './RefusalList.tsx'
import { RestAuthorizers } from './RestAuthorizers.tsx'
import { RestPlans } from './RestPlans.tsx'
import { Problem, useEdits } from './parts.tsx'

type Props = PanelProps<typeof restApiDefinition, RestApiState>

type Rule = NonNullable<Props['properties']['WebACL']>['Rules'][number]

interface WebAclProps {
  readonly rules: readonly Rule[]
  readonly source: RawProperties
  readonly apply: (next: RawProperties) => boolean
}

/** Above it a rule by rate cannot be; https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const RATE_MAX = 2_000_000_000

/** Who may call each method. */
function Guards({
  keys,
  options,
  properties,
  onChange,
}: {
  readonly keys: readonly string[]
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly properties: Props['source']['properties']
  readonly onChange: (key: string, guard: string, isKeyed: boolean) => void
}) {
  return (
    <>
      <h3>Methods</h3>
      {keys.map((key) => {
        const isKeyed = needsKey(properties, key)
        const guard = guardOf(properties, key)
        return (
          <section className="rest-card" key={key} aria-label={`Access to ${key}`}>
            <Select
              label={key}
              layout="row"
              value={guard}
              options={options}
              onChange={(next) => onChange(key, next, isKeyed)}
            />
            <Switch
              label="API key"
              layout="row"
              checked={isKeyed}
              onChange={(next) => onChange(key, guard, next)}
            />
          </section>
        )
      })}
    </>
  )
}

/** A web ACL's rule in words. */
function ruleInWords({ Name, Action, Statement }: Rule): string {
  const { RateBasedStatement: rate, IPSetReferenceStatement: set } = Statement
  const what =
    rate === undefined
      ? `${set?.Addresses.length ?? 0} addresses`
      : `more than ${formatNumber(rate.Limit)} requests in ${rate.EvaluationWindowSec} s`
  const does =
    Action.Count !== undefined ? 'counts' : Action.Allow === undefined ? 'blocks' : 'allows'
  return `${Name} ${does} ${what}`
}

/** Rules in front of everything else. */
function WebAcl({ rules, source, apply }: WebAclProps) {
  return (
    <>
      <h3>Web ACL</h3>
      {rules.map((rule) => (
        <p className="muted small" key={rule.Name}>
          {ruleInWords(rule)}
        </p>
      ))}
      <NumberField
        label="Requests of one address"
        unit="in 5 min"
        value={rateLimitOf(source)}
        min={10}
        max={RATE_MAX}
        integer
        optional
        placeholder="no limit"
        onCommit={(limit) => apply(planRateLimit(source, limit))}
      />
    </>
  )
}

const POLICY_EXAMPLE = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": …}]}'

/** Who may call the API: methods' guards, authorizers, keys with their plans, policy, rates; and who was turned away. */
export function RestSecurity({ properties, source, edit, state, read }: Props) {
  const { apply, problem, setProblem } = useEdits(edit)
  const running = (state?.methods ?? []).map(({ method }) => method)
  const keys = [...new Set([...running, ...Object.keys(properties.Methods)])]
  const options = [
    { value: 'NONE', label: 'Everybody' },
    { value: 'AWS_IAM', label: 'Signed requests (IAM)' },
    ...Object.keys(properties.Authorizers).map((name) => ({
      value: `authorizer:${name}`,
      label: name,
    })),
  ]
  const policy = properties.Policy === undefined ? '' : JSON.stringify(properties.Policy, null, 2)
  return (
    <div className="rest-panel">
      <RefusalList refusals={state?.refusals ?? []} />
      <Guards
        keys={keys}
        options={options}
        properties={source.properties}
        onChange={(key, guard, isKeyed) =>
          apply(planGuard(source.properties, key, { guard, needsKey: isKeyed }))
        }
      />
      <RestAuthorizers properties={properties} source={source.properties} apply={apply} />
      <RestPlans properties={properties} source={source.properties} apply={apply} read={read} />
      <h3>Resource policy</h3>
      <TextField
        label="Policy"
        value={policy}
        rows={policy === '' ? 3 : 8}
        mono
        placeholder={POLICY_EXAMPLE}
        help="execute-api:/prod/GET/* stands for the API's own ARN. Empty: no policy."
        onCommit={(text) => {
          const plan = planPolicy(source.properties, text)
          if (typeof plan === 'string') setProblem(plan)
          else apply(plan)
        }}
      />
      <WebAcl rules={properties.WebACL?.Rules ?? []} source={source.properties} apply={apply} />
      <Problem problem={problem} />
    </div>
  )
}
