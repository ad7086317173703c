import type { HeaderField } from '#contracts/body.ts'
import { pickTemplate } from './pickTemplate.ts'
import type { GatewayResponseSetting } from './properties.ts'
import type { RestResponse } from './restResponse.ts'

/** One of the answers that the gateway makes itself. */
interface Kind {
  /** 0: no such response may be set up, the status is fixed elsewhere. */
  readonly status: number
  /** `$context.error.message` */
  readonly message: string
  /** `x-amzn-ErrorType` */
  readonly errorType: string
  /** The default body, where it is not the template's `{"message":…}`: some have a blank, some a capital letter. */
  readonly body?: string
  /** Another member than `message`, whatever the message is. */
  readonly member?: 'Message'
}

const blank = (message: string): string => `{"message": ${JSON.stringify(message)}}`

const INTERNAL = 'Internal server error'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const kinds = {
  ACCESS_DENIED: {
    status: 403,
    message: 'User is not authorized to access this resource',
    errorType: 'AccessDeniedException',
    member: 'Message',
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    message: INTERNAL,
    errorType: 'InternalServerErrorException',
    body: blank(INTERNAL),
  },
  AUTHORIZER_CONFIGURATION_ERROR: {
    status: 500,
    message: INTERNAL,
    errorType: 'AuthorizerConfigurationException',
    body: '{"message":null}',
  },
  AUTHORIZER_FAILURE: {
    status: 500,
    message: INTERNAL,
    errorType: 'AuthorizerConfigurationException',
    body: '{"message":null}',
  },
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    message: 'Missing required request parameters',
    errorType: 'BadRequestException',
  },
  BAD_REQUEST_BODY: {
    status: 400,
    message: 'Invalid request body',
    errorType: 'BadRequestException',
  },
  EXPIRED_TOKEN: {
    status: 403,
    message: 'The security token included in the request is expired',
    errorType: 'ExpiredTokenException',
  },
  INTEGRATION_FAILURE: {
    status: 504,
    message: 'Network error communicating with endpoint',
    errorType: 'InternalServerErrorException',
    body: blank('Network error communicating with endpoint'),
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
    body: blank('Endpoint request timed out'),
  },
  INVALID_API_KEY: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException' },
  INVALID_SIGNATURE: {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    errorType: 'InvalidSignatureException',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  QUOTA_EXCEEDED: { status: 429, message: 'Limit Exceeded', errorType: 'LimitExceededException' },
  REQUEST_TOO_LARGE: {
    status: 413,
    message: 'Request Too Long',
    errorType: 'RequestTooLongException',
  },
  RESOURCE_NOT_FOUND: { status: 404, message: 'Not Found', errorType: 'NotFoundException' },
  THROTTLED: {
    status: 429,
    message: 'Too Many Requests',
    errorType: 'TooManyRequestsException',
  },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized', errorType: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Unsupported Media Type',
    errorType: 'UnsupportedMediaTypeException',
  },
  WAF_FILTERED: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException' },
} as const satisfies Readonly<Record<string, Kind>>

/** The types of gateway response. */
export type GatewayResponseType = keyof typeof kinds

/** Why the gateway answers itself. */
export interface Refusal {
  readonly responseType: GatewayResponseType
  /** Where it differs from the type's own. */
  readonly message?: string
  /** Where it differs from the type's own: a malformed answer of a function is a 502. */
  readonly status?: number
  /** `x-amzn-ErrorType`, where it differs from the type's own. */
  readonly errorType?: string
  /** `$context.error.validationErrorString` */
  readonly validationError?: string
  /** Who refused: `Lambda authorizer users`, `usage plan gold`, `IAM`. */
  readonly by?: string
  /** How long a Lambda authorizer took to refuse. */
  readonly latencyMs?: number
  /** For the trace and the execution log; never for the client. */
  readonly detail?: string
}

