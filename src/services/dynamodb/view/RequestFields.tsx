import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import {
  type Condition,
  FILTER_OPERATORS,
  KEY_OPERATORS,
  type KeyOperator,
  type RequestForm,
  type TypedValue,
} from '../planRequest.ts'

type Properties = PanelProps<typeof dynamodbDefinition, DynamodbState>['properties']

const TYPES = (['S', 'N', 'B', 'BOOL', 'NULL'] as const).map((value) => ({ value, label: value }))
const NO_SORT = 'any'

/** One attribute of a key. */
interface KeyPart {
  readonly name: string
  readonly type: TypedValue['type']
}

/** The keys of the table or of one of its indexes: attributes and types, several of a global index's. */
export function keysOf(
  properties: Properties,
  index: string,
): { readonly hash: readonly KeyPart[]; readonly range: readonly KeyPart[] } {
  const all = [
    ...(properties.GlobalSecondaryIndexes ?? []),
    ...(properties.LocalSecondaryIndexes ?? []),
  ]
  const schema = all.find(({ IndexName }) => IndexName === index)?.KeySchema ?? properties.KeySchema
  const typeOf = (name: string) =>
    properties.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)
      ?.AttributeType ?? 'S'
  const find = (type: 'HASH' | 'RANGE') =>
    schema
      .filter(({ KeyType }) => KeyType === type)
      .map(({ AttributeName: name }) => ({ name, type: typeOf(name) }))
  return { hash: find('HASH'), range: find('RANGE') }
}

const emptyCondition = (): RequestForm['filters'][number] => ({
  attribute: '',
  operator: '=',
  value: { type: 'S', text: '' },
  upper: { type: 'S', text: '' },
})

function ValueFields(props: {
  readonly label: string
  readonly value: TypedValue
  readonly onChange: (value: TypedValue) => void
  /** The type of a key is the table's to say. */
  readonly fixed?: boolean
}) {
  const { label, value, onChange, fixed = false } = props
  return (
    <>
      {!fixed && (
        <Select
          label={`Type of ${label}`}
          hideLabel
          value={value.type}
          options={TYPES}
          onChange={(type) => onChange({ ...value, type })}
        />
      )}
      {value.type !== 'NULL' && (
        <TextField
          label={label}
          hideLabel
          placeholder={fixed ? `${label} (${value.type})` : 'value'}
          mono
          value={value.text}
          onChange={(text) => onChange({ ...value, text })}
        />
      )}
    </>
  )
}

