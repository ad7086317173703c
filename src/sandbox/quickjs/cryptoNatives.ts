import { SpentError } from '../crypto/cryptoError.ts'
import { runOperation } from '../crypto/operations.ts'
import type { Request } from '../crypto/operation.ts'
import type { Budget } from './budget.ts'
import type { ByteNative, NativeArguments } from './fileNatives.ts'

/** What comes before the inputs: the operation's name, its parameters as JSON, and how many inputs follow. */
const HEAD = 3

function readRequest({ text, number, bytes }: NativeArguments): Request {
  const parameters = JSON.parse(text(1)) as Request['parameters']
  // Copies: an operation may hold on to them, and the memory beneath moves when it grows.
  const inputs = Array.from({ length: number(2) }, (_, at) => bytes(HEAD + 3 * at).slice())
  return { parameters, inputs }
}

/**
 * The cryptography beneath `node:crypto`: operations without a state of their own. Their time is taken before they run, so
 * that one for which none is left does not run. What one made waits until the guest has made room for it.
 */
export function createCryptoNatives(
  budget: Budget,
  word: () => number,
): Readonly<Record<string, ByteNative>> {
  let made: Uint8Array = new Uint8Array(0)
  const afford = (ticks: number): void => {
    budget.charge(ticks)
    if (budget.isSpent) throw new SpentError()
  }
  const fill = (bytes: Uint8Array): Uint8Array => {
    for (let at = 0; at < bytes.length; at += 4) {
      const drawn = word()
      for (let byte = 0; byte < 4 && at + byte < bytes.length; byte++)
        bytes[at + byte] = (drawn >>> (8 * byte)) & 255
    }
    return bytes
  }
  return {
    /** (operation, parameters, count of inputs, then buffer, offset and length of each) → JSON; nothing once time is up. */
    crypto: {
      run(args) {
        try {
          const outcome = runOperation(args.text(0), readRequest(args), { afford, fill })
          made = outcome.bytes
          return outcome.text
        } catch (error) {
          if (error instanceof SpentError) return undefined
          throw error
        }
      },
    },
    /** (buffer, offset, length): what was made last. */
    cryptoTake: {
      run({ bytes }) {
        bytes(0).set(made)
        made = new Uint8Array(0)
        return undefined
      },
    },
  }
}
