import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import type { Account } from '#services/service.ts'
import type { Environment } from './environment.ts'

/** Where the stream and group names stand; SnapStart functions do not have them. https://docs.aws.amazon.com/lambda/latest/dg/snapstart-monitoring.html */
const logVariables = ({ initializationType, configuration, logStream }: Environment): object =>
  initializationType === 'snap-start'
    ? {}
    : {
        AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
      }

/**
 * The whole environment that a handler sees: the user's own variables under the runtime's reserved ones.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function createEnvironmentVariables(
  account: Account,
  environment: Environment,
): Readonly<Record<string, string>> {
  const { configuration, initializationType, version } = environment
  const { functionName, properties, isImage } = configuration
  const runtime = properties.Runtime
  // "Not defined for functions that use an OS-only runtime or a container image".
  const hasExecutionEnv = !isImage && !runtime.startsWith('provided.')
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH:
      '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    NODE_PATH: `/opt/nodejs/${runtime.replace('nodejs', 'node').replace('.x', '')}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
    TZ: ':UTC',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    ...properties.Environment?.Variables,
    _HANDLER: properties.Handler,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    ...(hasExecutionEnv ? { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` } : {}),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    ...logVariables(environment),
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_ACCESS_KEY_ID: SIMULATED_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SIMULATED_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: SIMULATED_CREDENTIALS.sessionToken,
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  }
}
