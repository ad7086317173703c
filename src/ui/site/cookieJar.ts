/** Cookies of one site, as its frame's browser keeps them for a visit: a document without an origin has none of its own. */
export interface CookieJar {
  /** Takes the `Set-Cookie` headers of an answer. `path`: of the request. */
  take(headers: readonly (readonly [string, string])[], path: string): void
  /** What a script wrote to `document.cookie`. */
  write(text: string, path: string): void
  /** The `Cookie` header for `path`; empty: none. */
  header(path: string): string
  /** What `document.cookie` says under `path`: all that scripts may see. */
  visible(path: string): string
}

interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly isHidden: boolean
}

/** RFC 6265 §4.1.2: beyond it a browser may take no more. */
const COOKIES_MAX = 50
const COOKIE_LENGTH_MAX = 4_096
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\x20-\x7e]*$/

/** RFC 6265 §5.1.4: everything up to the last slash. */
const defaultPath = (path: string): string => {
  const end = path.split('?')[0]?.lastIndexOf('/') ?? 0
  return end < 1 ? '/' : path.slice(0, end)
}

const covers = ({ path: of }: Cookie, path: string): boolean => {
  const asked = path.split('?')[0] ?? '/'
  return asked === of || (asked.startsWith(of) && (of.endsWith('/') || asked[of.length] === '/'))
}

/** Creates an empty jar. `nowMs`: the run's time, by which cookies that are over are told. */
export function createCookieJar(nowMs: () => number): CookieJar {
  const cookies = new Map<string, Cookie>()

  /** RFC 6265 §5.2 and §5.3, for one host over TLS. */
  const set = (line: string, asked: string, isScript: boolean): void => {
    if (line.length > COOKIE_LENGTH_MAX) return
    const [pair = '', ...rest] = line.split(';')
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || !TOKEN.test(name) || !VALUE.test(value)) return
    const attributes = new Map(
      rest.map((each) => {
        const [key = '', ...of] = each.split('=')
        return [key.trim().toLowerCase(), of.join('=').trim()] as const
      }),
    )
    if (isScript && attributes.has('httponly')) return
    const told = attributes.get('path') ?? ''
    const path = told.startsWith('/') ? told : defaultPath(asked)
    const id = `${name} ${path}`
    if (isScript && cookies.get(id)?.isHidden === true) return
    const age = attributes.get('max-age')
    const expires = attributes.get('expires')
    const until = expires === undefined ? Number.NaN : Date.parse(expires)
    const isOver = age !== undefined && /^-?\d+$/.test(age) ? Number(age) <= 0 : until <= nowMs()
    if (isOver) cookies.delete(id)
    else if (cookies.has(id) || cookies.size < COOKIES_MAX) {
      cookies.set(id, { name, value, path, isHidden: attributes.has('httponly') })
    }
  }

  const textOf = (path: string, wanted: (cookie: Cookie) => boolean): string =>
    [...cookies.values()]
      .filter((cookie) => covers(cookie, path) && wanted(cookie))
      // "Cookies with longer paths are listed before cookies with shorter paths."
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')

  return {
    take(headers, path) {
      for (const [name, value] of headers) {
        if (name.toLowerCase() === 'set-cookie') set(value, path, false)
      }
    },
    write: (text, path) => set(text, path, true),
    header: (path) => textOf(path, () => true),
    visible: (path) => textOf(path, ({ isHidden }) => !isHidden),
  }
}
