import { XML_LENGTH_MAX } from '../limits.ts'

/** An element of a request's document. Attributes are skipped: nothing in S3's requests depends on one. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** Already XML: what `tag` makes. */
export interface Xml {
  readonly xml: string
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

export const escapeXml = (text: string): string =>
  text.replaceAll(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign)

/** An element; texts in it are escaped. */
export const tag = (
  name: string,
  ...content: readonly (string | number | boolean | Xml)[]
): Xml => {
  const inner = content.map((part) =>
    typeof part === 'object' ? part.xml : escapeXml(String(part)),
  )
  return { xml: `<${name}>${inner.join('')}</${name}>` }
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** A whole document in S3's namespace. */
export const toDocument = (root: string, ...content: readonly Xml[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content
    .map(({ xml }) => xml)
    .join('')}</${root}>`

/** Levels that a request's document may have. S3's own need six. */
const DEPTH_MAX = 16

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** A character reference's letter; null where there is none such. */
function readEntity(name: string): string | null {
  if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name] ?? null
  const [, hex, digits] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? []
  const code = hex === undefined ? Number(digits ?? Number.NaN) : Number.parseInt(hex, 16)
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : null
}

const readText = (raw: string): string | null => {
  let isBroken = false
  const text = raw.replaceAll(/&([^;&]{0,10});|&/g, (_whole, name: string | undefined) => {
    const found = name === undefined ? null : readEntity(name)
    isBroken ||= found === null
    return found ?? ''
  })
  return isBroken ? null : text
}

interface Open {
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

const MARKUP =
  /<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y

/** Reads a document's one element; null where it is not well-formed, too deep or too long. No DTD, no entities of its own. */
export function parseXml(source: string): XmlElement | null {
  if (source.length > XML_LENGTH_MAX) return null
  const root: Open = { name: '', text: '', children: [] }
  const open: Open[] = [root]
  let at = source.startsWith('\u{FEFF}') ? 1 : 0
  while (at < source.length) {
    const top = open.at(-1)
    if (top === undefined) return null
    const next = source.indexOf('<', at)
    const text = readText(source.slice(at, next < 0 ? source.length : next))
    if (text === null || (top === root && text.trim() !== '')) return null
    top.text += text
    if (next < 0) break
    MARKUP.lastIndex = next
    const found = MARKUP.exec(source)
    if (found === null) return null
    at = MARKUP.lastIndex
    const [, data, isEnd, name, , isEmpty] = found
    if (data !== undefined) top.text += data
    if (name === undefined) continue
    if (isEnd === '/') {
      open.pop()
      if (top.name !== name || top === root) return null
      open.at(-1)?.children.push(close(top))
      continue
    }
    const begun: Open = { name, text: '', children: [] }
    if (isEmpty === '/') top.children.push(close(begun))
    else open.push(begun)
    if (open.length > DEPTH_MAX) return null
  }
  const [only, ...more] = root.children
  return open.length === 1 && only !== undefined && more.length === 0 ? only : null
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const close = ({ name, text, children }: Open): XmlElement => ({
  name: localName(name),
  text: children.length === 0 ? text : '',
  children,
})

/** The children of one name. */
export const all = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name)

/** The text of the first child of that name. */
export const textOf = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text
