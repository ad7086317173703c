import { deflateSync } from 'fflate'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from './base64url.ts'
import type { Scenario } from './schema.ts'
import { decodeShareLink, encodeShareLink, isShareLink, LINK_BYTES_MAX } from './shareLink.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Grüße 🥶',
  seed: 3,
  region: 'eu-central-1',
  nodes: [{ id: 'F', type: 'AWS::Lambda::Function', code: { 'index.mjs': 'export {}' } }],
  edges: [],
}

const messageOf = (fragment: string): string => {
  const link = decodeShareLink(fragment)
  return link.ok ? 'ok' : (link.problems[0]?.message ?? 'no problem told')
}

describe('a link', () => {
  test('carries the whole document and whether to play at once', () => {
    const fragment = encodeShareLink(scenario, { autoplay: true })
    expect(decodeShareLink(fragment)).toEqual({ ok: true, scenario, autoplay: true })
    expect(decodeShareLink(`#${fragment}`)).toEqual({ ok: true, scenario, autoplay: true })
    expect(fragment).toMatch(/^s1=\d+\.[A-Za-z0-9_-]+&autoplay$/)
    expect(isShareLink(`#${fragment}`)).toBe(true)
  })

  test.each([
    ['', 'is not a link to a scenario'],
    ['#/about', 'is not a link to a scenario'],
    ['s2=12.abc', 'was made by a newer Coldstart than this one'],
    ['s1=', 'is damaged: characters are missing or strange'],
    ['s1=12.a+b/', 'is damaged: characters are missing or strange'],
    ['s1=12.AAAA', 'is damaged: it was cut off or changed on its way'],
    ['s1=12.AAAAA', 'is damaged: it was cut off or changed on its way'],
    [`s1=6.${toBase64url(deflateSync(new TextEncoder().encode('{"a":x')))}`, 'is not JSON'],
  ])('%s is refused', (fragment, message) => {
    expect(messageOf(fragment)).toBe(message)
  })

  test('blanks and line ends that mail adds, as they are or escaped, are no part of it', () => {
    const fragment = encodeShareLink(scenario)
    const broken = `${fragment.slice(0, 20)}\r\n  ${fragment.slice(20)}`
    for (const text of [
      `${fragment}\n`,
      `${fragment}%0A`,
      `${fragment}%20`,
      ` #${fragment}`,
      broken,
    ])
      expect(decodeShareLink(text.trimStart())).toMatchObject({ ok: true, scenario })
  })

  test('a cut-off link is refused', () => {
    expect(messageOf(encodeShareLink(scenario).slice(0, -3))).toBe(
      'is damaged: it was cut off or changed on its way',
    )
  })

  test('a bomb is refused by what it declares, before anything is unpacked', () => {
    const bomb = toBase64url(deflateSync(new Uint8Array(50_000_000), { level: 9 }))
    expect(messageOf(`s1=50000000.${bomb}`)).toBe(
      `holds 50000000 bytes; a link may hold ${LINK_BYTES_MAX}`,
    )
  })

  test('a bomb that lies about its size is stopped while it unpacks', () => {
    const bomb = toBase64url(deflateSync(new Uint8Array(50_000_000), { level: 9 }))
    const before = process.memoryUsage().arrayBuffers
    expect(messageOf(`s1=1000.${bomb}`)).toBe('holds more than it declares')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000)
  })

  test('garbage never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 200 }), (text, bytes) => {
        decodeShareLink(text)
        decodeShareLink(`s1=${text}`)
        expect(decodeShareLink(`s1=${bytes.length}.${toBase64url(bytes)}`).ok).toBe(false)
      }),
    )
  })
})

test('base64url: RFC 4648 §5 without padding, as Node has it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url')
      expect(toBase64url(bytes)).toBe(text)
      expect(fromBase64url(text)).toEqual(bytes)
    }),
  )
  expect(fromBase64url('A')).toBeNull()
  expect(fromBase64url('A=')).toBeNull()
})
