import { base64Decode } from '#contracts/bytes.ts'
import { readZip, ZIP_BYTES_MAX } from '#services/readZip.ts'
import * as z from 'zod/mini'
import { computePackageBytes } from '../packaging.ts'
import { STALE } from './aliases.ts'
import { describeLatest } from './configuration.ts'
import { badParameter, invalid, readBody, refuse } from './outcome.ts'
import type { Changer } from './parts.ts'
import { publish } from './publish.ts'

const body = z.looseObject({
  ZipFile: z.optional(z.string()),
  Architectures: z.optional(z.array(z.enum(['x86_64', 'arm64'])).check(z.maxLength(1))),
  Publish: z.optional(z.boolean()),
  DryRun: z.optional(z.boolean()),
  RevisionId: z.optional(z.string()),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateCode: Changer = (parts, { request }) => {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const { ZipFile, Architectures, Publish, DryRun, RevisionId } = read.body
  if (RevisionId !== undefined) return STALE
  const unknown = Object.keys(read.body).find((name) => !Object.hasOwn(body.shape, name))
  if (unknown !== undefined) {
    return badParameter(`${unknown} is not simulated: give the package as ZipFile`)
  }
  if (ZipFile === undefined) return badParameter('Please provide a source for function code.')
  const zip = base64Decode(ZipFile)
  if (zip === null) return invalid('ZipFile', undefined, 'Member must be base64')
  if (zip.length > ZIP_BYTES_MAX) {
    const message = `Request must be smaller than ${ZIP_BYTES_MAX} bytes for the UpdateFunctionCode operation`
    return refuse(413, 'RequestEntityTooLargeException', message)
  }
  const layers = Object.values(parts.ctx.node.layers)
  const unpacked = readZip(
    zip,
    layers.reduce((sum, files) => sum + computePackageBytes(files), 0),
  )
  if ('error' in unpacked) return badParameter(unpacked.error)
  if (DryRun === true) return describeLatest(parts)
  const properties = Architectures === undefined ? {} : { Architectures }
  const wrong = parts.apply({ properties, code: unpacked.files })
  if (wrong !== null) return badParameter(wrong)
  return Publish === true ? publish(parts, 200) : describeLatest(parts)
}
