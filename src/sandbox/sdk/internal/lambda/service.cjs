'use strict'
/** Lambda as the generic client needs to know it. REST and JSON: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const { createExceptions } = require('coldstart:sdk/internal/createClient')

const { Base, exceptions } = createExceptions(
  'LambdaServiceException',
  'com.amazonaws.lambda',
  `
CodeStorageExceededException Type message
EC2AccessDeniedException! Type Message
EC2ThrottledException! Type Message
EC2UnexpectedException! Type Message EC2ErrorCode
EFSIOException Type Message
ENILimitReachedException! Type Message
InvalidParameterValueException Type message
InvalidRequestContentException Type message
InvalidRuntimeException! Type Message
InvalidSecurityGroupIDException! Type Message
InvalidSubnetIDException! Type Message
InvalidZipFileException! Type Message
KMSAccessDeniedException! Type Message
PolicyLengthExceededException Type message
PreconditionFailedException Type message
RecursiveInvocationException Type Message
RequestTooLargeException Type message
ResourceConflictException Type message
ResourceNotFoundException Type Message
ResourceNotReadyException! Type message
ServiceException! Type Message
SnapStartException Type Message
SnapStartNotReadyException Type Message
SnapStartTimeoutException Type Message
SubnetIPAddressLimitReachedException! Type Message
TooManyRequestsException retryAfterSeconds Type message Reason
UnsupportedMediaTypeException Type message
`,
)

exports.service = {
  id: 'Lambda',
  apiVersion: '2015-03-31',
  prefix: 'lambda',
  target: 'AWSGirApiService',
  clientName: 'LambdaClient',
  defaults: { maxAttempts: 3, baseDelay: 50 },
  codec: { readMember: (_type, value) => value },
  exceptions,
  BaseException: Base,
  bind: (...args) => require('coldstart:sdk/internal/lambda/rest').bind(...args),
  read: (...args) => require('coldstart:sdk/internal/lambda/rest').read(...args),
}

/** Operation, method, path; the members that go into the query string, under their names there. */
const OPERATIONS = `
Invoke POST /2015-03-31/functions/{FunctionName}/invocations Qualifier
InvokeAsync POST /2014-11-13/functions/{FunctionName}/invoke-async
InvokeWithResponseStream POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations Qualifier
CreateAlias POST /2015-03-31/functions/{FunctionName}/aliases
CreateFunctionUrlConfig POST /2021-10-31/functions/{FunctionName}/url Qualifier
DeleteAlias DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}
DeleteFunction DELETE /2015-03-31/functions/{FunctionName} Qualifier
DeleteFunctionConcurrency DELETE /2017-10-31/functions/{FunctionName}/concurrency
DeleteFunctionEventInvokeConfig DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config Qualifier
DeleteFunctionUrlConfig DELETE /2021-10-31/functions/{FunctionName}/url Qualifier
DeleteProvisionedConcurrencyConfig DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency Qualifier
GetAccountSettings GET /2016-08-19/account-settings
GetAlias GET /2015-03-31/functions/{FunctionName}/aliases/{Name}
GetEventSourceMapping GET /2015-03-31/event-source-mappings/{UUID}
GetFunction GET /2015-03-31/functions/{FunctionName} Qualifier
GetFunctionConcurrency GET /2019-09-30/functions/{FunctionName}/concurrency
GetFunctionConfiguration GET /2015-03-31/functions/{FunctionName}/configuration Qualifier
GetFunctionEventInvokeConfig GET /2019-09-25/functions/{FunctionName}/event-invoke-config Qualifier
GetFunctionRecursionConfig GET /2024-08-31/functions/{FunctionName}/recursion-config
GetFunctionUrlConfig GET /2021-10-31/functions/{FunctionName}/url Qualifier
GetProvisionedConcurrencyConfig GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency Qualifier
ListAliases GET /2015-03-31/functions/{FunctionName}/aliases FunctionVersion Marker MaxItems
ListEventSourceMappings GET /2015-03-31/event-source-mappings EventSourceArn FunctionName Marker MaxItems
ListFunctionEventInvokeConfigs GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list Marker MaxItems
ListFunctionUrlConfigs GET /2021-10-31/functions/{FunctionName}/urls Marker MaxItems
ListFunctions GET /2015-03-31/functions MasterRegion FunctionVersion Marker MaxItems
ListTags GET /2017-03-31/tags/{Resource}
ListVersionsByFunction GET /2015-03-31/functions/{FunctionName}/versions Marker MaxItems
PublishVersion POST /2015-03-31/functions/{FunctionName}/versions
PutFunctionConcurrency PUT /2017-10-31/functions/{FunctionName}/concurrency
PutFunctionEventInvokeConfig PUT /2019-09-25/functions/{FunctionName}/event-invoke-config Qualifier
PutFunctionRecursionConfig PUT /2024-08-31/functions/{FunctionName}/recursion-config
PutProvisionedConcurrencyConfig PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency Qualifier
TagResource POST /2017-03-31/tags/{Resource}
UpdateAlias PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}
UpdateEventSourceMapping PUT /2015-03-31/event-source-mappings/{UUID}
UpdateFunctionCode PUT /2015-03-31/functions/{FunctionName}/code
UpdateFunctionConfiguration PUT /2015-03-31/functions/{FunctionName}/configuration
UpdateFunctionEventInvokeConfig POST /2019-09-25/functions/{FunctionName}/event-invoke-config Qualifier
UpdateFunctionUrlConfig PUT /2021-10-31/functions/{FunctionName}/url Qualifier
`
exports.operations = OPERATIONS.trim()
  .split('\n')
  .map((line) => {
    const [operation, method, path, ...query] = line.split(' ')
    return { service: exports.service, operation, method, path, query }
  })
