import type { Account } from '#services/service.ts'

/** What a function's environment variables are made from. */
export interface VariableSources {
  readonly account: Account
  readonly functionName: string
  readonly handler: string
  readonly runtime: string
  /** `$LATEST` or a number. */
  readonly version: string
  readonly memoryMB: number
  readonly logStreamName: string
  readonly variables: Readonly<Record<string, string>>
}

/**
 * The whole environment that a handler sees: the user's own variables under the runtime's reserved ones.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function createEnvironmentVariables(
  sources: VariableSources,
): Readonly<Record<string, string>> {
  const { account, functionName, runtime } = sources
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH:
      '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    NODE_PATH: `/opt/nodejs/${runtime.replace('nodejs', 'node').replace('.x', '')}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
    TZ: ':UTC',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    ...sources.variables,
    _HANDLER: sources.handler,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(sources.memoryMB),
    AWS_LAMBDA_FUNCTION_VERSION: sources.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStreamName,
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_ACCESS_KEY_ID: 'ASIACOLDSTARTEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'simulated-secret-that-signs-nothing-outside',
    AWS_SESSION_TOKEN: 'simulated-session-token',
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  }
}
