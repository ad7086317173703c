import { fail, openssl, unfitKey } from './cryptoError.ts'
import { type DsaEncoding, signEc, signEdwards, verifyEc, verifyEdwards } from './curves.ts'
import { chargeBytes, digest } from './hashes.ts'
import {
  type Afford,
  type Answer,
  inputOf,
  isSet,
  numberOf,
  type Operation,
  type Request,
  textOf,
} from './operation.ts'
import {
  decryptRsa,
  type Encryption,
  encryptRsa,
  type RsaKey,
  type SignaturePadding,
  signRsa,
  verifyRsa,
} from './rsa.ts'
import { keyOf } from './keys.ts'

/** OpenSSL's RSA_PKCS1_PSS_PADDING. */
const PSS = 6

const paddingOf = (request: Request, hash: string): SignaturePadding => ({
  scheme: numberOf(request, 'padding') === PSS ? 'pss' : 'pkcs1',
  hash,
  maskHash: hash,
  saltLength:
    typeof request.parameters['saltLength'] === 'number' ? numberOf(request, 'saltLength') : -2,
})

const encodingOf = (request: Request): DsaEncoding =>
  textOf(request, 'dsaEncoding') === 'ieee-p1363' ? 'ieee-p1363' : 'der'

/** What RSA and ECDSA sign; Edwards' curves hash for themselves. */
function digestOf(
  request: Request,
  data: Uint8Array,
  afford: Afford,
): { hash: string; value: Uint8Array } {
  const hash = textOf(request, 'hash') || 'sha256'
  chargeBytes(afford, hash, data.length)
  return { hash, value: digest(hash, data, null) }
}

function checkEdwards(request: Request): void {
  if (isSet(request, 'isStreamed'))
    fail('Error', 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation')
  if (textOf(request, 'hash') !== '')
    throw openssl('1C80007A', 'Provider routines', 'invalid digest')
}

/** (private key, data) → signature. */
export const sign: Operation = (request, around) => {
  const key = keyOf(inputOf(request, 0))
  const data = inputOf(request, 1)
  const { afford } = around
  if (key.type === 'rsa') {
    const { hash, value } = digestOf(request, data, afford)
    return { bytes: [signRsa(key, value, { padding: paddingOf(request, hash), ...around })] }
  }
  const { scalar } = key
  if (scalar === null || key.type === 'x25519') throw unfitKey()
  if (key.type === 'ec') {
    const { value } = digestOf(request, data, afford)
    return { bytes: [signEc({ ...key, scalar }, value, { encoding: encodingOf(request), afford })] }
  }
  checkEdwards(request)
  return { bytes: [signEdwards(scalar, data, afford)] }
}

/** (public or private key, data, signature) → whether it is right. */
export const verify: Operation = (request, { afford }) => {
  const key = keyOf(inputOf(request, 0))
  const [data, signature] = [inputOf(request, 1), inputOf(request, 2)]
  if (key.type === 'rsa') {
    const { hash, value } = digestOf(request, data, afford)
    return {
      value: verifyRsa(key, value, { signature, padding: paddingOf(request, hash), afford }),
    }
  }
  if (key.type === 'x25519') throw unfitKey()
  if (key.type === 'ec') {
    const { value } = digestOf(request, data, afford)
    return { value: verifyEc(key, value, { signature, encoding: encodingOf(request), afford }) }
  }
  checkEdwards(request)
  return { value: verifyEdwards(key.point, data, { signature, afford }) }
}

function rsaOf(request: Request): { key: RsaKey; encryption: Encryption; type: 1 | 2 } {
  const key = keyOf(inputOf(request, 0))
  if (key.type !== 'rsa') throw unfitKey()
  const hash = textOf(request, 'hash') || 'sha1'
  const encryption = { padding: numberOf(request, 'padding'), hash, label: inputOf(request, 2) }
  return { key, encryption, type: isSet(request, 'isReversed') ? 1 : 2 }
}

/** (key, data, label) → ciphertext; `isReversed`: by the private key. */
export const encrypt: Operation = (request, around): Answer => {
  const { key, encryption, type } = rsaOf(request)
  return { bytes: [encryptRsa(key, inputOf(request, 1), { encryption, type, ...around })] }
}

/** (key, ciphertext, label) → data; `isReversed`: by the public key. */
export const decrypt: Operation = (request, { afford }): Answer => {
  const { key, encryption, type } = rsaOf(request)
  return { bytes: [decryptRsa(key, inputOf(request, 1), { encryption, type, afford })] }
}
