import { readHeaderLines } from '#kit/httpText.ts'

/** A request as a person wrote it. */
export interface WrittenRequest {
  readonly node: string
  readonly method: string
  readonly scheme: 'https' | 'http'
  /** With its query: `/items?limit=5`. */
  readonly target: string
  /** `name: value`, a line each. */
  readonly headers: string
  readonly body: string
  /** The access key of the IAM user that signs it; empty: nobody signs. */
  readonly signer: string
}

/** The path and the query of a target, escaped as a browser does; escapes that are there stay. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const rooted = target.startsWith('/') ? target : `/${target}`
  const [whole = '/'] = rooted.split('#')
  const mark = whole.indexOf('?')
  const escape = (text: string): string => encodeURI(text.toWellFormed()).replaceAll('%25', '%')
  return {
    path: escape(mark < 0 ? whole : whole.slice(0, mark)),
    query: mark < 0 ? '' : escape(whole.slice(mark + 1)),
  }
}

/** Where `npm run serve` puts a node. */
const urlOf = ({ node, target }: WrittenRequest): string => {
  const { path, query } = splitTarget(target)
  return `http://127.0.0.1:4566/${encodeURIComponent(node)}${path}${query === '' ? '' : `?${query}`}`
}

/** Nobody speaks TLS to `npm run serve`: what is sent in the clear says so. */
const headersOf = ({ headers, scheme }: WrittenRequest) => [
  ...readHeaderLines(headers).headers,
  ...(scheme === 'http' ? [['X-Forwarded-Proto', 'http'] as const] : []),
]

/** In a POSIX shell, quoted. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Who signs, and for which Region. */
export interface CodeSigner {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** The request for `curl`, against `npm run serve`. */
export function toCurl(request: WrittenRequest, signer: CodeSigner | null = null): string {
  const { method, body } = request
  const lines = [
    `curl -i${method === 'GET' ? '' : method === 'HEAD' ? 'I' : ` -X ${method}`} ${quote(urlOf(request))}`,
    ...headersOf(request).map(([name, value]) => `  -H ${quote(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`  --data-raw ${quote(body)}`]),
    ...(signer === null
      ? []
      : [
          `  --aws-sigv4 ${quote(`aws:amz:${signer.region}:execute-api`)}`,
          `  --user ${quote(`${signer.accessKeyId}:${signer.secretAccessKey}`)}`,
        ]),
  ]
  return lines.join(' \\\n')
}

/** The request for `fetch`, against `npm run serve`. */
export function toFetch(request: WrittenRequest): string {
  const { method, body } = request
  const headers = headersOf(request)
  const init = {
    ...(method !== 'GET' && { method }),
    ...(headers.length > 0 && { headers }),
    ...(body !== '' && { body }),
  }
  const options = Object.keys(init).length === 0 ? '' : `, ${JSON.stringify(init, null, 2)}`
  return `const response = await fetch(${JSON.stringify(urlOf(request))}${options})\nconsole.log(response.status, await response.text())`
}
