'use strict'

// `awslambda.InvokeStore`: where version 4 of the runtime client keeps what the invocation at hand is about.
// https://github.com/awslabs/aws-lambda-invoke-store
const PROTECTED_KEYS = {
  REQUEST_ID: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  X_RAY_TRACE_ID: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  TENANT_ID: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
}

class InvokeStoreSingle {
  currentContext
  PROTECTED_KEYS = PROTECTED_KEYS
  getContext() {
    return this.currentContext
  }
  hasContext() {
    return this.currentContext !== undefined
  }
  get(key) {
    return this.currentContext?.[key]
  }
  set(key, value) {
    if (Object.values(PROTECTED_KEYS).includes(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`)
    }
    this.currentContext ??= {}
    this.currentContext[key] = value
  }
  run(context, run) {
    this.currentContext = context
    return run()
  }
  getRequestId() {
    return this.get(PROTECTED_KEYS.REQUEST_ID) ?? '-'
  }
  getXRayTraceId() {
    return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID)
  }
  getTenantId() {
    return this.get(PROTECTED_KEYS.TENANT_ID)
  }
}

exports.store = new InvokeStoreSingle()
/** An invocation begins. */
exports.enter = (invocation) => {
  exports.store.currentContext = {
    [PROTECTED_KEYS.REQUEST_ID]: invocation.awsRequestId,
    [PROTECTED_KEYS.X_RAY_TRACE_ID]: invocation.traceId || undefined,
    [PROTECTED_KEYS.TENANT_ID]: invocation.rare.tenantId,
  }
}