export const messageOf = ({ responseType, message }: Refusal): string =>
  message ?? kinds[responseType].message

export const statusOf = ({ responseType, status }: Refusal): number =>
  status ?? kinds[responseType].status

/** What cannot be changed. "REQUEST_TOO_LARGE […] cannot be customised". */
const FIXED: readonly GatewayResponseType[] = ['REQUEST_TOO_LARGE']

/** The API's own setting for a type, else that of all 4xx or all 5xx. */
function findSetting(
  settings: Readonly<Record<string, GatewayResponseSetting>>,
  responseType: GatewayResponseType,
): GatewayResponseSetting | undefined {
  if (FIXED.includes(responseType)) return undefined
  const isClients = kinds[responseType].status < 500
  const names = [responseType, isClients ? 'DEFAULT_4XX' : 'DEFAULT_5XX']
  const name = names.find((each) => Object.hasOwn(settings, each))
  return name === undefined ? undefined : settings[name]
}

/** `$context.a.b` and `$stageVariables.a`, also in braces: gateway responses know no more of VTL. */
const REFERENCE =
  /\$(?:\{((?:context|stageVariables)\.[\w.-]+)\}|((?:context|stageVariables)(?:\.[\w-]+)+))/g

/** Fills in a gateway response's template. "Only simple variable substitution": nothing of VTL. */
const fill = (template: string, find: (name: string) => string): string =>
  template.replaceAll(REFERENCE, (_, braced?: string, bare?: string) => find(braced ?? bare ?? ''))

/** What a gateway response's header may say. */
export type FindSource = (source: string) => string | null

const PARAMETER = /^gatewayresponse\.header\.(.+)$/

const headersOf = (
  parameters: Readonly<Record<string, string>>,
  find: FindSource,
): readonly HeaderField[] =>
  Object.entries(parameters).flatMap(([target, source]): HeaderField[] => {
    const name = PARAMETER.exec(target)?.[1]
    const value = name === undefined ? null : find(source)
    return name === undefined || value === null ? [] : [[name, value]]
  })

/** The gateway's own answer, by the API's settings over AWS's defaults. */
export function createGatewayResponse(
  refusal: Refusal,
  by: {
    readonly settings: Readonly<Record<string, GatewayResponseSetting>>
    readonly accept: string
    /** The text of `context.…` and `stageVariables.…`. */
    readonly findText: (name: string) => string
    /** The value of a header's source: `method.request.header.x`, `'static'`. */
    readonly findSource: FindSource
  },
): RestResponse {
  const kind: Kind = kinds[refusal.responseType]
  const setting = findSetting(by.settings, refusal.responseType)
  const template = pickTemplate(setting?.ResponseTemplates ?? {}, by.accept)
  const [type, body] =
    template === undefined
      ? ['application/json', defaultBody(refusal, kind)]
      : [template[0], fill(template[1], by.findText)]
  const status = setting?.StatusCode === undefined ? statusOf(refusal) : Number(setting.StatusCode)
  return {
    status,
    headers: [
      ['Content-Type', type],
      ['x-amzn-ErrorType', refusal.errorType ?? kind.errorType],
      ...headersOf(setting?.ResponseParameters ?? {}, by.findSource),
    ],
    body,
  }
}

const defaultBody = ({ message }: Refusal, kind: Kind): string => {
  if (message === undefined && kind.body !== undefined) return kind.body
  const text = message ?? kind.message
  if (kind.member !== undefined) return `{"${kind.member}":${JSON.stringify(text)}}`
  // What tells of a request's parameters and body has a blank after its colon.
  const isValidation = kind.errorType === 'BadRequestException'
  return isValidation || kind.body !== undefined
    ? blank(text)
    : `{"message":${JSON.stringify(text)}}`
}

/** A host or a stage that is not there: no API is reached whose settings could change it. */
export const FORBIDDEN: RestResponse = {
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
  ],
  body: '{"message":"Forbidden"}',
}
