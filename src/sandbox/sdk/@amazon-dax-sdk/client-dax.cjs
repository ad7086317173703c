'use strict'
/** `@amazon-dax-sdk/client-dax`: https://www.npmjs.com/package/@amazon-dax-sdk/client-dax */
const {
  DynamoDB,
  createDaxClass,
  createPlainClient,
  paginate,
} = require('coldstart:sdk/internal/dax/createDax')

const OPERATIONS =
  'batchGetItem batchWriteItem deleteItem getItem putItem query scan transactGetItems transactWriteItems updateItem'

class Dax extends createDaxClass(OPERATIONS.split(' '), (config) =>
  createPlainClient(config, DynamoDB),
) {}

Object.assign(exports, {
  Dax,
  daxPaginateQuery: paginate(Dax, 'query'),
  daxPaginateScan: paginate(Dax, 'scan'),
})
