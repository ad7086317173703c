type Json = Readonly<Record<string, unknown>>

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '')

/** A message's `Attributes` and `MessageAttributes` are repeated pairs of the query protocol. */
const pairs = (name: string, value: Json): string =>
  Object.entries(value)
    .map(([key, each]) => {
      const content = isObject(each) ? members(each) : escapeXml(textOf(each))
      return element(name, element('Name', escapeXml(key)) + element('Value', content))
    })
    .join('')

/** Members of the JSON protocol that the query protocol names in the singular, once for each. */
const REPEATED: Readonly<Record<string, string>> = {
  Messages: 'Message',
  Attributes: 'Attribute',
  MessageAttributes: 'MessageAttribute',
}

function members(value: Json): string {
  return Object.entries(value)
    .map(([name, each]) => {
      const single = Object.hasOwn(REPEATED, name) ? (REPEATED[name] ?? name) : name
      if (Array.isArray(each)) {
        return each.map((item) => element(single, isObject(item) ? members(item) : '')).join('')
      }
      if (!isObject(each)) return element(name, escapeXml(textOf(each)))
      return single === name ? element(name, members(each)) : pairs(single, each)
    })
    .join('')
}

const HEAD = '<?xml version="1.0"?>'
const NAMESPACE = 'xmlns="http://queue.amazonaws.com/doc/2012-11-05/"'

const ORDER = ['MessageId', 'MD5OfMessageBody', 'MD5OfMessageAttributes', 'SequenceNumber']
const rankOf = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)

/** Members in the order in which SQS's query protocol has them. */
const sorted = (result: Json): Json =>
  Object.fromEntries(Object.entries(result).toSorted(([one], [two]) => rankOf(one) - rankOf(two)))

/** An answer of SQS in its query protocol. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-responses.html */
export function queryAnswer(action: string, result: Json, requestId: string): string {
  const hasResult = Object.keys(result).length > 0 || action === 'ReceiveMessage'
  const told = hasResult ? element(`${action}Result`, members(sorted(result))) : ''
  const metadata = element('ResponseMetadata', element('RequestId', escapeXml(requestId)))
  return `${HEAD}<${action}Response ${NAMESPACE}>${told}${metadata}</${action}Response>`
}

/** A refusal of SQS in its query protocol. */
export function queryError(
  error: { readonly type: string; readonly code: string; readonly message: string },
  requestId: string,
): string {
  const told =
    element('Type', error.type) +
    element('Code', escapeXml(error.code)) +
    element('Message', escapeXml(error.message)) +
    '<Detail/>'
  const id = element('RequestId', escapeXml(requestId))
  return `${HEAD}<ErrorResponse ${NAMESPACE}>${element('Error', told)}${id}</ErrorResponse>`
}
