'use strict'
/** XML as S3 writes it, and as it wants it. */

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescape = (text) =>
  text.includes('&')
    ? text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name) => {
        if (name[0] !== '#') return ENTITIES[name] ?? whole
        const code = name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1))
        return String.fromCodePoint(code)
      })
    : text

/** The document's root: `{ name, text, children }`. Of S3's own documents, which are well-formed. */
exports.parse = (source) => {
  const root = { name: '', text: '', children: [] }
  const open = [root]
  const markup = /<\?[^]*?\?>|<(\/?)([\w:.-]+)[^>]*?(\/?)>/g
  let at = 0
  for (let found = markup.exec(source); found; found = markup.exec(source)) {
    const top = open.at(-1)
    if (top.children.length === 0) top.text += source.slice(at, found.index)
    at = markup.lastIndex
    const [, isEnd, name, isEmpty] = found
    if (name === undefined) continue
    if (isEnd) {
      open.pop()
      if (top.children.length === 0) top.text = unescape(top.text)
      continue
    }
    const element = { name, text: '', children: [] }
    top.children.push(element)
    if (!isEmpty) open.push(element)
  }
  return root.children[0] ?? root
}

const ESCAPES = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#x0D;',
  '\n': '&#x0A;',
}
const escape = (text) => String(text).replace(/[&<>"\r\n]/g, (sign) => ESCAPES[sign])

/** `<name>value</name>`; lists repeat the name, unless `wrap` names their members. */
const element = (name, value, wrap) => {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) {
    const member = wrap[name]
    return member
      ? `<${name}>${value.map((each) => element(member, each, wrap)).join('')}</${name}>`
      : value.map((each) => element(name, each, wrap)).join('')
  }
  if (typeof value !== 'object') return `<${name}>${escape(value)}</${name}>`
  const inner = Object.keys(value)
    .map((key) => element(RENAMED[key] ?? key, value[key], wrap))
    .join('')
  return `<${name}>${inner}</${name}>`
}

/** Members whose elements are called otherwise. */
const RENAMED = { Objects: 'Object', Parts: 'Part' }
/** Lists whose members have an element of their own around them. */
const WRAPPED = { TagSet: 'Tag' }

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** A request's document. */
exports.write = (root, value) => {
  const text = element(root, value, WRAPPED)
  return `<?xml version="1.0" encoding="UTF-8"?>${text.replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`)}`
}
