import type { ChangeOperation } from '../api/operation.ts'
import * as z from 'zod/mini'
import { createAlias, deleteAlias, updateAlias } from './aliases.ts'
import { updateCode } from './code.ts'
import {
  deleteConcurrency,
  deleteProvisioned,
  putConcurrency,
  putProvisioned,
} from './concurrency.ts'
import { updateConfiguration } from './configuration.ts'
import { deleteEventInvoke, putEventInvoke, updateEventInvoke } from './eventInvoke.ts'
import { updateMapping } from './mapping.ts'
import { readBody } from './outcome.ts'
import { type Changer, set } from './parts.ts'
import { deleteVersion, publishVersion } from './publish.ts'
import { tagResource, untagResource } from './tags.ts'
import { createUrl, deleteUrl, updateUrl } from './url.ts'

const recursion = z.looseObject({ RecursiveLoop: z.enum(['Allow', 'Terminate']) })

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html */
const putRecursion: Changer = (parts, { request }) => {
  const read = readBody(request, recursion)
  if ('errorType' in read) return read
  const { RecursiveLoop } = read.body
  return set(parts, { RecursiveLoop }, () => ({ status: 200, value: { RecursiveLoop } }))
}

/** Lambda's control plane, of one function: what each operation changes. */
export const changers: Readonly<Record<ChangeOperation, Changer>> = {
  CreateAlias: createAlias,
  CreateFunctionUrlConfig: createUrl,
  DeleteAlias: deleteAlias,
  DeleteFunction: deleteVersion,
  DeleteFunctionConcurrency: deleteConcurrency,
  DeleteFunctionEventInvokeConfig: deleteEventInvoke,
  DeleteFunctionUrlConfig: deleteUrl,
  DeleteProvisionedConcurrencyConfig: deleteProvisioned,
  PublishVersion: publishVersion,
  PutFunctionConcurrency: putConcurrency,
  PutFunctionEventInvokeConfig: putEventInvoke,
  PutFunctionRecursionConfig: putRecursion,
  PutProvisionedConcurrencyConfig: putProvisioned,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateEventSourceMapping: updateMapping,
  UpdateFunctionCode: updateCode,
  UpdateFunctionConfiguration: updateConfiguration,
  UpdateFunctionEventInvokeConfig: updateEventInvoke,
  UpdateFunctionUrlConfig: updateUrl,
}

/** Whether an operation changes something. */
export const isChange = (name: string): name is ChangeOperation => Object.hasOwn(changers, name)
