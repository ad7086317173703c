import type { ApiReply } from '#contracts/api.ts'
import type { CodeLine } from '#contracts/files.ts'
import { type Headers, utf8Length } from '#contracts/body.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import { formatHex, formatUuid } from '#kernel/hexadecimal.ts'
import type { Random } from '#kernel/random.ts'
import type { HandlerCall } from '../runtime.ts'
import type { Budget } from './budget.ts'
import type { CallSites } from './callSites.ts'

/**
 * What interpreting the same steps in the SDK was measured to take, in ticks: a call by this way is charged as much, so
 * that a function's CPU time does not depend on which way its calls take.
 */
const CALL_TICKS = 2_300
const REPLY_TICKS = 380
const ATTRIBUTE_TICKS = 90

/** One client's calls of one operation, described once by the SDK inside (`sdk/internal/plainCall.cjs`). */
interface Profile {
  readonly service: string
  /** `DynamoDB_20120810.GetItem` */
  readonly target: string
  readonly contentType: string
  readonly hostname: string
  readonly userAgent: string
  readonly shortUserAgent: string
  readonly accessKeyId: string
  readonly sessionToken: string
  /** `us-east-1/dynamodb` */
  readonly scope: string
  readonly maxAttempts: number
  /** The output's members in the shape's order, and what they hold. */
  readonly members: readonly (readonly [name: string, holds: Holds])[]
}

/**
 * What is done with a member: `=` it travels as it is; `A` so it does unless there are binary values in the reply; `V`
 * the attribute values of a map become plain, `[V` those of each map in a list; `?` it is for the SDK to read.
 */
type Holds = '=' | 'A' | 'V' | '[V' | '?'

/** A reply that needs nothing of the SDK any more: `[output without $metadata, request id]` as JSON. */
interface PlainReply {
  readonly text: string
  readonly ticks: number
}

/**
 * The host's half of the SDK's direct calls: headers and signature of a request, plain JavaScript values out of a reply.
 * The same bytes as the SDK's own code inside gives (`sdk/internal/request.cjs`, `reply.cjs`), a hundred times faster.
 */
export interface SdkCalls {
  /** Takes a profile as JSON; its number, or -1 where there are too many. */
  readonly register: (profile: string) => number
  /** Makes the request of a call and keeps it for `take`. */
  readonly send: (call: SdkCall) => void
  /** The calls sent since it was last asked. */
  readonly take: () => readonly HandlerCall[]
  /** What the guest hears of the reply to call `id`. */
  readonly answer: (id: number, reply: ApiReply) => SdkAnswer
}

/** `plain` where the SDK inside need not see the reply itself; else the headers with which the call went out, if it did so by this way. */
interface SdkAnswer {
  readonly plain: PlainReply | null
  readonly sent: Headers | null
  /** `CallSites.find()` of the call that went out so: its retries are that line's, too. */
  readonly site: number
}

/** One call: which profile, and what differs from the last. */
interface SdkCall {
  readonly id: number
  readonly profile: number
  readonly body: string
  /** `X-Amzn-Trace-Id`; empty for none. */
  readonly trace: string
  readonly epochMs: number
  /** Of `CallSites`; absent: not known. */
  readonly site?: number
}

const PROFILES_MAX = 1_000

/** A word's bytes the other way round: the lowest is written first. */
const swapped = (word: number): number =>
  (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)

