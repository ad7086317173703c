/** Packs bytes as RFC 7932 has it, at a quality from 0 to 11. The same bytes on every engine. */
export type BrotliEncoder = (bytes: Uint8Array, quality: number) => Uint8Array

/** Loads the encoder, which is large and seldom needed; always by a promise, so that a run waits for it alike everywhere. */
export type LoadBrotli = () => Promise<BrotliEncoder>
