import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { RawProperties } from '#services/view.ts'
import { planAuthorizer } from '../planRaw.ts'
import type { RestApiProperties } from '../rest/properties.ts'
import { NewName } from './parts.tsx'

const TYPES = [
  { value: 'TOKEN', label: 'Lambda: a token' },
  { value: 'REQUEST', label: 'Lambda: the request' },
  { value: 'COGNITO_USER_POOLS', label: 'Cognito user pool' },
]

const TTL_DEFAULT = 300
const TTL_MAX = 3_600

type Authorizer = RestApiProperties['Authorizers'][string]

interface CardProps {
  readonly name: string
  readonly authorizer: Authorizer
  readonly onChange: (change: Parameters<typeof planAuthorizer>[2]) => void
}

function AuthorizerCard({ name, authorizer, onChange }: CardProps) {
  const isCognito = authorizer.Type === 'COGNITO_USER_POOLS'
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
        label="Asks"
        layout="row"
        value={authorizer.Type}
        options={TYPES}
        onChange={(Type) => onChange({ Type })}
      />
      <TextField
        label="Identity source"
        mono
        value={authorizer.IdentitySource}
        help={
          isCognito
            ? undefined
            : 'Where it is missing, nobody is asked: 401. Kept answers go by it.'
        }
        onCommit={(IdentitySource) => onChange({ IdentitySource })}
      />
      {isCognito ? (
        <TextField
          label="User pool"
          mono
          value={authorizer.ProviderARNs?.[0] ?? ''}
          placeholder="arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a1b2c3"
          onCommit={(arn) => onChange({ ProviderARNs: arn === '' ? null : [arn] })}
        />
      ) : (
        <div className="rest-pair">
          <NumberField
            label="Answers are kept"
            unit="s"
            value={authorizer.AuthorizerResultTtlInSeconds}
            min={0}
            max={TTL_MAX}
            integer
            onCommit={(ttl) =>
              onChange({ AuthorizerResultTtlInSeconds: ttl === TTL_DEFAULT ? null : ttl })
            }
          />
          {authorizer.Type === 'TOKEN' && (
            <TextField
              label="Tokens look like"
              mono
              value={authorizer.IdentityValidationExpression ?? ''}
              placeholder="Bearer [\w-]+"
              onCommit={(text) =>
                onChange({ IdentityValidationExpression: text === '' ? null : text })
              }
            />
          )}
        </div>
      )}
    </section>
  )
}

/** The API's authorizers. */
export function RestAuthorizers({
  properties,
  source,
  apply,
}: {
  readonly properties: RestApiProperties
  readonly source: RawProperties
  readonly apply: (next: RawProperties) => boolean
}) {
  return (
    <>
      <h3>Authorizers</h3>
      {Object.entries(properties.Authorizers).map(([each, authorizer]) => (
        <AuthorizerCard
          key={each}
          name={each}
          authorizer={authorizer}
          onChange={(change) => apply(planAuthorizer(source, each, change))}
        />
      ))}
      <NewName
        label="New authorizer"
        placeholder="users"
        button="Create authorizer"
        create={(name) => apply(planAuthorizer(source, name, { Type: 'TOKEN' }))}
      />
      <p className="muted small">
        A Lambda authorizer is a wire from the API’s authorizer port to its function; the wire names
        it.
      </p>
    </>
  )
}
