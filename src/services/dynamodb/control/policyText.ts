import { utf8Length } from '#contracts/body.ts'
import { validation } from '../refusal.ts'

/** Bytes of a resource-based policy, whitespace counted. */
export const POLICY_BYTES_MAX = 20_480

/** Refuses what is no resource-based policy. */
export function refusePolicy(text: string): void {
  if (utf8Length(text) > POLICY_BYTES_MAX) {
    throw validation(
      `Resource-based policy exceeds the maximum size of ${POLICY_BYTES_MAX / 1_024} KB`,
    )
  }
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    throw validation('Invalid policy document: Syntax errors in policy.')
  }
  const isPolicy =
    typeof policy === 'object' && policy !== null && 'Statement' in policy && 'Version' in policy
  if (!isPolicy) throw validation('Invalid policy document: Syntax errors in policy.')
}
