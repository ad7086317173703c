import type { Place } from './place.ts'

/** An AWS Region: its code (which is its `name` as a place), its name in the console, and the city that it is measured from. */
export interface Region extends Place {
  readonly code: string
  readonly title: string
  readonly city: string
}

/**
 * Code, name, city, degrees north and east. botocore's partitions.json, August 2026; AWS publishes no coordinates:
 * cities are the usual ones, coordinates their centres (assumption).
 */
const TABLE = `
us-east-1|US East (N. Virginia)|Ashburn|39.04|-77.49
us-east-2|US East (Ohio)|Columbus|39.96|-83
us-west-1|US West (N. California)|Santa Clara / San Jose|37.35|-121.96
us-west-2|US West (Oregon)|Boardman / Umatilla|45.84|-119.7
ca-central-1|Canada (Central)|Montreal|45.5|-73.57
ca-west-1|Canada West (Calgary)|Calgary|51.04|-114.07
mx-central-1|Mexico (Central)|Queretaro|20.59|-100.39
sa-east-1|South America (Sao Paulo)|Sao Paulo|-23.56|-46.64
eu-west-1|Europe (Ireland)|Dublin|53.35|-6.26
eu-west-2|Europe (London)|London|51.51|-0.13
eu-west-3|Europe (Paris)|Paris|48.86|2.35
eu-central-1|Europe (Frankfurt)|Frankfurt|50.11|8.68
eu-central-2|Europe (Zurich)|Zurich|47.38|8.54
eu-north-1|Europe (Stockholm)|Stockholm|59.33|18.07
eu-south-1|Europe (Milan)|Milan|45.46|9.19
eu-south-2|Europe (Spain)|Zaragoza|41.65|-0.89
af-south-1|Africa (Cape Town)|Cape Town|-33.92|18.42
me-south-1|Middle East (Bahrain)|Manama|26.23|50.59
me-central-1|Middle East (UAE)|Abu Dhabi / Dubai|24.45|54.38
il-central-1|Israel (Tel Aviv)|Tel Aviv|32.09|34.78
ap-south-1|Asia Pacific (Mumbai)|Mumbai|19.08|72.88
ap-south-2|Asia Pacific (Hyderabad)|Hyderabad|17.39|78.49
ap-southeast-1|Asia Pacific (Singapore)|Singapore|1.35|103.82
ap-southeast-2|Asia Pacific (Sydney)|Sydney|-33.87|151.21
ap-southeast-3|Asia Pacific (Jakarta)|Jakarta|-6.21|106.85
ap-southeast-4|Asia Pacific (Melbourne)|Melbourne|-37.81|144.96
ap-southeast-5|Asia Pacific (Malaysia)|Kuala Lumpur|3.14|101.69
ap-southeast-6|Asia Pacific (New Zealand)|Auckland|-36.85|174.76
ap-southeast-7|Asia Pacific (Thailand)|Bangkok|13.76|100.5
ap-east-1|Asia Pacific (Hong Kong)|Hong Kong|22.32|114.17
ap-east-2|Asia Pacific (Taipei)|Taipei|25.03|121.57
ap-northeast-1|Asia Pacific (Tokyo)|Tokyo|35.68|139.65
ap-northeast-2|Asia Pacific (Seoul)|Seoul|37.57|126.98
ap-northeast-3|Asia Pacific (Osaka)|Osaka|34.69|135.5`

/** Every Region of the standard partition. */
export const REGIONS: readonly Region[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [code = '', title = '', city = '', lat, lon] = line.split('|')
    return { name: code, code, title, city, lat: Number(lat), lon: Number(lon) }
  })

/** The Region that `text` names by code, by console name or by city, in any case. */
export function findRegion(text: string): Region | undefined {
  const wanted = text.trim().toLowerCase()
  return REGIONS.find(
    (region) =>
      region.code === wanted ||
      region.title.toLowerCase() === wanted ||
      region.city.toLowerCase().split(' / ').includes(wanted),
  )
}
