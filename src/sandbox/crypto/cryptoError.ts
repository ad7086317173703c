/** What is wrong with a caller's request, as Node.js throws it: class, `code`, message and further fields. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly className: string
  readonly code: string
  readonly fields: Readonly<Record<string, string>>
  constructor(
    problem: { readonly className: string; readonly code: string; readonly message: string },
    fields: Readonly<Record<string, string>> = {},
  ) {
    super(problem.message)
    this.className = problem.className
    this.code = problem.code
    this.fields = fields
  }
}

/** Nothing is left of the slice's time: whatever was asked for, the environment is cut at its next tick. */
export class SpentError extends Error {
  override readonly name = 'SpentError'
}

/** What Node.js puts before a reason, by the library that it is of. */
const PREFIXES: Readonly<Record<string, string>> = {
  'rsa routines': 'RSA_',
  'digital envelope routines': 'EVP_',
  'common libcrypto routines': 'CRYPTO_',
}

/** An error as OpenSSL has it: https://docs.openssl.org/3.0/man3/ERR_error_string/ */
export function openssl(number: string, library: string, reason: string): CryptoError {
  const code = `ERR_OSSL_${PREFIXES[library] ?? ''}${reason.toUpperCase().replaceAll(' ', '_')}`
  return new CryptoError(
    { className: 'Error', code, message: `error:${number}:${library}::${reason}` },
    { library, reason },
  )
}

/** A key of a type that does not do what is asked for. */
export const unfitKey = (): CryptoError =>
  openssl('03000096', 'digital envelope routines', 'operation not supported for this keytype')

export const fail = (className: string, code: string, message: string): never => {
  throw new CryptoError({ className, code, message })
}
