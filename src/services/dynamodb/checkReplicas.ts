import type { Finding } from './setup.ts'

/** Sets of Regions within which three can agree. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/multi-region-strong-consistency-gt.html */
const REGION_SETS: readonly (readonly string[])[] = [
  ['us-east-1', 'us-east-2', 'us-west-2'],
  ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
]

/** What of a table's properties speaks of its Regions. */
interface RegionProperties {
  readonly Replicas?: readonly { readonly Region: string }[] | undefined
  readonly MultiRegionConsistency: 'EVENTUAL' | 'STRONG'
  readonly GlobalTableWitnesses?: readonly { readonly RegionName: string }[] | undefined
  readonly LocalSecondaryIndexes?: readonly unknown[] | undefined
  readonly TimeToLiveSpecification?: { readonly Enabled: boolean } | undefined
}

const CODE = /^[a-z]{2}(?:-[a-z]+)+-\d$/

/** What is wrong with a table's Regions. Which of them is its home, only the scenario knows. */
export function checkReplicas(properties: RegionProperties): readonly Finding[] {
  const { Replicas: replicas = [], GlobalTableWitnesses: witnesses = [] } = properties
  const found: Finding[] = []
  const add = (path: string, message: string): void =>
    void found.push({ path: `properties.${path}`, message, kind: 'error' })
  for (const [at, { Region: code }] of replicas.entries()) {
    if (!CODE.test(code)) add(`Replicas[${at}].Region`, `"${code}" is no Region's code`)
  }
  if (properties.MultiRegionConsistency === 'EVENTUAL') return found
  const all = [...replicas.map(({ Region }) => Region), ...witnesses.map((one) => one.RegionName)]
  const count = new Set(all).size
  if (count !== 2 && count !== 3) {
    add(
      'Replicas',
      'strong consistency takes exactly three Regions: the table’s own and two others',
    )
  }
  if (!REGION_SETS.some((set) => all.every((code) => set.includes(code)))) {
    add('Replicas', 'strong consistency takes Regions of one set: US, Europe or Asia Pacific')
  }
  if ((properties.LocalSecondaryIndexes ?? []).length > 0) {
    add(
      'LocalSecondaryIndexes',
      'a table that is strongly consistent between Regions has no local indexes',
    )
  }
  if (properties.TimeToLiveSpecification?.Enabled === true) {
    add(
      'TimeToLiveSpecification',
      'a table that is strongly consistent between Regions has no time to live',
    )
  }
  return found
}
