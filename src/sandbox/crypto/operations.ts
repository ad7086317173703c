import { concat } from './bytes.ts'
import { aesBlocks, aesStream, aesTag, aesWrap } from './ciphers.ts'
import { CryptoError, SpentError } from './cryptoError.ts'
import { digest, hasHash, hkdfKey, mac, pbkdf2Key, scryptKey } from './derivations.ts'
import { agreeKeys, curveKey, generateKey, readJwk, readKey, writeJwk, writeKey } from './keys.ts'
import type { Operation, Request, Surroundings } from './operation.ts'
import { decrypt, encrypt, sign, verify } from './signatures.ts'

/** What the built-ins under `node/internal/crypto` ask for. */
const OPERATIONS = new Map<string, Operation>(
  Object.entries({
    digest,
    mac,
    hasHash,
    pbkdf2: pbkdf2Key,
    scrypt: scryptKey,
    hkdf: hkdfKey,
    aesBlocks,
    aesStream,
    aesTag,
    aesWrap,
    readKey,
    readJwk,
    writeKey,
    writeJwk,
    generateKey,
    agree: agreeKeys,
    curveKey,
    sign,
    verify,
    encrypt,
    decrypt,
  }),
)

/** What came of an operation: JSON for the built-in, with the lengths of what is in `bytes`. */
export interface Outcome {
  readonly text: string
  readonly bytes: Uint8Array
}

/** What a library throws at input that none of ours refused before. */
const UNKNOWN = { className: 'Error', code: 'ERR_CRYPTO_OPERATION_FAILED', fields: {} }
const NOTHING = new Uint8Array(0)

/** Runs an operation. What is wrong with the request comes out as JSON too; that nothing is left of the slice is thrown. */
export function runOperation(name: string, request: Request, around: Surroundings): Outcome {
  const operation = OPERATIONS.get(name)
  if (operation === undefined) return { text: '{}', bytes: NOTHING }
  try {
    const { value = null, bytes = [] } = operation(request, around)
    const lengths = bytes.map((part) => part.length)
    return { text: JSON.stringify({ value, lengths }), bytes: concat(...bytes) }
  } catch (error) {
    if (error instanceof SpentError) throw error
    const message = error instanceof Error ? error.message : ''
    const told = error instanceof CryptoError ? error : UNKNOWN
    const { className, code, fields } = told
    return { text: JSON.stringify({ error: { className, code, message, fields } }), bytes: NOTHING }
  }
}
