import type { Lesson } from '../lesson.ts'
import { createThreeNodes } from './threeNodes.ts'

const COUNTER = `// Module scope is born with the environment and dies with it.
let invocations = 0

export const handler = async () => {
  invocations++
  await new Promise((resolve) => setTimeout(resolve, 200))
  console.log('invocation', invocations, 'of this environment')
  return { statusCode: 200, body: String(invocations) }
}
`

const CRASH = `export const handler = async () => {
  // The process goes away, and its environment with it.
  process.exit(1)
}
`

const nodes = createThreeNodes('How would you emulate Lambda?', 'Worker', COUNTER)
const { load, code } = nodes
const properties = (more: Readonly<Record<string, number>>) =>
  nodes.properties({ MemorySize: 256, ...more })

const ENVIRONMENTS = { node: 'Worker', tab: 'environments' } as const

/** The life of an execution environment, one rule after the other. */
export const lambdaEmulator: Lesson = {
  id: 'lambda-emulator',
  title: 'How would you build a system that emulates Lambda functions?',
  scenario: nodes.scenario,
  steps: [
    {
      title: 'A state machine for each environment',
      text: [
        'An emulator needs a virtual clock, a queue of events in the order of their times, and for each execution environment a state: starting, init, busy, idle, shut down.',
        'A request takes an idle environment, or has one started and waits for it. Five requests come, half a second apart; each takes 200 ms.',
      ],
      edits: [load([[2.5, 2]]), code(COUNTER), properties({})],
      question: 'How many environments does that take?',
      choices: [
        { label: 'One', from: 0, below: 2 },
        { label: 'Two', from: 2, below: 3 },
        { label: 'Five', from: 3, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 4, speed: 0.5 },
      readings: [
        {
          label: 'Environments started',
          unit: '',
          measure: { of: 'state', node: 'Worker', path: ['coldStarts'] },
        },
        {
          label: 'The cold request',
          unit: 'ms',
          measure: { of: 'requests', which: 'cold', stat: 'max' },
        },
      ],
      conclusion: [
        'The timeline in the inspector shows the states of each environment. Where a start takes longer than the gap between two requests, the next one finds nothing idle and starts an environment of its own.',
        'Step through it: go back to the beginning and press “Step one event”.',
      ],
      rule: {
        label: 'Phases of an environment',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      },
      select: ENVIRONMENTS,
    },
    {
      title: 'Which one is used again?',
      text: [
        'A rush starts many environments; then few requests come, one at a time. The emulator must choose one of the idle ones for each.',
        'This one takes the one that was used last, so that the others grow old and go.',
      ],
      edits: [
        load([
          [1, 20],
          [1_200, 0.5],
        ]),
        code(COUNTER),
        properties({}),
      ],
      question: 'Twenty minutes later, how many environments are left?',
      choices: [
        { label: 'One or two', from: 0, below: 3 },
        { label: 'All that the rush started', from: 3, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 1_201, speed: 1_000 },
      readings: [
        {
          label: 'Environments now',
          unit: '',
          measure: { of: 'state', node: 'Worker', path: ['environmentCount', 'idle'] },
        },
        {
          label: 'Started in all',
          unit: '',
          measure: { of: 'state', node: 'Worker', path: ['coldStarts'] },
        },
      ],
      conclusion: [
        'Newest first lets unused capacity expire; oldest first would have kept all of them alive for no one. Which one real Lambda takes is not documented: the fidelity page says so.',
      ],
      rule: {
        label: 'Lambda reuses environments',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      },
      select: ENVIRONMENTS,
    },
    {
      title: 'A limit refuses, it does not queue',
      text: [
        'Reserved concurrency of two: at most two environments at work at any time. Twenty requests a second come, each takes 200 ms: that would want four.',
      ],
      edits: [load([[10, 20]]), code(COUNTER), properties({ ReservedConcurrentExecutions: 2 })],
      question: 'What happens to what is too much?',
      choices: [
        { label: 'It waits in a line: nothing fails', from: 0, below: 1 },
        { label: 'Some of it fails', from: 1, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 11, speed: 2 },
      readings: [
        {
          label: 'Requests that failed',
          unit: '',
          measure: { of: 'state', node: 'Users', path: ['serverErrors'] },
        },
        { label: 'Requests', unit: '', measure: { of: 'state', node: 'Users', path: ['sent'] } },
      ],
      conclusion: [
        'A synchronous invoke above a limit is answered with 429 at once, and the HTTP API makes a 503 of it. Waiting is the caller’s part: it retries, or puts a queue in between.',
        'Look at the badge on the function: it names the limit that refused.',
      ],
      rule: {
        label: 'Reserved concurrency',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
      },
      select: ENVIRONMENTS,
    },
    {
      title: 'Isolation, and what a crash takes along',
      text: [
        'Each environment runs the code in a world of its own: module scope survives from one request to the next, and nothing is shared between two of them.',
        'Now the handler ends its own process, at every request.',
      ],
      edits: [load([[10, 1]]), code(CRASH), properties({})],
      question: 'How many of ten requests fail?',
      choices: [
        { label: 'The first only: then it is started anew and works', from: 0, below: 2 },
        { label: 'All of them', from: 2, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 11, speed: 2 },
      readings: [
        {
          label: 'Requests that failed',
          unit: '',
          measure: { of: 'state', node: 'Users', path: ['serverErrors'] },
        },
        {
          label: 'Longest request',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'max' },
        },
      ],
      conclusion: [
        'After a crash the environment is kept but its code is lost: the next request runs init again inside of its own time, which the log calls INIT_REPORT. An emulator that started a fresh process for every request would never show this, nor any warm start.',
      ],
      rule: {
        label: 'Failures and suppressed init',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      },
      select: { node: 'Worker', tab: 'logs' },
    },
  ],
}