function FilterRow(props: {
  readonly number: number
  readonly condition: Condition<(typeof FILTER_OPERATORS)[number]>
  readonly typeOf: FieldsProps['typeOf']
  readonly onChange: (condition: Condition<(typeof FILTER_OPERATORS)[number]>) => void
  readonly onRemove: () => void
}) {
  const { number, condition, typeOf, onChange, onRemove } = props
  const { operator } = condition
  const hasValue = operator !== 'attribute_exists' && operator !== 'attribute_not_exists'
  const name = `filter ${number}`
  return (
    <div className="explore-row">
      <TextField
        label={`Attribute of ${name}`}
        hideLabel
        placeholder="attribute"
        mono
        value={condition.attribute}
        onChange={(attribute) => {
          const { value, upper } = condition
          const type = typeOf(attribute)
          const typed =
            type === null ? {} : { value: { ...value, type }, upper: { ...upper, type } }
          onChange({ ...condition, ...typed, attribute })
        }}
      />
      <Select
        label={`Operator of ${name}`}
        hideLabel
        value={operator}
        options={FILTER_OPERATORS.map((value) => ({ value, label: value }))}
        onChange={(next) => onChange({ ...condition, operator: next })}
      />
      {hasValue && (
        <ValueFields
          label={`Value of ${name}`}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
      {operator === 'BETWEEN' && (
        <ValueFields
          label={`Upper value of ${name}`}
          value={condition.upper}
          onChange={(upper) => onChange({ ...condition, upper })}
        />
      )}
      <IconButton label={`Remove ${name}`} icon="close" size="small" onClick={onRemove} />
    </div>
  )
}

function SortRow(props: {
  readonly part: KeyPart
  /** Null where this attribute is not asked for. */
  readonly condition: Condition<KeyOperator> | null
  readonly onChange: (condition: Condition<KeyOperator> | null) => void
}) {
  const { part, condition, onChange } = props
  const { name, type } = part
  return (
    <div className="explore-row">
      <span className="explore-name">{name}</span>
      <Select
        label={`Condition on ${name}`}
        hideLabel
        value={condition?.operator ?? NO_SORT}
        options={[NO_SORT, ...KEY_OPERATORS].map((value) => ({ value, label: value }))}
        onChange={(next) => {
          const operator = KEY_OPERATORS.find((each) => each === next)
          const empty = { type, text: '' }
          const { value = empty, upper = empty } = condition ?? {}
          onChange(operator === undefined ? null : { attribute: name, operator, value, upper })
        }}
      />
      {condition !== null && (
        <ValueFields
          label={`Value of ${name}`}
          fixed
          value={{ ...condition.value, type }}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
      {condition?.operator === 'BETWEEN' && (
        <ValueFields
          label={`Upper value of ${name}`}
          fixed
          value={{ ...condition.upper, type }}
          onChange={(upper) => onChange({ ...condition, upper })}
        />
      )}
    </div>
  )
}

function KeyFields(props: {
  readonly form: RequestForm
  readonly keys: ReturnType<typeof keysOf>
  readonly set: (part: Partial<RequestForm>) => void
}) {
  const { form, keys, set } = props
  const { hash, range } = keys
  const { sort } = form
  const partition = partitionOf(form, keys)
  // "…from left to right": after anything but an equality the next attribute cannot be asked for.
  const goesOn = (sort.at(-1)?.operator ?? '=') === '='
  const shown = range.slice(0, sort.length + (goesOn ? 1 : 0))
  return (
    <>
      {hash.map(({ name, type }, at) => (
        <div className="explore-row" key={name}>
          <span className="explore-name">{name} =</span>
          <ValueFields
            label={`Value of ${name}`}
            fixed
            value={{ type, text: partition[at]?.value.text ?? '' }}
            onChange={(value) => set({ partition: partition.with(at, { attribute: name, value }) })}
          />
        </div>
      ))}
      {shown.map((part, at) => (
        <SortRow
          key={part.name}
          part={part}
          condition={sort[at] ?? null}
          onChange={(condition) => {
            const before = sort.slice(0, at)
            const after = condition?.operator === '=' ? sort.slice(at + 1) : []
            set({ sort: condition === null ? before : [...before, condition, ...after] })
          }}
        />
      ))}
    </>
  )
}

/** What the form says of a partition key: a value for each attribute that it has. */
export const partitionOf = (
  { partition }: RequestForm,
  { hash }: ReturnType<typeof keysOf>,
): RequestForm['partition'] =>
  hash.map(({ name, type }, at) => ({
    attribute: name,
    value: { type, text: partition[at]?.value.text ?? '' },
  }))

interface FieldsProps {
  readonly properties: Properties
  readonly form: RequestForm
  /** The type that an attribute has in the table's items; null where none is known that can be typed. */
  readonly typeOf: (attribute: string) => TypedValue['type'] | null
  readonly onChange: (part: Partial<RequestForm>) => void
}

function Options({ properties, form, onChange: set }: Omit<FieldsProps, 'typeOf'>) {
  const isGlobal = (properties.GlobalSecondaryIndexes ?? []).some(
    ({ IndexName }) => IndexName === form.index,
  )
  return (
    <>
      <TextField
        label="Attributes"
        layout="row"
        placeholder="all"
        mono
        value={form.projection}
        onChange={(projection) => set({ projection })}
      />
      <NumberField
        label="Limit"
        layout="row"
        value={form.limit}
        min={1}
        integer
        optional
        placeholder="none"
        onCommit={(limit) => set({ limit })}
      />
      {!isGlobal && (
        <Switch
          label="Consistent read"
          layout="row"
          checked={form.consistentRead}
          onChange={(consistentRead) => set({ consistentRead })}
        />
      )}
      {form.action === 'Query' && (
        <Switch
          label="Descending"
          layout="row"
          checked={form.descending}
          onChange={(descending) => set({ descending })}
        />
      )}
    </>
  )
}

/** Everything that can be asked for. */
export function RequestFields({ properties, form, typeOf, onChange: set }: FieldsProps) {
  const keys = keysOf(properties, form.index)
  const indexes = [
    ...(properties.GlobalSecondaryIndexes ?? []),
    ...(properties.LocalSecondaryIndexes ?? []),
  ].map(({ IndexName }) => ({ value: IndexName, label: IndexName }))
  return (
    <>
      <div className="explore-row">
        <Select
          label="Operation"
          hideLabel
          value={form.action}
          options={[
            { value: 'Query', label: 'Query' },
            { value: 'Scan', label: 'Scan' },
          ]}
          onChange={(action) => set({ action })}
        />
        <Select
          label="Table or index"
          hideLabel
          value={form.index}
          options={[{ value: '', label: 'the table' }, ...indexes]}
          onChange={(index) => set({ index, sort: [], consistentRead: false })}
        />
      </div>
      {form.action === 'Query' && <KeyFields form={form} keys={keys} set={set} />}
      {form.filters.map((condition, row) => (
        <FilterRow
          // oxlint-disable-next-line no-array-index-key -- rows have no other identity, and hold no state of their own
          key={row}
          number={row + 1}
          condition={condition}
          typeOf={typeOf}
          onChange={(next) => set({ filters: form.filters.with(row, next) })}
          onRemove={() => set({ filters: form.filters.toSpliced(row, 1) })}
        />
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          onClick={() => set({ filters: [...form.filters, emptyCondition()] })}
        >
          Filter
        </Button>
      </div>
      <Options properties={properties} form={form} onChange={set} />
    </>
  )
}
