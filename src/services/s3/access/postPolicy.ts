import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { base64Decode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { parseIsoTime } from '#contracts/calendar.ts'
import type { Credentials } from '#contracts/credentials.ts'
import { accessDenied, entityTooLarge, invalidArgument, Refusal } from '../refusal.ts'
import type { PostForm } from '../wire/form.ts'

// Forms that carry their own permission: a policy, and its signature.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html

const violated = (why: string): Refusal => accessDenied(`Invalid according to Policy: ${why}`)

const invalidPolicy = (why: string): Refusal =>
  new Refusal(400, 'InvalidPolicyDocument', `Invalid Policy: ${why}`)

const need = ({ fields }: PostForm, name: string): string => {
  const value = fields.get(name)
  if (value !== undefined && value !== '') return value
  throw invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    '',
  )
}

const sign = (key: Uint8Array, text: string): Uint8Array => hmac(sha256, key, utf8Encode(text))

/** Verifies the signature over the policy; `credentials` null: somebody else's keys, which cannot be verified. */
function verifyPolicy(form: PostForm, credentials: Credentials | null): void {
  if (need(form, 'x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    throw invalidArgument(
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"',
      'x-amz-algorithm',
      form.fields.get('x-amz-algorithm') ?? '',
    )
  }
  const [signature, amzDate] = [need(form, 'x-amz-signature'), need(form, 'x-amz-date')]
  const [id = '', day = '', region = '', service = '', end = ''] = need(
    form,
    'x-amz-credential',
  ).split('/')
  if (service !== 's3' || end !== 'aws4_request' || day !== amzDate.slice(0, 8)) {
    throw new Refusal(
      400,
      'AuthorizationQueryParametersError',
      'Error parsing the X-Amz-Credential parameter; the credential scope is not of this request.',
    )
  }
  if (credentials === null) return
  if (id !== credentials.accessKeyId) {
    throw new Refusal(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { details: [['AWSAccessKeyId', id]] },
    )
  }
  const secret = utf8Encode(`AWS4${credentials.secretAccessKey}`)
  const key = [day, region, service, 'aws4_request'].reduce(sign, secret)
  if (bytesToHex(sign(key, need(form, 'policy'))) === signature) return
  throw new Refusal(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { details: [['AWSAccessKeyId', id]] },
  )
}

/** Fields that no condition needs to name. */
const FREE =
  /^(?:x-amz-signature|x-amz-credential|file|policy|awsaccesskeyid|signature|x-ignore-.*)$/

interface Conditions {
  readonly rows: readonly (readonly [kind: string, name: string, wanted: string])[]
  readonly size: readonly [min: number, max: number] | null
}

function readConditions(list: readonly unknown[]): Conditions {
  const rows: (readonly [string, string, string])[] = []
  let size: Conditions['size'] = null
  for (const each of list) {
    if (!Array.isArray(each)) {
      if (typeof each !== 'object' || each === null) throw invalidPolicy('Invalid Condition')
      for (const [name, value] of Object.entries(each)) {
        rows.push(['eq', name.toLowerCase(), String(value)])
      }
      continue
    }
    const [kind, name, value] = each.map(String)
    if (each.length !== 3 || kind === undefined || name === undefined || value === undefined) {
      throw invalidPolicy('Invalid Condition')
    }
    if (kind.toLowerCase() === 'content-length-range') size = [Number(name), Number(value)]
    else if (/^(?:eq|starts-with)$/i.test(kind) && name.startsWith('$')) {
      rows.push([kind.toLowerCase(), name.slice(1).toLowerCase(), value])
    } else throw invalidPolicy(`Invalid Condition: ${kind}`)
  }
  return { rows, size }
}

function parse(policy: string): { readonly expiration: unknown; readonly conditions: unknown } {
  const text = utf8Decode(base64Decode(policy) ?? new Uint8Array()) ?? ''
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) {
      return {
        expiration: 'expiration' in read ? read.expiration : undefined,
        conditions: 'conditions' in read ? read.conditions : undefined,
      }
    }
  } catch {
    // Told below.
  }
  throw invalidPolicy('Invalid JSON.')
}

function checkSize(size: number, [min, max]: readonly [number, number]): void {
  if (size > max) throw entityTooLarge(size, max)
  if (size >= min) return
  throw new Refusal(
    400,
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
    {
      details: [
        ['ProposedSize', String(size)],
        ['MinSizeAllowed', String(min)],
      ],
    },
  )
}

/** Holds a form to its policy: its signature, its time, and every field of it. Refuses what does not hold. */
export function checkPostPolicy(
  form: PostForm,
  of: {
    readonly bucket: string
    readonly key: string
    readonly nowMs: number
    readonly credentials: Credentials | null
  },
): void {
  verifyPolicy(form, of.credentials)
  const { expiration, conditions } = parse(need(form, 'policy'))
  const until = typeof expiration === 'string' ? parseIsoTime(expiration) : null
  if (until === null) throw invalidPolicy("Policy missing expiration or invalid 'expiration' value")
  if (until < of.nowMs) throw violated('Policy expired.')
  if (!Array.isArray(conditions)) throw invalidPolicy('Policy missing conditions.')
  const { rows, size } = readConditions(conditions)
  const told = new Map([...form.fields, ['bucket', of.bucket], ['key', of.key]])
  for (const [kind, name, wanted] of rows) {
    const value = told.get(name) ?? ''
    // A key's `${filename}` may stand in the policy as it is written in the form.
    const values = name === 'key' ? [value, form.fields.get('key') ?? ''] : [value]
    const holds = values.some((one) => (kind === 'eq' ? one === wanted : one.startsWith(wanted)))
    if (!holds) {
      throw violated(`Policy Condition failed: ["${kind}", "$${name}", "${wanted}"]`)
    }
  }
  const extra = [...form.fields.keys()].filter(
    (name) => !FREE.test(name) && !rows.some((row) => row[1] === name),
  )
  if (extra.length > 0) throw violated(`Extra input fields: ${extra.join(', ')}`)
  if (size !== null) checkSize(form.file.length, size)
}
