import type { Files } from '../files.ts'
import { readZip, type ZipContents } from '#services/readZip.ts'
import { writeZip } from './writeZip.ts'

/** What the page asks: to unpack, or to pack. */
export type ZipTask =
  | { readonly type: 'read'; readonly zip: Uint8Array; readonly takenBytes: number }
  | { readonly type: 'write'; readonly files: Files }

/** What it hears. */
export type ZipResult =
  | { readonly type: 'read'; readonly contents: ZipContents }
  | { readonly type: 'written'; readonly zip: Uint8Array<ArrayBuffer> }

const work = (task: ZipTask): ZipResult =>
  task.type === 'read'
    ? { type: 'read', contents: readZip(task.zip, task.takenBytes) }
    : { type: 'written', zip: writeZip(task.files) }

addEventListener('message', ({ data }: MessageEvent<ZipTask>) => {
  const result = work(data)
  postMessage(result, { transfer: result.type === 'written' ? [result.zip.buffer] : [] })
})
