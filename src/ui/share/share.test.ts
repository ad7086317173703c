import type { Scenario } from '#scenario/schema.ts'
import { describe, expect, test } from 'vitest'
import { fileNameOf } from './exportFile.ts'
import { drawPicture } from './picture.ts'
import { checkLength, LINK_LENGTH_SAFE, linkOf } from './shareUrl.ts'
import { decodeShareLink } from '#scenario/shareLink.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items API — a <storm>',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', name: 'A & B', position: { x: 360, y: 100 } },
  ],
  edges: [{ id: 'e1', source: 'Users', target: 'Api' }],
}

test('a file is called after its scenario', () => {
  expect(fileNameOf(scenario.name)).toBe('items-api-a-storm')
  expect(fileNameOf('Übung 1')).toBe('u-bung-1')
  expect(fileNameOf('…')).toBe('scenario')
})

describe('the link', () => {
  const page = { origin: 'https://example.org', pathname: '/coldstart/' }

  test('stands on the page it was made on and opens as the same document', () => {
    const link = linkOf(scenario, { autoplay: true, embed: true }, page)
    expect(link.startsWith('https://example.org/coldstart/?embed=1#')).toBe(true)
    expect(decodeShareLink(link.slice(link.indexOf('#')))).toEqual({
      ok: true,
      scenario,
      autoplay: true,
    })
    expect(linkOf(scenario, { autoplay: false, embed: false }, page)).not.toContain('?')
  })

  test('that chat programs would cut is told apart', () => {
    expect(checkLength(LINK_LENGTH_SAFE)).toBe('short')
    expect(checkLength(LINK_LENGTH_SAFE + 1)).toBe('too-long')
  })
})

test('the picture shows every node and wire, with names that cannot break out of it', () => {
  const svg = drawPicture(scenario, 'dark')
  expect(svg).toContain('<title>Items API — a &lt;storm&gt;</title>')
  expect(svg).toContain('>A &amp; B</text>')
  expect(svg.match(/<rect/g)).toHaveLength(3)
  expect(svg.match(/marker-end/g)).toHaveLength(1)
  expect(svg).toContain('viewBox="-32 -32 664 236"')
})
