import { expect, test } from 'vitest'
import { createTraceStore } from '../stores/traces.ts'
import { plainNotes, segmentsOf, segmentsText } from './segments.ts'

test('a trace’s segment documents, in order of time, are no notes of its spans', () => {
  const store = createTraceStore()
  const event = { at: 0 as never, node: 'Api', trace: 1, span: 1 }
  store.add({ ...event, sequence: 0, type: 'span-begin', parent: null, name: 'GET /' })
  const note = (key: string, value: string) =>
    store.add({ ...event, sequence: 1, type: 'note', key, value })
  const later = { id: 'b', name: 'items', origin: 'AWS::Lambda', start_time: 2, fault: true }
  const first = { id: 'a', name: 'api/prod', origin: 'AWS::ApiGateway::Stage', start_time: 1 }
  note('status', '502')
  note('xray', JSON.stringify(later))
  note('xray', JSON.stringify(first))
  const trace = store.find(1)
  if (trace === undefined) throw new Error('no trace')
  const segments = segmentsOf(trace)
  expect(segments.map(({ origin, flag }) => [origin, flag])).toEqual([
    ['AWS::ApiGateway::Stage', null],
    ['AWS::Lambda', 'fault'],
  ])
  expect(JSON.parse(segmentsText(segments))).toEqual([first, later])
  expect(trace.spans.flatMap(plainNotes)).toEqual([['status', '502']])
})
