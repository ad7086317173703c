/** What signs requests to AWS. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/**
 * The keys that every handler of a simulation finds in its environment. They open nothing outside; what is signed with
 * them here (a presigned URL, a request of an SDK that a ZIP brings) can be verified here.
 */
export const SIMULATED_CREDENTIALS: Credentials = {
  accessKeyId: 'ASIACOLDSTARTEXAMPLE',
  secretAccessKey: 'simulated-secret-that-signs-nothing-outside',
  sessionToken: 'simulated-session-token',
}
