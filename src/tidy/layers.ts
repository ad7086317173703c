import { type Import, isTest, isView, roomOf } from './sources.ts'

interface Layer {
  /** The files it speaks of; the first layer that fits holds. */
  readonly of: RegExp
  /** What they may import beside their own folder. */
  readonly may: RegExp
  /** What they may import types from, beyond that. */
  readonly types?: RegExp
}

const NOTHING = /^$/

/** The table of docs/architecture.md, row by row. */
const layers: readonly Layer[] = [
  { of: /^(kernel|kit)\//, may: NOTHING },
  { of: /^world\//, may: /^kernel\// },
  {
    of: /^contracts\//,
    may: NOTHING,
    types: /^kernel\/(time|trace)\.ts$|^world\/place\.ts$/,
  },
  {
    of: /^scenario\//,
    may: /^(kernel|world|contracts)\/|^services\/(catalog|definition)\.ts$/,
    types: /^services\/service\.ts$/,
  },
  { of: /^gallery\//, may: /^scenario\// },
  { of: /^services\/definition\.ts$/, may: NOTHING, types: /^contracts\// },
  {
    of: /^services\/service\.ts$/,
    may: NOTHING,
    types: /^(kernel|world|contracts)\/|^sandbox\/runtime\.ts$|^services\/(definition|cost)\.ts$/,
  },
  { of: /^services\/cost\.ts$/, may: NOTHING },
  {
    of: /^services\/tuning(\.test)?\.ts$/,
    may: /^services\/(cost|tuning)\.ts$/,
    types: /^kernel\/|^services\/definition\.ts$/,
  },
  {
    of: /^services\/costs\.ts$/,
    may: /^services\/[^/]+\/([a-z]+\/)?cost\.ts$/,
    types: /^services\/(catalog|cost)\.ts$/,
  },
  {
    of: /^services\/view\.ts$/,
    may: NOTHING,
    types: /^contracts\/files\.ts$|^services\/(definition|service)\.ts$/,
  },
  { of: /^services\/catalog\.ts$/, may: /^services\/[^/]+\/([a-z]+\/)?definition\.ts$/ },
  {
    of: /^services\/modules\.ts$/,
    may: /^services\/[^/]+\/([a-z]+\/)?service\.ts$/,
    types: /^services\/(catalog|service|definition)\.ts$/,
  },
  {
    of: /^services\/views\.ts$/,
    may: /^services\/[^/]+\/view\/[a-zA-Z]+\.ts$/,
    types: /^services\/(catalog|view|definition)\.ts$/,
  },
  { of: /^services\/[^/]+\/view\//, may: /^(kit|world)\//, types: /^services\/view\.ts$/ },
  // A function's package is unpacked for the editor and for Lambda's own API.
  { of: /^services\/readZip\.ts$/, may: /^contracts\// },
  {
    of: /^services\/[^/]+\//,
    may: /^(kernel|world|contracts)\/|^services\/(definition|service|cost|readZip)\.ts$/,
    types: /^sandbox\/runtime\.ts$/,
  },
  // A fake `ctx` for the rooms' tests.
  {
    of: /^services\/fakeContext\.ts$/,
    may: /^(kernel|contracts|sandbox)\/|^services\/[a-z]+\.ts$/i,
  },
  // The SDK held against AWS's own needs a real table behind it.
  { of: /^sandbox\/sdk\/.*\.test\.ts$/, may: /^(kernel|contracts|services\/dynamodb)\// },
  // The differential test: AWS's own SDK and ours both call the very same simulated DynamoDB.
  {
    of: /^sandbox\/sdk\/testing\/engineWire\.ts$/,
    may: /^(kernel|contracts)\/|^services\/dynamodb\/engine\.ts$/,
  },
  { of: /^sandbox\//, may: /^(kernel|contracts)\// },
  {
    of: /^simulation\//,
    may: /^(kernel|world|contracts|scenario|sandbox)\/|^services\/(modules|catalog|definition|service|cost)\.ts$/,
  },
  { of: /^worker\/protocol\.ts$/, may: NOTHING, types: /^(kernel|scenario)\// },
  { of: /^worker\/client\.ts$/, may: /^worker\/protocol\.ts$/, types: /^(kernel|scenario)\// },
  { of: /^worker\//, may: /^(simulation|kernel|scenario|sandbox)\// },
  {
    of: /^cli\//,
    may: /^(simulation|kernel|world|scenario|sandbox|gallery|contracts)\/|^services\/(catalog|definition|costs?|tuning|[^/]+\/definition)\.ts$/,
  },
  // DynamoDB's engine by itself, beside another one's.
  {
    of: /^bench\/dynamodb\.ts$/,
    may: /^kernel\/|^services\/dynamodb\/engine\.ts$/,
  },
  // CloudFront's caches by themselves, at edges of the world, and a distribution among rooms of its own.
  {
    of: /^bench\/cdn\.ts$/,
    may: /^((simulation|kernel|scenario|sandbox|contracts|world)\/|services\/modules\.ts$|services\/cloudfront\/caching\/tier\.ts$)/,
  },
  // V8 is set as for the command line.
  {
    of: /^bench\/main\.ts$/,
    may: /^cli\/tuneV8\.ts$/,
  },
  // The list of rooms, too: it measures one of them between rooms of its own that answer at once.
  {
    of: /^bench\//,
    may: /^((simulation|kernel|scenario|sandbox|gallery|contracts)\/|services\/modules\.ts$)/,
  },
  {
    of: /^ui\//,
    may: /^(kit|world|scenario|gallery)\/|^services\/(catalog|views|definition|costs?|tuning|readZip)\.ts$|^worker\/(protocol|client)\.ts$|^kernel\/(time|recorder)\.ts$/,
    types: /^services\/(view|service)\.ts$|^kernel\/(columns|trace)\.ts$/,
  },
  { of: /^main\.tsx$/, may: /^(ui|kit)\// },
  { of: /^tidy\.test\.ts$/, may: /^tidy\// },
  { of: /^tidy\//, may: NOTHING },
]

/** What a test may take on top: examples to run, fakes, and the clock. */
const FOR_TESTS =
  /^(kernel|world|contracts|scenario|gallery)\/|^sandbox\/(fake|runtime)\.ts$|^services\/(fakeContext|catalog|definition|service|[^/]+\/definition)\.ts$/

/** What a view takes of its room beside its own files: data, pure plans, and types. */
const FOR_VIEWS = /\/(definition|plan[A-Z]\w*)\.ts$/

const isOwn = (path: string, { target, isType }: { target: string; isType: boolean }): boolean => {
  const room = roomOf(path)
  if (room !== undefined) {
    const own = target.startsWith(`services/${room}/`)
    return isView(path) ? own && (isView(target) || isType || FOR_VIEWS.test(target)) : own
  }
  const [folder = ''] = path.split('/')
  return folder !== 'services' && target.startsWith(`${folder}/`)
}

/** Only the worker's client may be reached from the page, and it must not reach back. */
const isOwnWorkerFile = (path: string): boolean => /^worker\/(client|protocol)\.ts$/.test(path)

/** Whether the file at `path` may import that. */
export const mayImport = (path: string, { target, isType }: Import): boolean => {
  if (target === null) return true
  if (isOwn(path, { target, isType }) && !isOwnWorkerFile(path)) return true
  if (isTest(path) && FOR_TESTS.test(target)) return true
  const layer = layers.find(({ of }) => of.test(path))
  if (layer === undefined) return false
  return layer.may.test(target) || (isType && layer.types?.test(target) === true)
}
