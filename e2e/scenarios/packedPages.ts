import { worldShop } from '../../src/gallery/worldShop.ts'
import type { Scenario } from '../../src/scenario/schema.ts'

const PAGE = `<!doctype html><title>Edges</title>${'<p>caches all over the world</p>'.repeat(100)}`

/** The world's shop for a minute, its first page large enough that edges pack it with Brotli. */
export const packedPages: Scenario = {
  ...worldShop,
  name: 'Packed pages',
  nodes: worldShop.nodes.map((node) => {
    if (node.id === 'Site') return { ...node, data: [{ Key: 'index.html', Text: PAGE }] }
    if (node.type !== 'Coldstart::Client') return node
    const Load = { Stages: [{ DurationSeconds: 60, TargetPerSecond: 10 }] }
    return { ...node, properties: { ...node.properties, Load } }
  }),
}
