import { createTableAction, getLife } from '../control/control.ts'
import { describeTableLife } from '../control/describe.ts'
import { looseName } from '../control/tableInput.ts'
import { structure } from '../shape.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = createTableAction(
  'DescribeTable',
  structure({ TableName: looseName }),
  (_request, name) => (context) => ({
    Table: describeTableLife(getLife(context, name), context),
  }),
)
