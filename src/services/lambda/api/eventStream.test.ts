import { EventStreamCodec } from '@smithy/core/event-streams'
import type { Headers } from '#contracts/body.ts'
import { utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { toStreamReply } from './invokeReply.ts'
import type { InvokeReply } from '#contracts/invoke.ts'

// The real SDK's decoder reads what is written here: https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html

const codec = new EventStreamCodec(
  (bytes) =>
    utf8Decode(
      typeof bytes === 'string' ? utf8Encode(bytes) : new Uint8Array(bytes as Uint8Array),
    ) ?? '',
  (text) => utf8Encode(text),
)

/** The events of an answer: their types and what they hold. */
function decode(reply: InvokeReply): {
  headers: Headers
  events: readonly (readonly [unknown, string | null])[]
} {
  const answer = toStreamReply(reply, 'id')
  if (answer.type !== 'response' || typeof answer.body === 'string') throw new Error('no stream')
  const events: (readonly [unknown, string | null])[] = []
  for (let at = 0; at < answer.body.length;) {
    const length = new DataView(answer.body.buffer, answer.body.byteOffset + at).getUint32(0)
    const message = codec.decode(answer.body.subarray(at, at + length))
    events.push([message.headers[':event-type']?.value, utf8Decode(new Uint8Array(message.body))])
    at += length
  }
  return { headers: answer.headers, events }
}

const completed = (change: Partial<Extract<InvokeReply, { type: 'completed' }>>): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: 'null',
  functionError: null,
  executedVersion: '$LATEST',
  ...change,
})

const stream = (...texts: readonly string[]) => ({
  contentType: 'text/plain',
  chunks: texts.map((text) => ({ at: START, bytes: utf8Encode(text) })),
})

// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
test('each chunk is a PayloadChunk, and InvokeComplete ends them', () => {
  const { headers, events } = decode(completed({ stream: stream('Grüße', 'b') }))
  expect(events).toEqual([
    ['PayloadChunk', 'Grüße'],
    ['PayloadChunk', 'b'],
    ['InvokeComplete', '{}'],
  ])
  expect(headers).toContainEqual(['content-type', 'application/vnd.amazon.eventstream'])
  expect(headers).toContainEqual(['x-amz-executed-version', '$LATEST'])
})

test('a result that was not streamed is one chunk, and the log comes at the end', () => {
  expect(decode(completed({ payload: '{"a":1}', logTail: 'END' })).events).toEqual([
    ['PayloadChunk', '{"a":1}'],
    ['InvokeComplete', '{"LogResult":"RU5E"}'],
  ])
})

test('an error midway is told by InvokeComplete, after what was sent', () => {
  const payload = '{"errorType":"Error","errorMessage":"x"}'
  expect(
    decode(completed({ stream: stream('a'), functionError: 'Unhandled', payload })).events,
  ).toEqual([
    ['PayloadChunk', 'a'],
    ['InvokeComplete', JSON.stringify({ ErrorCode: 'Unhandled', ErrorDetails: payload })],
  ])
})
