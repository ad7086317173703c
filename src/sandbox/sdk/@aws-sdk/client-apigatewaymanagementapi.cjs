'use strict'
/** `@aws-sdk/client-apigatewaymanagementapi`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/apigatewaymanagementapi/ */
const { createClient } = require('coldstart:sdk/internal/createClient')
const { operations, service } = require('coldstart:sdk/internal/connections/service')

module.exports = createClient(service, operations, {
  aggregated: 'ApiGatewayManagementApi',
  enums: {},
})
