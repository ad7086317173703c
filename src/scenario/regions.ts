/** An AWS Region: its code, its name in the console, the city its distances are measured from. */
export interface Region {
  readonly code: string
  readonly name: string
  readonly city: string
}

/** botocore's partitions.json, August 2026; cities are the usual ones where AWS publishes none. */
export const REGIONS: readonly Region[] = [
  { code: 'us-east-1', name: 'US East (N. Virginia)', city: 'Ashburn' },
  { code: 'us-east-2', name: 'US East (Ohio)', city: 'Columbus' },
  { code: 'us-west-1', name: 'US West (N. California)', city: 'Santa Clara / San Jose' },
  { code: 'us-west-2', name: 'US West (Oregon)', city: 'Boardman / Umatilla' },
  { code: 'ca-central-1', name: 'Canada (Central)', city: 'Montreal' },
  { code: 'ca-west-1', name: 'Canada West (Calgary)', city: 'Calgary' },
  { code: 'mx-central-1', name: 'Mexico (Central)', city: 'Queretaro' },
  { code: 'sa-east-1', name: 'South America (Sao Paulo)', city: 'Sao Paulo' },
  { code: 'eu-west-1', name: 'Europe (Ireland)', city: 'Dublin' },
  { code: 'eu-west-2', name: 'Europe (London)', city: 'London' },
  { code: 'eu-west-3', name: 'Europe (Paris)', city: 'Paris' },
  { code: 'eu-central-1', name: 'Europe (Frankfurt)', city: 'Frankfurt' },
  { code: 'eu-central-2', name: 'Europe (Zurich)', city: 'Zurich' },
  { code: 'eu-north-1', name: 'Europe (Stockholm)', city: 'Stockholm' },
  { code: 'eu-south-1', name: 'Europe (Milan)', city: 'Milan' },
  { code: 'eu-south-2', name: 'Europe (Spain)', city: 'Zaragoza' },
  { code: 'af-south-1', name: 'Africa (Cape Town)', city: 'Cape Town' },
  { code: 'me-south-1', name: 'Middle East (Bahrain)', city: 'Manama' },
  { code: 'me-central-1', name: 'Middle East (UAE)', city: 'Abu Dhabi / Dubai' },
  { code: 'il-central-1', name: 'Israel (Tel Aviv)', city: 'Tel Aviv' },
  { code: 'ap-south-1', name: 'Asia Pacific (Mumbai)', city: 'Mumbai' },
  { code: 'ap-south-2', name: 'Asia Pacific (Hyderabad)', city: 'Hyderabad' },
  { code: 'ap-southeast-1', name: 'Asia Pacific (Singapore)', city: 'Singapore' },
  { code: 'ap-southeast-2', name: 'Asia Pacific (Sydney)', city: 'Sydney' },
  { code: 'ap-southeast-3', name: 'Asia Pacific (Jakarta)', city: 'Jakarta' },
  { code: 'ap-southeast-4', name: 'Asia Pacific (Melbourne)', city: 'Melbourne' },
  { code: 'ap-southeast-5', name: 'Asia Pacific (Malaysia)', city: 'Kuala Lumpur' },
  { code: 'ap-southeast-6', name: 'Asia Pacific (New Zealand)', city: 'Auckland' },
  { code: 'ap-southeast-7', name: 'Asia Pacific (Thailand)', city: 'Bangkok' },
  { code: 'ap-east-1', name: 'Asia Pacific (Hong Kong)', city: 'Hong Kong' },
  { code: 'ap-east-2', name: 'Asia Pacific (Taipei)', city: 'Taipei' },
  { code: 'ap-northeast-1', name: 'Asia Pacific (Tokyo)', city: 'Tokyo' },
  { code: 'ap-northeast-2', name: 'Asia Pacific (Seoul)', city: 'Seoul' },
  { code: 'ap-northeast-3', name: 'Asia Pacific (Osaka)', city: 'Osaka' },
]

/** The Region that `text` names by code, by console name or by city, in any case. */
export function findRegion(text: string): Region | undefined {
  const wanted = text.trim().toLowerCase()
  return REGIONS.find(
    (region) =>
      region.code === wanted ||
      region.name.toLowerCase() === wanted ||
      region.city.toLowerCase().split(' / ').includes(wanted),
  )
}
