import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { worldShop } from '#gallery/worldShop.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { expect, test } from 'vitest'
import { runCli } from './command.ts'
import { loadBrotli } from './loadBrotli.ts'

const PAGE = `<!doctype html><title>Edges</title>${'<p>caches all over the world</p>'.repeat(100)}`

const shop = {
  ...worldShop,
  nodes: worldShop.nodes.map((node) =>
    node.id === 'Site' ? { ...node, data: [{ Key: 'page.html', Text: PAGE }] } : node,
  ),
}

interface Told {
  readonly traceHash: string
  readonly responses: readonly {
    readonly headers: readonly (readonly [string, string])[]
    readonly body: string
  }[]
}

async function ask(accepted: string): Promise<Told> {
  const out: string[] = []
  const args = ['request', 'a.json', '--path', '/page.html', '--repeat', '2', '--json']
  await runCli([...args, '--header', `accept-encoding: ${accepted}`], {
    out: (text) => void out.push(text),
    err: (text) => void out.push(text),
    readFile: () => JSON.stringify(shop),
    loadHandlers: loadQuickJs,
    wallMs: () => 0,
  })
  return JSON.parse(out.join('\n')) as Told
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html: Brotli is preferred where the
// viewer takes both, and a strong ETag becomes a weak one.
test.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
])(
  'a distribution packs for who takes %s with %s, the miss and the hit',
  async (accepted, encoding, unpack) => {
    const { responses, traceHash } = await ask(accepted)
    expect(responses).toHaveLength(2)
    for (const { headers, body } of responses) {
      const bytes = Buffer.from(body, 'base64')
      expect(Object.fromEntries(headers)).toMatchObject({
        'Content-Encoding': encoding,
        'Content-Length': String(bytes.length),
        Vary: 'Accept-Encoding',
        ETag: expect.stringMatching(/^W\/"/),
      })
      expect(unpack(bytes).toString()).toBe(PAGE)
    }
    expect((await ask(accepted)).traceHash).toBe(traceHash)
  },
)

test('the encoder gives what any decoder reads, at every quality', async () => {
  const encode = await loadBrotli()
  const bytes = new TextEncoder().encode(PAGE)
  for (let quality = 0; quality <= 11; quality++) {
    expect(brotliDecompressSync(encode(bytes, quality)).toString()).toBe(PAGE)
  }
})
