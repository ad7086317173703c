import './Messages.css'
import { useCallback, useState } from 'react'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { Table } from '#kit/Table.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import type { PanelProps } from '#services/view.ts'
import type { MessagesPage, MessagesQuery, sqsDefinition, SqsState } from '../definition.ts'
import { describeState, readMessagesPage } from './messages.ts'

const PAGE = 25
/** How often a shown page is read again while the run changes it; ms. */
const REFRESH_MS = 500

type Props = PanelProps<typeof sqsDefinition, SqsState>

function usePage(read: Props['read'], offset: number): MessagesPage | null {
  const ask = useCallback(async () => {
    const query: MessagesQuery = { type: 'messages', offset, limit: PAGE }
    return readMessagesPage(await read(query)) ?? undefined
  }, [read, offset])
  return usePolled<MessagesPage | null>(ask, null, REFRESH_MS)
}

function SendMessage(props: { readonly isFifo: boolean; readonly command: Props['command'] }) {
  const { isFifo, command } = props
  const [body, setBody] = useState('{"hello":"queue"}')
  const [group, setGroup] = useState('group-1')
  const [turn, setTurn] = useState(1)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const fifo = { MessageGroupId: group, MessageDeduplicationId: `console-${turn}` }
        command({ type: 'send-message', MessageBody: body, ...(isFifo ? fifo : {}) })
        setTurn(turn + 1)
      }}
    >
      <TextField label="Message body" value={body} onChange={setBody} rows={3} mono />
      {isFifo && <TextField label="Message group" value={group} onChange={setGroup} mono />}
      <div className="messages-bar">
        <Button
          type="submit"
          variant="primary"
          size="small"
          disabled={body === '' || (isFifo && group === '')}
        >
          Send message
        </Button>
      </div>
    </form>
  )
}

/** The queue's messages, a page at a time, as they are in the running queue; and what the console can do with them. */
export function Messages({ properties, now, read, command }: Props) {
  const [offset, setOffset] = useState(0)
  const page = usePage(read, offset)
  const total = page?.total ?? 0
  const last = Math.min(offset + PAGE, total)
  return (
    <div className="messages">
      <div className="messages-bar">
        <span>
          {total === 0
            ? 'No messages'
            : `${formatNumber(offset + 1)}–${formatNumber(last)} of ${formatNumber(total)}`}
        </span>
        <IconButton
          label="Previous page"
          icon="chevronLeft"
          disabled={offset === 0}
          onClick={() => setOffset(Math.max(0, offset - PAGE))}
        />
        <IconButton
          label="Next page"
          icon="chevronRight"
          disabled={last >= total}
          onClick={() => setOffset(offset + PAGE)}
        />
      </div>
      {page !== null && page.messages.length > 0 && (
        <Table
          label="Messages"
          columns={['State', ...(properties.FifoQueue ? ['Group'] : []), 'Body']}
        >
          {page.messages.map((message) => (
            <tr key={message.messageId}>
              <td>{describeState(message, now)}</td>
              {properties.FifoQueue && <td>{message.group}</td>}
              <td title={message.body}>{message.body}</td>
            </tr>
          ))}
        </Table>
      )}
      <SendMessage isFifo={properties.FifoQueue} command={command} />
      <div className="messages-bar">
        <Button
          variant="quiet"
          size="small"
          disabled={total === 0}
          onClick={() => command({ type: 'redrive' })}
        >
          Redrive dead letters
        </Button>
        <Button
          variant="quiet"
          size="small"
          disabled={total === 0}
          onClick={() => command({ type: 'purge' })}
        >
          Purge queue
        </Button>
      </div>
    </div>
  )
}
