import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { valueOf } from './testing.ts'

const quickJs = loadQuickJs()
const call = (method: string, input: string): unknown =>
  valueOf(
    quickJs,
    `try { return (await import('punycode')).default.${method}(${JSON.stringify(input)}) } catch (e) { return e.name + ': ' + e.message }`,
  )

// https://www.rfc-editor.org/rfc/rfc3492#section-7.1, and Node's own documentation of the module.
test.each([
  ['他们为什么不说中文', 'ihqwcrb4cv8a8dqg056pqjye'],
  ['Pročprostěnemluvíčesky', 'Proprostnemluvesky-uyb24dma41a'],
  ['3年B組金八先生', '3B-ww4c5e180e575a65lsy2b'],
  ['mañana', 'maana-pta'],
  ['☃-⌘', '--dqo34k'],
])('%s is %s', (text, code) => {
  expect(call('encode', text)).toBe(code)
  expect(call('decode', code)).toBe(text)
})

test('domains and mail addresses are changed label by label', () => {
  expect(call('toASCII', 'джумла@джpумлатест.bрфa')).toBe('джумла@xn--p-8sbkgc5ag7bhce.xn--ba-lmcq')
  expect(call('toUnicode', 'xn--maana-pta.com')).toBe('mañana.com')
  expect(call('decode', 'ä')).toBe('RangeError: Invalid input')
})
