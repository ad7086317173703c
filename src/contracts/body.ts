/** The body of a message: text (UTF-8 on the wire) or raw bytes. */
export type Body = string | Uint8Array

/** One header line: its name as sent, its value. Order and repeats are kept. */
export type HeaderField = readonly [name: string, value: string]
export type Headers = readonly HeaderField[]

/** The values of header `name` (any case) joined as HTTP joins repeats; `undefined` where there is none. */
export function findHeader(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase()
  let found: string | undefined
  for (const [key, value] of headers) {
    if (key.toLowerCase() === wanted) found = found === undefined ? value : `${found},${value}`
  }
  return found
}
