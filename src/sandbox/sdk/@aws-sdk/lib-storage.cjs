'use strict'
/** `@aws-sdk/lib-storage`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-storage/ */
const { EventEmitter } = require('node:events')
const { Buffer } = require('node:buffer')
const { collect } = require('coldstart:sdk/internal/s3/body')
const s3 = require('@aws-sdk/client-s3')
const { AbortController } = globalThis

const PART_BYTES = 5 * 1024 * 1024
const PARTS_MAX = 10_000

const bytesOf = async (body) => {
  if (typeof body === 'string') return Buffer.from(body)
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (body && typeof body.arrayBuffer === 'function') return Buffer.from(await body.arrayBuffer())
  if (body && typeof body[Symbol.asyncIterator] === 'function')
    return Buffer.from(await collect(body))
  throw new Error(
    'Body Data is unsupported format, expected data to be one of: string | Uint8Array | Buffer | Readable | ReadableStream | Blob;.',
  )
}

/** An object uploaded whole, or in parts where it is larger than one. */
class Upload extends EventEmitter {
  #options
  #controller
  #isMultipart = false
  #loaded = 0
  uploadId

  constructor(options) {
    super()
    const { partSize = PART_BYTES, queueSize = 4, params, client } = options
    if (!params) throw new Error('InputError: Upload requires params to be passed to upload.')
    if (!client) throw new Error('InputError: Upload requires a AWS client to do uploads with.')
    if (partSize < PART_BYTES)
      throw new Error(
        `EntityTooSmall: Your proposed upload part size [${partSize}] is smaller than the minimum allowed size [${PART_BYTES}] (5MB)`,
      )
    if (queueSize < 1) throw new Error('Queue size: Must have at least one uploading queue.')
    this.client = client
    this.params = params
    this.#options = { tags: [], leavePartsOnError: false, ...options, partSize, queueSize }
    this.#controller = options.abortController ?? new AbortController()
  }

  async abort() {
    this.#controller.abort()
  }

  async done() {
    const { Body, ...params } = this.params
    const body = await bytesOf(Body ?? '')
    try {
      this.#checkAborted()
      const { partSize } = this.#options
      return body.length <= partSize
        ? await this.#put(params, body)
        : await this.#upload(params, body)
    } catch (error) {
      if (this.#isMultipart && !this.#options.leavePartsOnError) await this.#clean(params)
      throw error
    }
  }

  #checkAborted() {
    if (!this.#controller.signal.aborted) return
    throw Object.assign(new Error('Upload aborted.'), { name: 'AbortError' })
  }

  #progress(total, part, bytes) {
    this.#loaded += bytes
    const { Key, Bucket } = this.params
    this.emit('httpUploadProgress', { loaded: this.#loaded, total, part, Key, Bucket })
  }

  #withLocation(result, { Bucket, Key }) {
    const region = this.client.config.region.value ?? 'us-east-1'
    const path = encodeURIComponent(Key).replaceAll('%2F', '/')
    const Location = result.Location ?? `https://${Bucket}.s3.${region}.amazonaws.com/${path}`
    return { Bucket, Key, ...result, Location }
  }

  async #put(params, body) {
    const result = await this.client.send(new s3.PutObjectCommand({ ...params, Body: body }))
    this.#progress(body.length, 1, body.length)
    await this.#tag(params)
    return this.#withLocation(result, params)
  }

  async #tag({ Bucket, Key }) {
    const { tags } = this.#options
    if (tags.length === 0) return
    await this.client.send(
      new s3.PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: tags } }),
    )
  }

  async #upload(params, body) {
    const { Bucket, Key } = params
    const { partSize, queueSize } = this.#options
    const count = Math.ceil(body.length / partSize)
    if (count > PARTS_MAX)
      throw new Error(
        `Exceeded ${PARTS_MAX} parts in multipart upload to Bucket: ${Bucket} Key: ${Key}.`,
      )
    const begun = await this.client.send(new s3.CreateMultipartUploadCommand(params))
    this.#isMultipart = true
    this.uploadId = begun.UploadId
    const parts = []
    let next = 0
    const work = async () => {
      while (next < count) {
        this.#checkAborted()
        const PartNumber = ++next
        const Body = body.subarray((PartNumber - 1) * partSize, PartNumber * partSize)
        const sent = await this.client.send(
          new s3.UploadPartCommand({ Bucket, Key, UploadId: this.uploadId, PartNumber, Body }),
        )
        this.#progress(body.length, PartNumber, Body.length)
        parts.push({
          PartNumber,
          ETag: sent.ETag,
          ...(sent.ChecksumCRC32 && { ChecksumCRC32: sent.ChecksumCRC32 }),
        })
      }
    }
    await Promise.all(Array.from({ length: Math.min(queueSize, count) }, work))
    this.#checkAborted()
    parts.sort((a, b) => a.PartNumber - b.PartNumber)
    const result = await this.client.send(
      new s3.CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId: this.uploadId,
        MultipartUpload: { Parts: parts },
      }),
    )
    await this.#tag(params)
    return this.#withLocation(result, params)
  }

  async #clean({ Bucket, Key }) {
    const UploadId = this.uploadId
    await this.client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  }
}

Object.assign(exports, { Upload })
