// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html

/** The largest request or response body: 10 MB. It cannot be raised. */
export const PAYLOAD_BYTES_MAX = 10 * 1_024 * 1_024
/** Request line and header values together. */
export const HEADER_BYTES_MAX = 10_240