/** `20260101T000000Z`, made once a second. */
function createStamps(): (epochMs: number) => string {
  let known = -1
  let stamp = ''
  return (epochMs) => {
    const second = Math.floor(epochMs / 1_000)
    if (second === known) return stamp
    known = second
    stamp = `${formatIsoTime(second * 1_000)
      .slice(0, 19)
      .replaceAll(/[-:]/g, '')}Z`
    return stamp
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Thrown where a value is not for this way. */
const NOT_PLAIN = new Error('not plain')

/** Turns attribute values into what the document client makes of them by default; counts them. */
class Plainer {
  attributes = 0

  valueOf(attribute: unknown): unknown {
    this.attributes++
    if (!isRecord(attribute)) throw NOT_PLAIN
    const [kind = ''] = Object.keys(attribute)
    const value = attribute[kind]
    if (kind === 'S' && typeof value === 'string') return value
    if (kind === 'N' && typeof value === 'string') return this.numberOf(value)
    if (kind === 'BOOL' && typeof value === 'boolean') return value
    if (kind === 'NULL') return null
    if (kind === 'M') return this.mapOf(value)
    if (kind === 'L' && Array.isArray(value)) return value.map((item) => this.valueOf(item))
    throw NOT_PLAIN
  }

  mapOf(map: unknown): Record<string, unknown> {
    if (!isRecord(map)) throw NOT_PLAIN
    const out: Record<string, unknown> = {}
    for (const key of Object.keys(map)) {
      if (key === '__proto__') throw NOT_PLAIN
      out[key] = this.valueOf(map[key])
    }
    return out
  }

  listOf(list: unknown): unknown {
    if (!Array.isArray(list)) throw NOT_PLAIN
    return list.map((item) => this.mapOf(item))
  }

  private numberOf(text: string): number {
    const number = Number(text)
    if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) throw NOT_PLAIN
    if (Object.is(number, -0)) throw NOT_PLAIN
    return number
  }
}

const REQUEST_IDS = new Set(['x-amzn-requestid', 'x-amzn-request-id', 'x-amz-request-id'])
/** Headers that `$metadata` tells, but almost no reply has. */
const RARE_IDS = new Set(['x-amz-id-2', 'x-amz-cf-id'])

function requestIdOf(headers: Headers): string {
  let found: string | null = null
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (RARE_IDS.has(key)) throw NOT_PLAIN
    if (!REQUEST_IDS.has(key)) continue
    if (found !== null) throw NOT_PLAIN
    found = value
  }
  if (found === null) throw NOT_PLAIN
  return found
}

/** The output as JSON, by the profile. */
function writeOutput({ members }: Profile, body: string, plainer: Plainer): string {
  if (body === '{}' || body === '') return '{}'
  const parsed: unknown = JSON.parse(body)
  if (!isRecord(parsed) || '__type' in parsed) throw NOT_PLAIN
  const out: Record<string, unknown> = {}
  for (const [name, holds] of members) {
    const value = parsed[name]
    if (value === undefined || value === null) continue
    if (holds === '=') out[name] = value
    else if (holds === 'V') out[name] = plainer.mapOf(value)
    else if (holds === '[V') out[name] = plainer.listOf(value)
    else if (holds === 'A' && !body.includes('"B')) out[name] = value
    else throw NOT_PLAIN
  }
  return JSON.stringify(out)
}

interface Open {
  readonly profile: Profile
  /** Given up when it is answered: V8 copies a Map every few deletions, and what outlives a collection keeps the copies. */
  headers: Headers | null
  readonly site: number
}

/** A reply as plain values; null where it is an error, or has binary values, big numbers, sets. */
function readPlain(profile: Profile, reply: ApiReply): PlainReply | null {
  if (reply.type !== 'response' || reply.status !== 200) return null
  if (typeof reply.body !== 'string') return null
  try {
    const plainer = new Plainer()
    const requestId = requestIdOf(reply.headers)
    const output = writeOutput(profile, reply.body, plainer)
    const text = `[${output},${JSON.stringify(requestId)}]`
    return { text, ticks: REPLY_TICKS + ATTRIBUTE_TICKS * plainer.attributes }
  } catch {
    return null
  }
}

/** Where a call's length stands among its headers. */
const LENGTH_AT = 2

