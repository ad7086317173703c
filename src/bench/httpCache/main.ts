import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Scenario } from '#scenario/schema.ts'
import { cloudfrontDeviations } from './deviations.ts'
import { findFaults, type Outcome, type Results, type SuiteTest } from './score.ts'

// `npm run http-cache-tests`: the public suite of HTTP caches against distributions on `npm run serve`, before the suite's
// own origin. One follows RFC 9111, the other CloudFront's rules; what differs has to be CloudFront's, by name.

const SUITE = dirname(createRequire(import.meta.url).resolve('http-cache-tests/package.json'))
/** Caches that everybody knows; what all of them pass a cache has to pass. */
const KNOWN = ['apache', 'nginx', 'squid', 'trafficserver', 'varnish']
const SUITE_MS_MAX = 240_000
/** UseOriginCacheControlHeaders-QueryStrings and AllViewer. */
const POLICIES = {
  CachePolicyId: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
  OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
}

const distribution = (id: string, CacheRules: 'RFC9111' | 'CloudFront') => ({
  id,
  type: 'AWS::CloudFront::Distribution' as const,
  model: { CacheRules },
  properties: {
    DistributionConfig: {
      DefaultCacheBehavior: {
        ...POLICIES,
        ViewerProtocolPolicy: 'allow-all',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
      },
      Origins: [{ Id: 'Web', ConnectionAttempts: 1, CustomOriginConfig: {} }],
    },
  },
})

const scenario: Scenario = {
  coldstart: 1,
  name: 'http-cache-tests',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    distribution('Rfc', 'RFC9111'),
    distribution('Cdn', 'CloudFront'),
    { id: 'Web', type: 'Coldstart::HttpService' },
  ],
  edges: [
    { id: 'rfc', source: 'Rfc', target: 'Web' },
    { id: 'cdn', source: 'Cdn', target: 'Web' },
  ],
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })

/** Resolves with what `pattern` finds in what the process says first. */
const spoken = (child: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)))
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString()
      const found = pattern.exec(said)
      if (found !== null) resolve(found[1] ?? '')
    })
  })

const startNode = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  spawn(process.execPath, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

/** The whole suite against `base`, by its own command line. */
const runSuite = (base: string): Promise<Results> =>
  new Promise((resolve, reject) => {
    const child = startNode(['--no-warnings', 'cli.mjs'], SUITE, {
      npm_config_base: base,
      npm_config_id: '',
      npm_package_config_id: '',
    })
    const timer = setTimeout(() => child.kill(), SUITE_MS_MAX)
    let said = ''
    child.on('error', reject)
    child.stdout.on('data', (part: Buffer) => (said += part.toString()))
    child.on('close', () => {
      clearTimeout(timer)
      try {
        resolve(JSON.parse(said) as Results)
      } catch (reason) {
        reject(reason instanceof Error ? reason : new Error(String(reason)))
      }
    })
  })

async function readSuite(): Promise<readonly SuiteTest[]> {
  const file = pathToFileURL(join(SUITE, 'tests/index.mjs')).href
  const { default: suites } = (await import(file)) as {
    default: readonly { readonly tests: readonly SuiteTest[] }[]
  }
  return suites.flatMap(({ tests }) => tests).filter((one) => one.browser_only !== true)
}

const readKnown = (): readonly Results[] =>
  KNOWN.map(
    (name) => JSON.parse(readFileSync(join(SUITE, 'results', `${name}.json`), 'utf8')) as Results,
  )

/** Both distributions, one after the other: the suite's clock is the wall's, and it asks a hundred things at once. */
async function measure(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-http-cache-'))
  const file = join(folder, 'scenario.json')
  writeFileSync(file, JSON.stringify(scenario))
  const port = await freePort()
  const origin = startNode(['server/server.mjs'], SUITE, {
    npm_config_protocol: 'http',
    npm_config_port: String(port),
    npm_config_pidfile: join(folder, 'pid'),
  })
  const serve = ['--import', 'tsx', 'src/cli/main.ts', 'serve', file, '--port', '0']
  const children = [origin]
  try {
    await spoken(origin, /Listening on (\S+)/)
    const server = startNode([...serve, '--origin', `Web=http://127.0.0.1:${port}`], process.cwd())
    children.push(server)
    const at = await spoken(server, /127\.0\.0\.1:(\d+)[\s\S]*Ctrl-C/)
    const base = `http://127.0.0.1:${at}`
    const rfc = await runSuite(`${base}/Rfc`)
    return { rfc, cloudfront: await runSuite(`${base}/Cdn`) }
  } finally {
    for (const child of children) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

const tests = await readSuite()
const known = readKnown()
let outcome = await measure()
let { faults, figures } = findFaults(tests, { outcome, known, rules: cloudfrontDeviations })
// A machine that stood still for a second looks like a cache that kept something for too long: once more.
if (faults.length > 0) {
  outcome = await measure()
  ;({ faults, figures } = findFaults(tests, { outcome, known, rules: cloudfrontDeviations }))
}
for (const line of [...figures, ...faults]) console.log(line)
process.exit(faults.length === 0 ? 0 : 1)
