import { expect, test } from 'vitest'
import { layerNameFrom, planLayer, planWithoutLayer, showLayers } from './layers.ts'

const FILES = { 'nodejs/node_modules/a/index.js': 'module.exports = 1' }
const ARN = 'arn:aws:lambda:us-east-1:123456789012:layer:tools:3'

test('a layer is named after its file, in letters that AWS takes', () => {
  expect(['tools.zip', 'my tools (2).ZIP', '.zip'].map(layerNameFrom)).toEqual([
    'tools',
    'my-tools-2-',
    'layer',
  ])
})

test('"later layers win": a new one comes last, and both its files and its name are one edit', () => {
  const node = { id: 'Fn', properties: { MemorySize: 512, Layers: ['base'] }, layers: { base: {} } }
  expect(planLayer(node, 'tools', FILES)).toEqual({
    type: 'batch',
    edits: [
      { type: 'set-layers', node: 'Fn', layers: { base: {}, tools: FILES } },
      {
        type: 'set-properties',
        node: 'Fn',
        properties: { MemorySize: 512, Layers: ['base', 'tools'] },
      },
    ],
  })
})

test('one of the same name, or of an ARN with it, gets new files and keeps its place', () => {
  const node = { id: 'Fn', properties: { Layers: [ARN, 'other'] } }
  expect(planLayer(node, 'tools', FILES)).toMatchObject({
    edits: [{ layers: { tools: FILES } }, { properties: { Layers: [ARN, 'other'] } }],
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
test('"five layers": a sixth is not taken', () => {
  const Layers = ['a', 'b', 'c', 'd', 'e']
  expect(planLayer({ id: 'Fn', properties: { Layers } }, 'f', FILES)).toBeNull()
  expect(planLayer({ id: 'Fn', properties: { Layers } }, 'e', FILES)).not.toBeNull()
})

test('a layer goes with its files; without any the function has no list of them', () => {
  const node = { id: 'Fn', properties: { Timeout: 3, Layers: [ARN] }, layers: { tools: FILES } }
  expect(planWithoutLayer(node, ARN)).toEqual({
    type: 'batch',
    edits: [
      { type: 'set-layers', node: 'Fn', layers: {} },
      { type: 'set-properties', node: 'Fn', properties: { Timeout: 3 } },
    ],
  })
})

test('layers are shown by their names, with what is here of them', () => {
  const node = { properties: { Layers: [ARN, 'gone'] }, layers: { tools: FILES } }
  expect(showLayers(node)).toEqual([
    { layer: ARN, name: 'tools', files: 1 },
    { layer: 'gone', name: 'gone', files: null },
  ])
})
