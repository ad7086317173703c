import { expect, test } from 'vitest'
import { createFrameDocument, SANDBOX } from './frame.ts'
import { createCookieJar } from './cookieJar.ts'
import { createSiteBridge, readGuestMessage, redirectOf, type SiteAnswer } from './siteBridge.ts'

const get = (path: string) => ({ method: 'GET', path, headers: [], body: '' })

const answer = (
  status: number,
  headers: readonly (readonly [string, string])[] = [],
  body = '',
): SiteAnswer & { type: 'answered' } => ({
  type: 'answered',
  trace: 1,
  latencyMs: 5,
  status,
  headers,
  body,
  isBase64Encoded: false,
})

/** A run that answers by path, once it was asked twice. */
function createWorld(serve: (path: string, method: string) => SiteAnswer) {
  const commands: { id: string; path: string; method: string; headers: unknown }[] = []
  const asked = new Map<string, number>()
  const heard: string[] = []
  let ids = 0
  const bridge = createSiteBridge({
    client: {
      async command(command) {
        commands.push(command as (typeof commands)[number])
      },
      async read(query) {
        const { id } = query as { id: string }
        asked.set(id, (asked.get(id) ?? 0) + 1)
        if (asked.get(id) === 1) return { type: 'waiting', trace: 1 }
        const sent = commands.find((command) => command.id === id)
        return sent === undefined ? { type: 'unknown' } : serve(sent.path, sent.method)
      },
    },
    cookies: createCookieJar(() => 0),
    createId: () => `id${++ids}`,
    later: () => Promise.resolve(),
    onAnswer: ({ path }) => void heard.push(path),
  })
  return { bridge, commands, heard }
}

test('a request goes out as the client’s own and comes back when the run has answered', async () => {
  const { bridge, commands, heard } = createWorld(() => answer(200, [], 'hello'))
  const { answer: came, path } = await bridge.exchange({
    ...get('/a?b=1'),
    headers: [
      ['X-A', '1'],
      ['Accept-Encoding', 'br'],
    ],
  })
  expect(came).toMatchObject({ status: 200, body: 'hello' })
  expect(path).toBe('/a?b=1')
  expect(heard).toEqual(['/a?b=1'])
  // Only what a page can unpack is asked for.
  expect(commands[0]?.headers).toEqual([
    ['X-A', '1'],
    ['accept-encoding', 'gzip'],
  ])
  // What the frame calls its request is no part of it.
  const said = readGuestMessage({ type: 'request', id: 7, ...get('/b') })
  if (said?.type === 'request') await bridge.exchange(said)
  expect(commands[1]).toMatchObject({ type: 'send', id: 'id2', path: '/b' })
})

test('redirects are followed on the same site, a POST becomes a GET after 302 and 303 and stays one after 307', () => {
  const to = (status: number, location: string) => answer(status, [['Location', location]])
  const post = { method: 'POST', path: '/dir/form', headers: [], body: 'x' }
  expect(redirectOf(to(302, '../done'), post)).toEqual({
    ...post,
    method: 'GET',
    body: '',
    path: '/done',
  })
  expect(redirectOf(to(303, '/done?x'), post)).toMatchObject({ method: 'GET', path: '/done?x' })
  expect(redirectOf(to(307, '/again'), post)).toEqual({ ...post, path: '/again' })
  expect(redirectOf(to(301, 'https://evil.example/'), post)).toBe('elsewhere')
  expect(redirectOf(to(301, 'http://['), post)).toBe('elsewhere')
  expect(redirectOf(to(200, '/no'), post)).toBeNull()
  expect(redirectOf(answer(302), post)).toBeNull()
})

test('a circle of redirects ends, another host is not followed', async () => {
  const circle = createWorld((path) => answer(301, [['location', path === '/a' ? '/b' : '/a']]))
  expect((await circle.bridge.exchange(get('/a'))).answer).toMatchObject({
    type: 'failed',
    message: 'more than 20 redirects',
  })
  expect(circle.commands).toHaveLength(21)
  const away = createWorld(() => answer(302, [['location', '//evil.example']]))
  expect((await away.bridge.exchange(get('/'))).answer.type).toBe('failed')
})

test('a page that floods is cut off, and one that was left hears no more', async () => {
  const { bridge, commands } = createWorld(() => answer(200))
  const all = await Promise.all(Array.from({ length: 5_010 }, () => bridge.exchange(get('/'))))
  expect(commands).toHaveLength(5_000)
  expect(all.filter(({ answer: came }) => came.type === 'failed')).toHaveLength(10)
  bridge.dispose()
  expect((await bridge.exchange(get('/'))).answer.type).toBe('failed')
})

test('what makes no sense out of the frame is not heard', () => {
  const request = { type: 'request', id: 1, ...get('/x') }
  expect(readGuestMessage(request)).toEqual(request)
  for (const nonsense of [
    null,
    'request',
    { type: 'eval', code: 'alert(1)' },
    { ...request, path: '//evil.example/ x' },
    { ...request, path: 'https://evil.example/' },
    { ...request, path: '/a\nHost: b' },
    { ...request, method: 'CONNECT' },
    { ...request, headers: [['a b', 'c']] },
    { ...request, headers: [['a', 'b\r\nc: d']] },
    { ...request, headers: Array.from({ length: 101 }, () => ['a', 'b']) },
    { ...request, body: 7 },
    { ...request, id: 'one' },
  ]) {
    expect(readGuestMessage(nonsense), JSON.stringify(nonsense)).toBeNull()
  }
})

test('the frame has no origin, and a policy that reaches no host', () => {
  expect(SANDBOX).not.toMatch(/same-origin|top-navigation|popups|modals|downloads/)
  const html = createFrameDocument()
  expect(html).toContain("default-src 'none'")
  expect(html).toContain("form-action 'none'")
  expect(html).not.toMatch(/https:|\*;|'self'/)
  // The guest's own text must not end its script.
  expect(html.match(/<\/script>/g)).toHaveLength(1)
})

test('cookies that an answer sets go along with what is asked next, redirects too', async () => {
  const { bridge, commands } = createWorld((path) =>
    path === '/login'
      ? answer(303, [
          ['Location', '/home'],
          ['Set-Cookie', 'session=abc; Path=/; HttpOnly; Secure'],
          ['Set-Cookie', 'admin=1; Path=/admin'],
        ])
      : answer(200),
  )
  await bridge.exchange({ ...get('/login'), headers: [['Cookie', 'forged=1']] })
  await bridge.exchange(get('/admin/x'))
  const cookiesOf = commands.map(({ headers }) =>
    (headers as [string, string][]).filter(([name]) => name.toLowerCase() === 'cookie'),
  )
  expect(cookiesOf).toEqual([[], [['cookie', 'session=abc']], [['cookie', 'admin=1; session=abc']]])
})

// RFC 6265 §5.3
test('scripts neither see nor change what is HttpOnly; what is over is gone', () => {
  const jar = createCookieJar(() => Date.UTC(2026, 0, 1))
  jar.take([['set-cookie', 'session=abc; HttpOnly']], '/login')
  jar.write('session=mine', '/')
  jar.write('theme=dark; path=/', '/a/b')
  expect([jar.visible('/'), jar.header('/')]).toEqual(['theme=dark', 'session=abc; theme=dark'])
  jar.write('theme=; max-age=0; path=/', '/')
  jar.take([['set-cookie', 'session=; expires=Thu, 01 Jan 1970 00:00:00 GMT']], '/logout')
  expect(jar.header('/')).toBe('')
})
