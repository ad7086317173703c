import './RestApi.css'
import './RestSecurity.css'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps } from '#services/view.ts'
import type { ApiState, httpApiDefinition } from '../definition.ts'
import { planRouteGuard, routeGuardOf } from '../planHttpSecurity.ts'
import { planAuthorizer } from '../planRaw.ts'
import { RefusalList } from './RefusalList.tsx'
import { NewName, Problem, useEdits } from './parts.tsx'

type Props = PanelProps<typeof httpApiDefinition, ApiState>
type Authorizer = NonNullable<Props['properties']['Authorizers']>[string]
type Change = Parameters<typeof planAuthorizer>[2]

const TYPES = [
  { value: 'JWT', label: 'JWT' },
  { value: 'REQUEST', label: 'Lambda' },
]

const TTL_MAX = 3_600

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Issuer and audience of a JWT authorizer; its keys stand in the properties. */
function JwtFields({
  authorizer,
  onChange,
}: {
  readonly authorizer: Authorizer
  readonly onChange: (change: Change) => void
}) {
  const { Issuer = '', Audience = [] } = authorizer.JwtConfiguration ?? {}
  const set = (issuer: string, audience: readonly string[]) =>
    onChange({
      JwtConfiguration: {
        ...(issuer !== '' && { Issuer: issuer }),
        ...(audience.length > 0 && { Audience: audience }),
      },
    })
  return (
    <div className="rest-pair">
      <TextField
        label="Issuer"
        mono
        value={Issuer}
        onCommit={(issuer) => set(issuer.trim(), Audience)}
      />
      <TextField
        label="Audience"
        mono
        value={Audience.join(', ')}
        onCommit={(audience) => set(Issuer, listOf(audience))}
      />
    </div>
  )
}

/** How a Lambda authorizer answers, and for how long. */
function LambdaFields({
  authorizer,
  onChange,
}: {
  readonly authorizer: Authorizer
  readonly onChange: (change: Change) => void
}) {
  return (
    <>
      <NumberField
        label="Answers are kept"
        layout="row"
        unit="s"
        value={authorizer.AuthorizerResultTtlInSeconds}
        min={0}
        max={TTL_MAX}
        integer
        onCommit={(ttl) => onChange({ AuthorizerResultTtlInSeconds: ttl === 0 ? null : ttl })}
      />
      <Switch
        label="Simple responses"
        layout="row"
        checked={authorizer.EnableSimpleResponses}
        onChange={(isOn) => onChange({ EnableSimpleResponses: isOn ? true : null })}
      />
    </>
  )
}

function AuthorizerCard(props: {
  readonly name: string
  readonly authorizer: Authorizer
  readonly onChange: (change: Change) => void
}) {
  const { name, authorizer, onChange } = props
  const fields = { authorizer, onChange }
  return (
    <section className="rest-card" aria-label={`Authorizer ${name}`}>
      <header>
        <b className="mono">{name}</b>
        <span className="small" />
        <IconButton
          label={`Delete authorizer ${name}`}
          icon="trash"
          size="small"
          onClick={() => onChange(null)}
        />
      </header>
      <Select
        label="Kind"
        layout="row"
        value={authorizer.AuthorizerType}
        options={TYPES}
        onChange={(AuthorizerType) => onChange({ AuthorizerType })}
      />
      <TextField
        label="Identity sources"
        mono
        value={authorizer.IdentitySource.join(', ')}
        onCommit={(sources) => onChange({ IdentitySource: listOf(sources) })}
      />
      {authorizer.AuthorizerType === 'JWT' ? (
        <JwtFields {...fields} />
      ) : (
        <LambdaFields {...fields} />
      )}
    </section>
  )
}

/** The routes that may be guarded: of a WebSocket API its handshakes only. */
const routesOf = (state: ApiState | null, properties: Props['properties']): readonly string[] => {
  if (properties.ProtocolType === 'WEBSOCKET') return ['$connect']
  return [...new Set([...(state?.routes ?? []), ...Object.keys(properties.Routes ?? {})])]
}

/** Who may take which route, by which authorizers; and who was turned away. */
export function HttpSecurity({ properties, source, edit, state }: Props) {
  const { apply, problem } = useEdits(edit)
  const authorizers = Object.entries(properties.Authorizers ?? {})
  const isSocket = properties.ProtocolType === 'WEBSOCKET'
  const options = [
    { value: 'NONE', label: 'Everybody' },
    { value: 'AWS_IAM', label: 'Signed requests (IAM)' },
    ...authorizers
      .filter(([, { AuthorizerType }]) => !isSocket || AuthorizerType === 'REQUEST')
      .map(([each]) => ({ value: `authorizer:${each}`, label: each })),
  ]
  return (
    <div className="rest-panel">
      <RefusalList refusals={state?.refusals ?? []} />
      <h3>Routes</h3>
      {routesOf(state, properties).map((route) => (
        <Select
          key={route}
          label={route}
          layout="row"
          value={routeGuardOf(source.properties, route)}
          options={options}
          onChange={(guard) => apply(planRouteGuard(source.properties, route, guard))}
        />
      ))}
      <h3>Authorizers</h3>
      {authorizers.map(([each, authorizer]) => (
        <AuthorizerCard
          key={each}
          name={each}
          authorizer={authorizer}
          onChange={(change) => apply(planAuthorizer(source.properties, each, change))}
        />
      ))}
      <NewName
        label="New authorizer"
        placeholder="users"
        button="Create authorizer"
        create={(name) => {
          const change = { AuthorizerType: isSocket ? 'REQUEST' : 'JWT' }
          return apply(planAuthorizer(source.properties, name, change))
        }}
      />
      <p className="muted small">
        A Lambda authorizer is a wire from the API’s authorizer port to its function. Keys of JWT
        issuers (Jwks) and IAM users stand in the properties.
      </p>
      <Problem problem={problem} />
    </div>
  )
}
