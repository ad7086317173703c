/** How a kind of mark looks on the scrubber: meaning by colour, and by shape for those who see none. */
export interface MarkLook {
  readonly title: string
  readonly plural: string
  readonly shape: 'square' | 'diamond' | 'triangle' | 'circle' | 'bar'
  /** A token of kit/tokens.css. */
  readonly colour: string
}

const LOOKS: Readonly<Record<string, MarkLook>> = {
  'cold-start': {
    title: 'cold start',
    plural: 'cold starts',
    shape: 'square',
    colour: '--cold',
  },
  throttle: { title: 'throttle', plural: 'throttles', shape: 'diamond', colour: '--throttle' },
  conflict: {
    title: 'conflict',
    plural: 'conflicts',
    shape: 'diamond',
    colour: '--throttle',
  },
  refused: { title: 'refusal', plural: 'refusals', shape: 'diamond', colour: '--muted' },
  error: { title: 'error', plural: 'errors', shape: 'triangle', colour: '--error' },
  timeout: { title: 'time-out', plural: 'time-outs', shape: 'triangle', colour: '--error' },
  edit: { title: 'edit', plural: 'edits', shape: 'bar', colour: '--accent' },
  command: { title: 'command', plural: 'commands', shape: 'bar', colour: '--accent' },
}

/** The look of the mark `kind`; kinds we do not know are circles in the text's colour. */
export const lookOf = (kind: string): MarkLook =>
  LOOKS[kind] ?? {
    title: kind.replaceAll('-', ' '),
    plural: `${kind.replaceAll('-', ' ')}s`,
    shape: 'circle',
    colour: '--muted',
  }
