/** Header lines as they were read. */
interface HeaderLines {
  readonly headers: readonly (readonly [string, string])[]
  /** Why the text cannot be sent; null when it can. */
  readonly error: string | null
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Reads header lines, `name: value` each, as an HTTP client's editor takes them. */
export function readHeaderLines(text: string): HeaderLines {
  const headers: (readonly [string, string])[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '') continue
    const colon = Math.max(0, line.indexOf(':'))
    const name = line.slice(0, colon).trim()
    if (!NAME.test(name)) {
      return { headers: [], error: `Line ${index + 1}: write a header as “name: value”` }
    }
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return { headers, error: null }
}

/** JSON set out over lines; any other body as it came. */
export function setOut(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : body
  } catch {
    return body
  }
}
