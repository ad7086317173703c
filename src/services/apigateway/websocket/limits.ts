import { minutes } from '#kernel/time.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html

/** The largest message, in bytes. It cannot be raised. */
export const MESSAGE_BYTES_MAX = 128 * 1_024
/** The largest frame: a longer message comes in several. */
export const FRAME_BYTES_MAX = 32 * 1_024
/** A connection nobody uses is closed after this. */
export const IDLE_MAX = minutes(10)
/** No connection lives longer. */
export const LIFETIME_MAX = minutes(120)
/** The longest that an integration may take, in ms. */
export const INTEGRATION_MS_MAX = 29_000
