import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Headers } from '../body.ts'
import { formatHttpDate } from '../calendar.ts'
import { findAge, parseDirectives } from './directives.ts'
import { ageAt, computeInitialAge, computeLifetime } from './freshness.ts'
import { findInvalidated } from './invalidation.ts'
import { cutToRange, parseRange } from './ranges.ts'
import { mayUseOnError, planReuse } from './reuse.ts'
import { endToEndHeaders, findStoreRefusal, matchesVary, toCached } from './storing.ts'
import { freshen, isNotModified, toNotModified, validatingHeaders } from './validation.ts'

const NOW = Date.UTC(2026, 0, 1)
const date = (seconds: number): string => formatHttpDate(NOW + seconds * 1_000)
const get = (headers: Headers = []) => ({ method: 'GET', headers })
const ok = (headers: Headers, status = 200) => ({ status, headers, body: 'hello' })
const received = { requestedMs: NOW, receivedMs: NOW }
const cached = (headers: Headers, requestHeaders: Headers = []) =>
  toCached(get(requestHeaders), ok(headers), received)
const lifetimeOf = (headers: Headers, status = 200): number =>
  computeLifetime(ok(headers, status), NOW).seconds
const refusalOf = (headers: Headers, { status = 200, request = get() } = {}) =>
  findStoreRefusal(request, ok(headers, status), computeLifetime(ok(headers, status), NOW))
const reuse = (headers: Headers, afterSeconds: number, request = get()) =>
  planReuse(cached(headers), request, { nowMs: NOW + afterSeconds * 1_000, heedsRequest: true })

describe('directives: RFC 9111 §5.2', () => {
  test('names are case-insensitive, arguments may be quoted, commas in quotes part nothing', () => {
    const directives = parseDirectives(
      'Max-Age="60", x="a, max-age=1", no-store , PRIVATE="set-cookie"',
    )
    expect([...directives]).toEqual([
      ['max-age', '60'],
      ['x', 'a, max-age=1'],
      ['no-store', true],
      ['private', 'set-cookie'],
    ])
  })

  test('the first of two counts; what is malformed counts for nothing', () => {
    expect([...parseDirectives('max-age=1, max-age=2')]).toEqual([['max-age', '1']])
    expect([...parseDirectives(`max-age = 1, "max-age=1", =3,, a=b"c"`)]).toEqual([])
  })

  test('no text takes long or throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '=', '"', '\\', ',', ' ', '1') }),
        (text) => {
          expect(parseDirectives(text).size).toBeLessThanOrEqual(text.length)
        },
      ),
    )
  })

  test('Age: the first of several; what cannot be read is null (§5.1)', () => {
    expect(findAge([])).toBe(0)
    expect(findAge([['Age', '10, 99']])).toBe(10)
    expect(findAge([['Age', '1.5']])).toBeNull()
    expect(findAge([['Age', '-1']])).toBeNull()
  })
})

