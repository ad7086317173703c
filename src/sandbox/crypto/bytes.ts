import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'

export { concatBytes as concat }

export const numberOf = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`)

/** Big-endian, as short as can be, or `size` bytes. */
export function bytesOf(value: bigint, size = 0): Uint8Array {
  const hex = value.toString(16)
  return hexToBytes(hex.padStart(Math.max(2 * size, hex.length + (hex.length & 1)), '0'))
}

export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

export const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length)
