import type { Scenario } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'

/** A node as the picture shows it. */
const WIDTH = 240
const HEIGHT = 72
const MARGIN = 32
const SCALE = 2

const COLOURS = {
  light: {
    canvas: '#fafbfc',
    surface: '#ffffff',
    line: '#dde2e8',
    text: '#1a2330',
    muted: '#5d6978',
  },
  dark: {
    canvas: '#0f141b',
    surface: '#151b23',
    line: '#29323d',
    text: '#e5eaf0',
    muted: '#98a4b3',
  },
} as const

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text

/** The architecture as an SVG picture: nodes in their places, wires between them. */
export function drawPicture(scenario: Scenario, shade: 'light' | 'dark'): string {
  const colour = COLOURS[shade]
  const nodes = scenario.nodes.map((node, index) => ({
    id: node.id,
    x: node.position?.x ?? index * (WIDTH + 80),
    y: node.position?.y ?? 0,
    name: node.name ?? node.id,
    title: catalog[node.type].title,
  }))
  const left = Math.min(0, ...nodes.map(({ x }) => x)) - MARGIN
  const top = Math.min(0, ...nodes.map(({ y }) => y)) - MARGIN
  const right = Math.max(WIDTH, ...nodes.map(({ x }) => x + WIDTH)) + MARGIN
  const bottom = Math.max(HEIGHT, ...nodes.map(({ y }) => y + HEIGHT)) + MARGIN
  const wires = scenario.edges.flatMap(({ source, target }) => {
    const from = nodes.find(({ id }) => id === source)
    const to = nodes.find(({ id }) => id === target)
    if (from === undefined || to === undefined) return []
    const [x1, y1] = [from.x + WIDTH, from.y + HEIGHT / 2]
    const [x2, y2] = [to.x, to.y + HEIGHT / 2]
    const bend = Math.max(40, Math.abs(x2 - x1) / 2)
    return [
      `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="${colour.muted}" stroke-width="1.5" marker-end="url(#arrow)"/>`,
    ]
  })
  const boxes = nodes.map(
    ({ x, y, name, title }) =>
      `<g><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="10" fill="${colour.surface}" stroke="${colour.line}"/>` +
      `<text x="${x + 16}" y="${y + 32}" font-size="14" font-weight="600" fill="${colour.text}">${escape(shorten(name, 28))}</text>` +
      `<text x="${x + 16}" y="${y + 52}" font-size="12" fill="${colour.muted}">${escape(title)}</text></g>`,
  )
  const size = `width="${right - left}" height="${bottom - top}"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${right - left} ${bottom - top}" ${size} font-family="system-ui, sans-serif">` +
    `<title>${escape(scenario.name)}</title>` +
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour.muted}"/></marker></defs>` +
    `<rect x="${left}" y="${top}" width="100%" height="100%" fill="${colour.canvas}"/>` +
    `${wires.join('')}${boxes.join('')}</svg>\n`
  )
}

/** Turns an SVG picture into a PNG, at twice its size. */
export async function toPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth * SCALE
    canvas.height = image.naturalHeight * SCALE
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('The browser could not draw the picture'))
        else resolve(blob)
      }, 'image/png')
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}