describe('freshness: RFC 9111 §4.2', () => {
  test('s-maxage before max-age before Expires (§4.2.1)', () => {
    const expires: Headers = [
      ['Date', date(0)],
      ['Expires', date(30)],
    ]
    expect(lifetimeOf([['Cache-Control', 'max-age=10, s-maxage=20'], ...expires])).toBe(20)
    expect(lifetimeOf([['Cache-Control', 'max-age=10'], ...expires])).toBe(10)
    expect(lifetimeOf(expires)).toBe(30)
  })

  test('Expires is measured from Date, whatever the clock says; an invalid one is in the past (§5.3)', () => {
    expect(
      lifetimeOf([
        ['Date', date(5_000)],
        ['Expires', date(5_060)],
      ]),
    ).toBe(60)
    expect(
      lifetimeOf([
        ['Expires', '0'],
        ['Date', date(0)],
      ]),
    ).toBe(0)
  })

  test('a heuristic is a tenth of the time since the last change, for statuses that allow it (§4.2.2)', () => {
    const headers: Headers = [
      ['Date', date(0)],
      ['Last-Modified', date(-1_000)],
    ]
    expect(computeLifetime(ok(headers), NOW)).toEqual({ seconds: 100, source: 'heuristic' })
    expect(lifetimeOf(headers, 201)).toBe(0)
    expect(lifetimeOf([...headers, ['Cache-Control', 'public']], 599)).toBe(100)
  })

  test('age is what the response says and the time since, or what its Date shows (§4.2.3)', () => {
    const at = (headers: Headers) =>
      ageAt(
        {
          initialAge: computeInitialAge(headers, { requestedMs: NOW - 500, receivedMs: NOW }),
          receivedMs: NOW,
        },
        NOW + 2_000,
      )
    expect(
      at([
        ['Age', '30'],
        ['Date', date(0)],
      ]),
    ).toBe(32.5)
    expect(at([['Date', date(-100)]])).toBe(102)
    expect(at([['Age', 'old']])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('storing: RFC 9111 §3', () => {
  test.each<[Headers, ReturnType<typeof refusalOf>]>([
    [[['Cache-Control', 'max-age=60']], null],
    [[['Cache-Control', 'max-age=60, no-store']], 'no-store'],
    [[['Cache-Control', 'max-age=60, private']], 'private'],
    [
      [
        ['Cache-Control', 'max-age=60'],
        ['Vary', 'Accept, *'],
      ],
      'vary-star',
    ],
    [[['ETag', '"a"']], null],
    [[], 'no-freshness'],
    [[['Cache-Control', 'no-cache']], 'no-freshness'],
  ])('%j → %s', (headers, refusal) => {
    expect(refusalOf(headers)).toBe(refusal)
  })

  test('only GET; not where the request says no-store', () => {
    const fresh: Headers = [['Cache-Control', 'max-age=60']]
    expect(refusalOf(fresh, { request: { method: 'POST', headers: [] } })).toBe('method')
    expect(refusalOf(fresh, { request: get([['Cache-Control', 'no-store']]) })).toBe(
      'request-no-store',
    )
  })

  test('with Authorization only where the response allows to share it (§3.5)', () => {
    const request = get([['Authorization', 'Bearer x']])
    expect(refusalOf([['Cache-Control', 'max-age=60']], { request })).toBe('authorization')
    for (const allowed of ['public', 'must-revalidate', 's-maxage=60']) {
      expect(refusalOf([['Cache-Control', `max-age=60, ${allowed}`]], { request })).toBeNull()
    }
  })

  test('must-understand: a status that is not understood is not kept, whatever else is said (§5.2.2.3)', () => {
    const headers: Headers = [['Cache-Control', 'max-age=60, no-store, must-understand']]
    expect(refusalOf(headers)).toBeNull()
    expect(refusalOf(headers, { status: 599 })).toBe('status')
  })

  test('fields of the connection, and those that it names, are not kept (§3.1)', () => {
    const headers: Headers = [
      ['Connection', 'close, X-Hop'],
      ['X-Hop', '1'],
      ['TE', 'gzip'],
      ['X-Own', '2'],
    ]
    expect(endToEndHeaders(headers)).toEqual([['X-Own', '2']])
  })

  test('Vary: every field that it names must be the same (§4.1)', () => {
    const kept = cached(
      [['Vary', 'Accept, X-A']],
      [
        ['Accept', 'a, b'],
        ['X-A', '1'],
      ],
    )
    expect(
      matchesVary(kept, [
        ['x-a', '1'],
        ['accept', 'a,b'],
      ]),
    ).toBe(true)
    expect(matchesVary(kept, [['accept', 'a,b']])).toBe(false)
    expect(
      matchesVary(kept, [
        ['x-a', '1'],
        ['accept', 'b,a'],
      ]),
    ).toBe(false)
  })
})

describe('reuse: RFC 9111 §4', () => {
  test('fresh until its lifetime is over, not at that very instant (§4.2)', () => {
    const headers: Headers = [['Cache-Control', 'max-age=60']]
    expect(reuse(headers, 59)).toEqual({ action: 'use', age: 59 })
    expect(reuse(headers, 60)).toEqual({ action: 'validate', age: 60, reason: 'stale' })
  })

  test('no-cache validates always (§5.2.2.4); so do no-cache, max-age and min-fresh of the request (§5.2.1)', () => {
    expect(reuse([['Cache-Control', 'max-age=60, no-cache']], 0)).toMatchObject({
      reason: 'no-cache',
    })
    const fresh: Headers = [['Cache-Control', 'max-age=60']]
    const ask = (value: string) => reuse(fresh, 30, get([['Cache-Control', value]]))
    expect(ask('no-cache')).toMatchObject({ reason: 'request-no-cache' })
    expect(ask('max-age=29')).toMatchObject({ reason: 'request-max-age' })
    expect(ask('min-fresh=31')).toMatchObject({ reason: 'request-max-age' })
    expect(ask('min-fresh=30')).toMatchObject({ action: 'use' })
    expect(reuse(fresh, 30, get([['Pragma', 'no-cache']]))).toMatchObject({
      reason: 'request-no-cache',
    })
  })

  test('stale only where the request takes it and the response does not forbid it (§4.2.4, §5.2.1.2)', () => {
    const request = get([['Cache-Control', 'max-stale=10']])
    expect(reuse([['Cache-Control', 'max-age=60']], 70, request)).toMatchObject({ action: 'use' })
    expect(reuse([['Cache-Control', 'max-age=60']], 71, request)).toMatchObject({
      action: 'validate',
    })
    for (const strict of ['must-revalidate', 'proxy-revalidate']) {
      expect(reuse([['Cache-Control', `max-age=60, ${strict}`]], 61, request)).toMatchObject({
        action: 'validate',
      })
    }
  })

  test('stale-while-revalidate answers at once and validates behind (RFC 5861 §3)', () => {
    const headers: Headers = [['Cache-Control', 'max-age=60, stale-while-revalidate=30']]
    expect(reuse(headers, 89)).toMatchObject({ action: 'use-and-validate' })
    expect(reuse(headers, 90)).toMatchObject({ action: 'validate' })
  })

  test('stale-if-error stands in for a server error or no answer, for so long (RFC 5861 §4)', () => {
    const kept = cached([['Cache-Control', 'max-age=60, stale-if-error=30']])
    const at = (seconds: number, status: number | null) =>
      mayUseOnError(kept, NOW + seconds * 1_000, status)
    expect([at(89, 503), at(89, null), at(90, 503), at(89, 404)]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('cut off, a cache may use what it has, unless the response forbids it (§4.2.4)', () => {
    const late = NOW + 3_600_000
    expect(mayUseOnError(cached([['Cache-Control', 'max-age=60']]), late, null)).toBe(true)
    expect(mayUseOnError(cached([['Cache-Control', 'max-age=60']]), late, 503)).toBe(false)
    for (const strict of ['must-revalidate', 's-maxage=1', 'no-cache']) {
      expect(mayUseOnError(cached([['Cache-Control', `max-age=60, ${strict}`]]), late, null)).toBe(
        false,
      )
    }
  })
})

describe('validation: RFC 9111 §4.3', () => {
  const kept = cached([
    ['ETag', '"a"'],
    ['Last-Modified', date(-60)],
    ['X-Own', 'old'],
    ['Age', '5'],
  ])

  test('asks with the stored validators in place of the conditions of the request (§4.3.1)', () => {
    expect(
      validatingHeaders(kept, [
        ['If-None-Match', '"b"'],
        ['Range', 'bytes=0-1'],
        ['Accept', '*/*'],
      ]),
    ).toEqual([
      ['Accept', '*/*'],
      ['If-None-Match', '"a"'],
      ['If-Modified-Since', date(-60)],
    ])
  })

  test('a 304 renews age and fields, but not those that the body was made with (§3.2)', () => {
    const later = { requestedMs: NOW + 1_000, receivedMs: NOW + 1_000 }
    const notModified = {
      status: 304,
      headers: [
        ['X-Own', 'new'],
        ['ETag', '"b"'],
        ['Cache-Control', 'max-age=9'],
      ] as Headers,
    }
    const fresh = freshen(kept, notModified, later)
    expect(fresh.headers).toEqual([
      ['ETag', '"a"'],
      ['Last-Modified', date(-60)],
      ['X-Own', 'new'],
      ['Cache-Control', 'max-age=9'],
    ])
    expect(fresh).toMatchObject({ status: 200, body: 'hello', lifetime: { seconds: 9 } })
    expect([fresh.receivedMs, fresh.initialAge]).toEqual([later.receivedMs, 0])
  })

  test('If-None-Match compares weakly and comes before If-Modified-Since (RFC 9110 §13.2.2)', () => {
    const asks = (headers: Headers) => isNotModified(get(headers), kept)
    expect(asks([['If-None-Match', '"x", W/"a"']])).toBe(true)
    expect(
      asks([
        ['If-None-Match', '"b"'],
        ['If-Modified-Since', date(0)],
      ]),
    ).toBe(false)
    expect(asks([['If-Modified-Since', date(-60)]])).toBe(true)
    expect(asks([['If-Modified-Since', date(-61)]])).toBe(false)
    expect(toNotModified(kept)).toMatchObject({ status: 304 })
  })
})

describe('ranges: RFC 9110 §14', () => {
  test.each<[string, unknown]>([
    ['bytes=0-1', { first: 0, last: 1 }],
    ['bytes=3-', { first: 3, last: 4 }],
    ['bytes=-2', { first: 3, last: 4 }],
    ['bytes=0-99', { first: 0, last: 4 }],
    ['bytes=5-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=2-1', null],
    ['bytes=0-0,2-3', null],
    ['lines=1-2', null],
  ])('%s of five bytes', (field, range) => {
    expect(parseRange(field, 5)).toEqual(range)
  })

  test('a part says what it is a part of; If-Range of another version sends the whole (§13.1.5)', () => {
    const whole = ok([
      ['ETag', '"a"'],
      ['Content-Length', '5'],
    ])
    const part = cutToRange(get([['Range', 'bytes=1-2']]), whole)
    expect(part).toMatchObject({ status: 206, body: new Uint8Array([101, 108]) })
    expect(part.headers).toContainEqual(['Content-Range', 'bytes 1-2/5'])
    expect(cutToRange(get([['Range', 'bytes=9-']]), whole)).toMatchObject({ status: 416 })
    expect(
      cutToRange(
        get([
          ['Range', 'bytes=1-2'],
          ['If-Range', '"b"'],
        ]),
        whole,
      ),
    ).toBe(whole)
  })
})

test('invalidation: a change makes its own URI and those of the same origin that it names invalid (RFC 9111 §4.4)', () => {
  const post = { method: 'POST', headers: [], target: '/a/b?c' }
  const answer = (status: number): { status: number; headers: Headers } => ({
    status,
    headers: [
      ['Location', 'https://x.example/new'],
      ['Content-Location', 'c'],
    ],
  })
  expect(findInvalidated(post, answer(201), 'https://x.example')).toEqual([
    '/a/b?c',
    '/new',
    '/a/c',
  ])
  expect(findInvalidated(post, answer(201), 'https://y.example')).toEqual(['/a/b?c', '/a/c'])
  expect(findInvalidated(post, answer(500), 'https://x.example')).toEqual([])
  expect(findInvalidated({ ...post, method: 'GET' }, answer(200), 'https://x.example')).toEqual([])
})
