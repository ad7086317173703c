import type { ProvisionedState } from '../definition.ts'
import type { EventInvokeConfig } from '../properties/asynchronous.ts'
import type { FunctionUrlConfig } from '../properties/functionUrl.ts'

/** What GetProvisionedConcurrencyConfig tells. https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export const describeProvisioned = (pools: readonly ProvisionedState[]): object => {
  const sum = (of: (pool: ProvisionedState) => number): number =>
    pools.reduce((total, pool) => total + of(pool), 0)
  const status = (['FAILED', 'IN_PROGRESS'] as const).find((each) =>
    pools.some((pool) => pool.status === each),
  )
  return {
    RequestedProvisionedConcurrentExecutions: sum(({ requested }) => requested),
    AvailableProvisionedConcurrentExecutions: sum(({ available }) => available),
    AllocatedProvisionedConcurrentExecutions: sum(({ allocated }) => allocated),
    Status: status ?? 'READY',
  }
}

/** What GetFunctionUrlConfig tells. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export const describeUrl = (
  { AuthType, InvokeMode, Cors }: FunctionUrlConfig,
  at: { readonly host: string; readonly functionArn: string },
): object => ({
  FunctionUrl: `https://${at.host}/`,
  FunctionArn: at.functionArn,
  AuthType,
  ...(Cors !== undefined && { Cors }),
  InvokeMode,
})

/** What GetFunctionEventInvokeConfig tells; without destinations, which are wires here. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const describeEventInvoke = (config: EventInvokeConfig, functionArn: string): object => ({
  FunctionArn: functionArn,
  MaximumRetryAttempts: config.MaximumRetryAttempts,
  MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
})
