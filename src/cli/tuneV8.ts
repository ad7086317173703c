import { setFlagsFromString } from 'node:v8'

// V8 takes literals that it has seen survive for long-lived ones and makes them old at once. What a request makes lives for
// some milliseconds: made old, it waits for a full collection with all that it holds, a tenth of a run's time.
setFlagsFromString('--no-allocation-site-pretenuring')
