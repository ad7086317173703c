import { showToast } from '#kit/showToast.ts'
import { run } from '../stores/run.ts'

/** A kind of thing to jump to. */
export interface Jump {
  readonly label: string
  readonly kinds: readonly string[]
}

/** What can be jumped to, in the menu's order. */
export const JUMPS: readonly Jump[] = [
  { label: 'Next cold start', kinds: ['cold-start'] },
  { label: 'Next throttle', kinds: ['throttle'] },
  { label: 'Next conflict', kinds: ['conflict'] },
  { label: 'Next refusal', kinds: ['refused'] },
  { label: 'Next error', kinds: ['error', 'timeout'] },
]

/** Seeks to the next mark of that kind, running on as far as it takes; says so where there is none. */
export async function jumpTo({ label, kinds }: Jump): Promise<void> {
  const found = await run.jump(({ mark }) => kinds.includes(mark))
  if (found === 'none') showToast({ title: `No ${label.toLowerCase().slice(5)} ahead` })
}
