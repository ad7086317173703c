export interface NumberRule {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly integer?: boolean | undefined
  readonly optional?: boolean | undefined
}

/** Reads a number as typed; `error` says in a sentence why it cannot be taken. Thousands may be set off by commas or spaces. */
export function checkNumber(
  text: string,
  rule: NumberRule,
): { readonly value: number | null } | { readonly error: string } {
  const plain = text.trim().replaceAll(/[\s_,\u202f]/g, '')
  if (plain === '')
    return rule.optional === true ? { value: null } : { error: 'A number is needed' }
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN
  if (!Number.isFinite(value)) return { error: `“${text.trim()}” is not a number` }
  if (rule.integer === true && !Number.isInteger(value)) return { error: 'Must be a whole number' }
  if (rule.min !== undefined && value < rule.min) return { error: `${value} is below ${rule.min}` }
  if (rule.max !== undefined && value > rule.max) return { error: `${value} is above ${rule.max}` }
  return { value }
}