/** A profile, and what is the same in the headers of all its calls. */
type Known = ReturnType<typeof prepare>
const prepare = (profile: Profile) => {
  const { sessionToken } = profile
  const header = (name: string, value: string): readonly [string, string] => [name, value]
  return {
    profile,
    /** The first headers; the length of the body comes in its place. */
    beginning: [
      header('content-type', profile.contentType),
      header('x-amz-target', profile.target),
      header('content-length', ''),
      header('x-amz-user-agent', profile.shortUserAgent),
      header('user-agent', profile.userAgent),
      header('host', profile.hostname),
    ],
    fixed: {
      attempt: header('amz-sdk-request', `attempt=1; max=${profile.maxAttempts}`),
      token: sessionToken === '' ? null : header('x-amz-security-token', sessionToken),
    },
    signed:
      'amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date;' +
      `${sessionToken === '' ? '' : 'x-amz-security-token;'}x-amz-target;x-amz-user-agent`,
  }
}

/** `chance`: a stream for identifiers. `lineAt`: the line of a call's site. */
export function createSdkCalls(
  chance: Random,
  lineAt: (site: number) => CodeLine | undefined = () => undefined,
): SdkCalls {
  const profiles: Known[] = []
  const open = new Map<number, Open>()
  let sent: HandlerCall[] = []
  const stampOf = createStamps()

  const headersFor = ({ profile, beginning, fixed, signed }: Known, call: SdkCall): Headers => {
    const { body, trace, epochMs } = call
    // Version 4, of the same four words as `uuid` in `node/internal/random.cjs`.
    const a = swapped(chance.word())
    const b = swapped((chance.word() & 0xff0f_ffff) | 0x0040_0000)
    const c = swapped((chance.word() & 0xffff_ff3f) | 0x0000_0080)
    const d = swapped(chance.word())
    const uuid = formatUuid(a, b, c, d)
    const stamp = stampOf(epochMs)
    const digits = formatHex(a, b, c, d)
    // A copy rather than a literal, which V8 came to take for long-lived: see `Entry` of the simulation's rosters.
    const headers = beginning.slice()
    headers[LENGTH_AT] = ['content-length', String(utf8Length(body))]
    if (trace !== '') headers.push(['X-Amzn-Trace-Id', trace])
    headers.push(['amz-sdk-invocation-id', uuid], fixed.attempt, ['x-amz-date', stamp])
    if (fixed.token !== null) headers.push(fixed.token)
    const { accessKeyId, scope } = profile
    headers.push([
      'authorization',
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${stamp.slice(0, 8)}/${scope}/aws4_request, ` +
        `SignedHeaders=${signed}, Signature=${digits}${digits}`,
    ])
    return headers
  }

  return {
    register(text) {
      if (profiles.length >= PROFILES_MAX) return -1
      return profiles.push(prepare(JSON.parse(text) as Profile)) - 1
    },
    send(call) {
      const known = profiles[call.profile]
      if (known === undefined) return
      const { profile } = known
      const headers = headersFor(known, call)
      const { id, body, site = -1 } = call
      open.set(id, { profile, headers, site })
      sent.push({
        id,
        service: profile.service,
        method: 'POST',
        path: '/',
        query: '',
        headers,
        body,
        attempt: 1,
        calledAt: lineAt(site),
      })
    },
    take() {
      const taken = sent
      if (taken.length > 0) sent = []
      return taken
    },
    answer(id, reply) {
      const made = open.get(id)
      if (made === undefined) return { plain: null, sent: null, site: -1 }
      open.delete(id)
      const { profile, headers, site } = made
      made.headers = null
      return { plain: readPlain(profile, reply), sent: headers, site }
    },
  }
}

/** The guest's functions for it, charged to `budget`. */
export const createSdkNatives = (
  { register, send }: SdkCalls,
  sites: CallSites,
  budget: Budget,
): {
  readonly site: () => number
  readonly profile: (text?: string) => number
  readonly send: (id?: string, profile?: string, body?: string, trace?: string) => undefined
} => ({
  site: sites.find,
  profile: (text = '') => register(text),
  send: (id = '', profile = '', body = '', trace = '') => {
    const epochMs = Math.floor(budget.clock() / 1_000)
    const site = sites.find()
    send({ id: Number(id), profile: Number(profile), body, trace, epochMs, site })
    budget.charge(CALL_TICKS)
    return undefined
  },
})
