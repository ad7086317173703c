import { invalidParameter } from '../refusal.ts'
import { structure } from '../shape.ts'
import { createTableAction, getActiveLife } from './control.ts'
import { describeTableLife } from './describe.ts'
import { looseName } from './tableInput.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = createTableAction(
  'DeleteTable',
  structure({ TableName: looseName }),
  (_request, name) => (context) => {
    const { control, now } = context
    const life = getActiveLife(context, name)
    if (life.settings.deletionProtection) {
      // (sic) Told as a ValidationException. measured by moto's and localstack's tests against AWS
      throw invalidParameter(
        `Table '${name}' can't be deleted while DeletionProtectionEnabled is set to True`,
      )
    }
    life.settings.status = 'DELETING'
    control.begin(life, { kind: 'gone' }, { now, delay: context.delays.deleteTable })
    control.changed(life)
    return { TableDescription: describeTableLife(life, context) }
  },
)
