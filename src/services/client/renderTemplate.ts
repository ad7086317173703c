import { sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import type { Placeholder, Template } from './template.ts'

/** What placeholders draw from. */
export interface TemplateSources {
  readonly random: Random
  /** 0 for the client's first request, then counting up. */
  readonly sequence: number
}

const hex = (random: Random, digits: number): string =>
  random.word().toString(16).padStart(8, '0').slice(0, digits)

/** A random UUID, version 4 (RFC 9562). */
const uuid = (random: Random): string => {
  const variant = '89ab'.charAt(random.integer(0, 3))
  const parts = [hex(random, 8), hex(random, 4), `4${hex(random, 3)}`, variant + hex(random, 3)]
  return `${parts.join('-')}-${hex(random, 8)}${hex(random, 4)}`
}

const draw = (placeholder: Placeholder, { random, sequence }: TemplateSources): string => {
  switch (placeholder.type) {
    case 'sequence':
      return String(sequence)
    case 'uuid':
      return uuid(random)
    case 'randomInt':
      return String(random.integer(placeholder.min, placeholder.max))
    case 'zipf':
      return String(sample(placeholder.ranks, random))
  }
}

/** Fills the placeholders in, from left to right. */
export const renderTemplate = ({ parts }: Template, sources: TemplateSources): string =>
  parts.map((part) => (typeof part === 'string' ? part : draw(part, sources))).join('')
