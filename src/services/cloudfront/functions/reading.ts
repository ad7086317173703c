/** The members of an object of whatever came; none where it is no object. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/
// eslint-disable-next-line no-control-regex -- control characters are what no header has
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/

/** Whether it can be a header's name. */
export const isHeaderName = (name: string): boolean => TOKEN.test(name)

/** Whether it can be a header's value. */
export const isHeaderValue = (value: string): boolean => !CONTROL.test(value)

/** Whether it can be the path of a request. */
export const isUri = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('/') && !/[\s?#]/.test(value)
