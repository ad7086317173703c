import './Items.css'
import './Explore.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { Table } from '#kit/Table.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState, ItemsQuery } from '../definition.ts'
import {
  planRequest,
  type RequestForm,
  type RequestInput,
  type TypedValue,
  writeCode,
} from '../planRequest.ts'
import { type Answer, formatUnits, readAnswer } from './answer.ts'
import { planColumns, readItemsPage, showAttribute, typesOf } from './items.ts'
import { keysOf, partitionOf, RequestFields } from './RequestFields.tsx'

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>
type JsonValue = RequestInput[string]

/** How often the attributes' types are read again; ms. */
const REFRESH_MS = 3_000

function Result({
  answer,
  onNext,
}: {
  readonly answer: Answer
  readonly onNext: (key: JsonValue) => void
}) {
  if (answer.type === 'refused') {
    return (
      <p className="explore-refused" role="alert">
        <strong>{answer.error}</strong> {answer.message}
      </p>
    )
  }
  const columns = planColumns([], answer.items)
  return (
    <>
      <p role="status" className="explore-figures">
        {formatNumber(answer.count)} {answer.count === 1 ? 'item' : 'items'} answered,{' '}
        {formatNumber(answer.scannedCount)} read, {formatUnits(answer.capacityUnits)} read units
      </p>
      {answer.items.length > 0 && (
        <Table label="Answered items" columns={columns}>
          {answer.items.map((item, row) => (
            // oxlint-disable-next-line no-array-index-key -- an answer is shown once, and never reordered
            <tr key={row}>
              {columns.map((column) => (
                <td key={column} title={showAttribute(item[column])}>
                  {showAttribute(item[column])}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
      {answer.lastKey !== null && (
        <div>
          <Button size="small" onClick={() => onNext(answer.lastKey)}>
            Next page, from LastEvaluatedKey
          </Button>
        </div>
      )}
    </>
  )
}

/** Items that are looked at for their attributes' types. */
const SAMPLE = 50
const NO_TYPES: ReadonlyMap<string, TypedValue['type']> = new Map()

/** The types that attributes have in the table, so that a filter compares what can be equal. */
function useTypes(read: Props['read']): (attribute: string) => TypedValue['type'] | null {
  const ask = useCallback(async () => {
    const query: ItemsQuery = { type: 'items', offset: 0, limit: SAMPLE, filter: '' }
    const page = readItemsPage(await read(query))
    return page === null ? undefined : typesOf(page.items)
  }, [read])
  const types = usePolled(ask, NO_TYPES, REFRESH_MS)
  return (attribute) => types.get(attribute) ?? null
}

/** A request put together by hand: its expressions, what it answers and what it takes, as an SDK would send it. */
export function Explore({ properties, nodeId, read }: Props) {
  const [form, setForm] = useState<RequestForm>({
    action: 'Query',
    index: '',
    partition: [],
    sort: [],
    filters: [],
    projection: '',
    limit: null,
    consistentRead: false,
    descending: false,
  })
  const typeOf = useTypes(read)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const set = (part: Partial<RequestForm>) => setForm({ ...form, ...part })
  const partition = partitionOf(form, keysOf(properties, form.index))
  const request = (startKey: JsonValue) =>
    planRequest(properties.TableName ?? nodeId, { ...form, partition }, startKey)
  const ask = (startKey: JsonValue) => {
    void read({ type: 'ask', action: form.action, input: request(startKey) }).then((value) =>
      setAnswer(readAnswer(value)),
    )
  }
  return (
    <form
      className="items explore"
      onSubmit={(event) => {
        event.preventDefault()
        ask(null)
      }}
    >
      <RequestFields properties={properties} form={form} typeOf={typeOf} onChange={set} />
      <div className="items-actions">
        <Button type="submit" variant="primary">
          Run
        </Button>
        <Button
          icon="copy"
          onClick={() => void navigator.clipboard.writeText(writeCode(form.action, request(null)))}
        >
          Copy as code
        </Button>
      </div>
      {answer !== null && <Result answer={answer} onNext={ask} />}
      <details>
        <summary>The request</summary>
        <pre>{JSON.stringify(request(null), null, 2)}</pre>
      </details>
    </form>
  )
}
