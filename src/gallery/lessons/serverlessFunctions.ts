import type { Lesson } from '../lesson.ts'
import { createThreeNodes } from './threeNodes.ts'

const HELLO = `let served = 0

export const handler = async () => {
  served++
  return { statusCode: 200, body: JSON.stringify({ served }) }
}
`

const SLOW = `export const handler = async () => {
  // Waits half a second for somebody else, as a call of another service would.
  await new Promise((resolve) => setTimeout(resolve, 500))
  return { statusCode: 200, body: 'done' }
}
`

const HEAVY = `export const handler = async () => {
  let sum = 0
  for (let n = 0; n < 400_000; n++) sum = (sum + n * n) % 1_000_003
  return { statusCode: 200, body: String(sum) }
}
`

const nodes = createThreeNodes('What are serverless functions?', 'Hello', HELLO)
const { load, code } = nodes
const memory = (MemorySize: number) => nodes.properties({ MemorySize, Timeout: 30 })

const LIFECYCLE = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'

/** What a function as a service is, told by five runs. */
export const serverlessFunctions: Lesson = {
  id: 'serverless-functions',
  title: 'What are serverless functions?',
  scenario: nodes.scenario,
  steps: [
    {
      title: 'The first request',
      text: [
        'You bring a function; AWS brings the computer, and only when somebody calls. Nobody has called yet: there is no computer.',
        'Ten requests will come, one each second.',
      ],
      edits: [load([[10, 1]]), code(HELLO), memory(128)],
      question: 'How much longer than the others does the first one take?',
      choices: [
        { label: 'About as long as the others', from: 0, below: 2 },
        { label: 'Two to five times as long', from: 2, below: 5 },
        { label: 'More than five times as long', from: 5, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 11, speed: 2 },
      readings: [
        {
          label: 'The first is so many times slower',
          unit: '×',
          measure: {
            of: 'ratio',
            over: { of: 'requests', which: 'cold', stat: 'max' },
            under: { of: 'requests', which: 'warm', stat: 'median' },
          },
        },
        {
          label: 'The first request',
          unit: 'ms',
          measure: { of: 'requests', which: 'cold', stat: 'max' },
        },
        {
          label: 'A later one',
          unit: 'ms',
          measure: { of: 'requests', which: 'warm', stat: 'median' },
        },
      ],
      conclusion: [
        'The first request was a cold start: an execution environment had to be placed and started, the runtime and your code had to be loaded. The others found it waiting.',
        'Open the slow one under Traces: it says what each millisecond was.',
      ],
      rule: { label: 'The life of an execution environment', url: LIFECYCLE },
      select: { node: 'Hello', tab: 'environments' },
    },
    {
      title: 'Many at once',
      text: [
        'Now the function waits half a second for another service, and ten requests come each second.',
        'An execution environment takes one request at a time.',
      ],
      edits: [load([[10, 10]]), code(SLOW), memory(128)],
      question: 'How many environments will there be?',
      choices: [
        { label: 'One', from: 0, below: 2 },
        { label: 'Two to four', from: 2, below: 5 },
        { label: 'Five to nine', from: 5, below: 10 },
        {
          label: 'Ten or more: one for each request of a second',
          from: 10,
          below: Number.POSITIVE_INFINITY,
        },
      ],
      run: { seconds: 11, speed: 2 },
      readings: [
        {
          label: 'Environments started',
          unit: '',
          measure: { of: 'state', node: 'Hello', path: ['coldStarts'] },
        },
        {
          label: 'A warm request',
          unit: 'ms',
          measure: { of: 'requests', which: 'warm', stat: 'median' },
        },
      ],
      conclusion: [
        'Ten a second that take half a second each are five at work at any time: rate times duration (Little’s law). A few more were started in the first moments, while the first ones were still starting.',
        'Nobody set a number of servers: the function scaled to what came.',
      ],
      rule: {
        label: 'How Lambda scales',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      },
      select: { node: 'Hello', tab: 'environments' },
    },
    {
      title: 'When nobody calls',
      text: [
        'Ten seconds of traffic, then half an hour of silence, then ten seconds of traffic again.',
      ],
      edits: [
        load([
          [10, 2],
          [1_800, 0],
          [10, 2],
        ]),
        code(HELLO),
        memory(128),
      ],
      question: 'How many cold starts will there be in all?',
      choices: [
        { label: 'One: the environment is there now', from: 0, below: 2 },
        { label: 'Two: it was gone after the silence', from: 2, below: 3 },
        { label: 'Three or more', from: 3, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 1_821, speed: 1_000 },
      readings: [
        {
          label: 'Cold starts',
          unit: '',
          measure: { of: 'state', node: 'Hello', path: ['coldStarts'] },
        },
      ],
      conclusion: [
        'What is idle costs you nothing, and AWS takes it away after some minutes. The next visitor pays with a cold start.',
        'AWS gives no number of minutes; measurements say five to seven. The model’s figure stands in the inspector, with its source.',
      ],
      rule: { label: 'Shutdown of an environment', url: LIFECYCLE },
    },
    {
      title: 'What memory buys',
      text: [
        'This function computes. Memory is the one size that you choose: the share of a processor grows with it, and 1,769 MB are one whole vCPU.',
        'With 128 MB, the least there is, its code takes some 120 ms. Now it gets 1,024 MB: eight times as much.',
      ],
      edits: [load([[20, 0.5]]), code(HEAVY), memory(1_024)],
      question: 'How long does the same code take now?',
      choices: [
        {
          label: 'As long as before: memory is not speed',
          from: 60,
          below: Number.POSITIVE_INFINITY,
        },
        { label: 'Some 40 ms: a third', from: 25, below: 60 },
        { label: 'Some 15 ms: an eighth', from: 0, below: 25 },
      ],
      run: { seconds: 21, speed: 4 },
      readings: [
        {
          label: 'The handler, in the median',
          unit: 'ms',
          measure: { of: 'spans', name: 'Handler', stat: 'median' },
        },
        {
          label: 'A warm request',
          unit: 'ms',
          measure: { of: 'requests', which: 'warm', stat: 'median' },
        },
      ],
      conclusion: [
        'Code that computes gets faster with memory until it has a whole processor, and is then billed for less time: more memory may cost the same. Code that waits gets nothing of it.',
        'The Tuning tab of a function runs this experiment over all sizes.',
      ],
      rule: {
        label: 'Memory and processor',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
      },
      select: { node: 'Hello', tab: 'tuning' },
    },
  ],
}
