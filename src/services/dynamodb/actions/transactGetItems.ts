import { attributeMap, toItem } from '../attributeShape.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { TRANSACTION_ACTIONS_MAX } from '../limits.ts'
import { list, required, structure } from '../shape.ts'
import { createAction, members, replyCapacities } from './action.ts'
import { toResponse, transactGet, type TransactGet } from './transactGet.ts'

const get = structure(
  {
    Key: required(attributeMap),
    TableName: members.tableName,
    ProjectionExpression: members.text,
    ExpressionAttributeNames: members.names,
  },
  'Get',
  'field',
)

const input = structure({
  TransactItems: required(
    list(structure({ Get: required(get) }, 'TransactGetItem'), {
      min: 1,
      max: TRANSACTION_ACTIONS_MAX,
    }),
  ),
  ReturnConsumedCapacity: members.capacity,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = createAction('TransactGetItems', input, (request) => {
  const gets = request.TransactItems.map(({ Get }): TransactGet => {
    refuseParameters(Get, ['ProjectionExpression'], [])
    const { projection } = readExpressions(Get)
    const key = toItem(Get.Key)
    return {
      table: Get.TableName,
      key: () => key,
      project: (item) => (projection === null ? item : projectItem(item, projection)),
    }
  })
  return (context) => {
    const { used, items } = transactGet(context, gets)
    return {
      ...replyCapacities(request.ReturnConsumedCapacity, used, true),
      Responses: items.map(toResponse),
    }
  }
})
