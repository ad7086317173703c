import { nearest, type Place } from './place.ts'
import { findRegion, type Region } from './regions.ts'

/** Where viewers are served from, by what the distribution pays for. */
export type PriceClass = 'PriceClass_100' | 'PriceClass_200' | 'PriceClass_All'

/** A CloudFront point of presence. Its `name` as a place is its code: the airport's, without the number of the site. */
export interface EdgeLocation extends Place {
  readonly code: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** The cheapest price class that has it. */
  readonly priceClass: PriceClass
}

/**
 * Code, city, country, degrees north and east, lowest price class. AWS publishes the cities; coordinates are those of
 * their airports, by the list of https://github.com/tobilg/aws-edge-locations (May 2025). China is a partition of its own.
 */
const TABLE = `
ATL|Atlanta|US|33.64|-84.43|100
BOS|Boston|US|42.36|-71.01|100
ORD|Chicago|US|41.98|-87.9|100
CMH|Columbus|US|40|-82.89|100
DFW|Dallas|US|32.9|-97.04|100
DEN|Denver|US|39.86|-104.67|100
DTW|Detroit|US|42.21|-83.35|100
IAH|Houston|US|29.98|-95.34|100
MCI|Kansas City|US|39.3|-94.71|100
LAX|Los Angeles|US|33.94|-118.41|100
MIA|Miami|US|25.79|-80.29|100
MSP|Minneapolis|US|44.88|-93.22|100
YUL|Montreal|CA|45.47|-73.74|100
BNA|Nashville|US|36.12|-86.68|100
JFK|New York|US|40.64|-73.78|100
EWR|Newark|US|40.69|-74.17|100
PHL|Philadelphia|US|39.87|-75.24|100
PHX|Phoenix|US|33.44|-112.01|100
PIT|Pittsburgh|US|40.49|-80.23|100
HIO|Portland|US|45.54|-122.95|100
QRO|Queretaro|MX|20.62|-100.19|100
SLC|Salt Lake City|US|40.79|-111.98|100
SFO|San Francisco|US|37.62|-122.38|100
SEA|Seattle|US|47.45|-122.31|100
TPA|Tampa|US|27.98|-82.53|100
YTO|Toronto|CA|43.68|-79.63|100
YVR|Vancouver|CA|49.19|-123.18|100
IAD|Washington|US|38.94|-77.46|100
BOG|Bogota|CO|4.7|-74.15|All
EZE|Buenos Aires|AR|-34.82|-58.54|All
FOR|Fortaleza|BR|-3.78|-38.53|All
LIM|Lima|PE|-12.02|-77.11|All
GIG|Rio de Janeiro|BR|-22.81|-43.25|All
SCL|Santiago|CL|-33.39|-70.79|All
GRU|Sao Paulo|BR|-23.44|-46.47|All
AMS|Amsterdam|NL|52.31|4.76|100
ATH|Athens|GR|37.94|23.94|100
BCN|Barcelona|ES|41.3|2.08|100
BER|Berlin|DE|52.56|13.29|100
BRU|Brussels|BE|50.9|4.48|100
OTP|Bucharest|RO|44.57|26.09|100
BUD|Budapest|HU|47.43|19.26|100
CPH|Copenhagen|DK|55.62|12.66|100
DUB|Dublin|IE|53.43|-6.26|100
DUS|Dusseldorf|DE|51.29|6.77|100
FRA|Frankfurt am Main|DE|50.04|8.56|100
HAM|Hamburg|DE|53.63|9.99|100
HEL|Helsinki|FI|60.32|24.96|100
LIS|Lisbon|PT|38.78|-9.14|100
LHR|London|GB|51.48|-0.46|100
MAD|Madrid|ES|40.47|-3.56|100
MAN|Manchester|GB|53.35|-2.28|100
MRS|Marseille|FR|43.44|5.22|100
MXP|Milan|IT|45.63|8.73|100
MUC|Munich|DE|48.35|11.79|100
OSL|Oslo|NO|60.19|11.1|100
PMO|Palermo|IT|38.18|13.09|100
CDG|Paris|FR|49.01|2.55|100
PRG|Prague|CZ|50.1|14.26|100
FCO|Rome|IT|41.8|12.24|100
SOF|Sofia|BG|42.7|23.41|100
ARN|Stockholm|SE|59.65|17.92|100
VIE|Vienna|AT|48.11|16.57|100
WAW|Warsaw|PL|52.17|20.97|100
ZAG|Zagreb|HR|45.74|16.07|100
ZRH|Zurich|CH|47.46|8.55|100
DXB|Dubai|AE|25.25|55.36|200
FJR|Fujairah|AE|25.11|56.32|200
IST|Istanbul|TR|41.26|28.73|100
JED|Jeddah|SA|21.68|39.16|200
BAH|Manama|BH|26.27|50.64|200
MCT|Muscat|OM|23.59|58.28|200
DOH|Doha|QA|25.27|51.61|200
TLV|Tel Aviv|IL|32.01|34.89|100
CAI|Cairo|EG|30.11|31.4|200
CPT|Cape Town|ZA|-33.96|18.6|200
JNB|Johannesburg|ZA|-26.14|28.25|200
LOS|Lagos|NG|6.58|3.32|200
NBO|Nairobi|KE|-1.32|36.93|200
BKK|Bangkok|TH|13.69|100.75|200
BLR|Bengaluru|IN|13.2|77.71|200
MAA|Chennai|IN|12.99|80.17|200
DEL|New Delhi|IN|28.56|77.1|200
HAN|Hanoi|VN|21.22|105.81|200
SGN|Ho Chi Minh City|VN|10.82|106.65|200
HKG|Hong Kong|HK|22.31|113.92|200
HYD|Hyderabad|IN|17.23|78.43|200
CGK|Jakarta|ID|-6.13|106.66|200
CCU|Kolkata|IN|22.65|88.45|200
KUL|Kuala Lumpur|MY|2.75|101.71|200
MNL|Manila|PH|14.51|121.02|200
BOM|Mumbai|IN|19.09|72.87|200
KIX|Osaka|JP|34.43|135.24|200
PNQ|Pune|IN|18.58|73.92|200
ICN|Seoul|KR|37.47|126.45|200
SIN|Singapore|SG|1.35|103.99|200
TPE|Taoyuan|TW|25.08|121.23|200
NRT|Tokyo|JP|35.76|140.39|200
AKL|Auckland|NZ|-37.01|174.79|All
BNE|Brisbane|AU|-27.38|153.12|All
MEL|Melbourne|AU|-37.67|144.84|All
PER|Perth|AU|-31.94|115.97|All
SYD|Sydney|AU|-33.95|151.18|All`

/** CloudFront's cities outside China: 103. */
export const EDGE_LOCATIONS: readonly EdgeLocation[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [code = '', city = '', country = '', lat, lon, priceClass = ''] = line.split('|')
    return {
      name: code,
      code,
      city,
      country,
      lat: Number(lat),
      lon: Number(lon),
      priceClass: `PriceClass_${priceClass}` as PriceClass,
    }
  })

const RANK: Readonly<Record<PriceClass, number>> = {
  PriceClass_100: 0,
  PriceClass_200: 1,
  PriceClass_All: 2,
}

const PERMITTED: Readonly<Record<PriceClass, readonly EdgeLocation[]>> = {
  PriceClass_100: EDGE_LOCATIONS.filter(({ priceClass }) => RANK[priceClass] === 0),
  PriceClass_200: EDGE_LOCATIONS.filter(({ priceClass }) => RANK[priceClass] <= 1),
  PriceClass_All: EDGE_LOCATIONS,
}

/** The edge location that serves a viewer at `place`: the nearest that the price class permits, however far that is. */
export function nearestEdge(place: Place, priceClass: PriceClass = 'PriceClass_All'): EdgeLocation {
  const [first] = PERMITTED[priceClass]
  const edge = nearest(place, PERMITTED[priceClass]) ?? first
  if (edge === undefined) throw new Error('no edge location')
  return edge
}

const regionsOf = (codes: string): readonly Region[] =>
  codes.split(' ').flatMap((code) => findRegion(code) ?? [])

/**
 * Regions with an Origin Shield.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html
 */
export const ORIGIN_SHIELD_REGIONS: readonly Region[] = regionsOf(
  'us-east-1 us-east-2 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-southeast-1 ' +
    'ap-southeast-2 eu-central-1 eu-west-1 eu-west-2 sa-east-1',
)

/** Regions with a regional edge cache: all that offer a shield, and N. California by AWS's older list of cities. */
export const REGIONAL_EDGE_CACHES: readonly Region[] = [
  ...ORIGIN_SHIELD_REGIONS,
  ...regionsOf('us-west-1'),
]

/** The regional edge cache behind an edge location: the nearest. assumption: AWS publishes no table of them. */
export function regionalCacheOf(edge: Place): Region {
  const cache = nearest(edge, REGIONAL_EDGE_CACHES)
  if (cache === undefined) throw new Error('no regional edge cache')
  return cache
}

/** AWS's advice for origins in Regions that have no shield. */
const ADVISED: Readonly<Record<string, string>> = {
  'us-west-1': 'us-west-2',
  'af-south-1': 'eu-west-1',
  'ap-east-1': 'ap-southeast-1',
  'ca-central-1': 'us-east-1',
  'eu-south-1': 'eu-central-1',
  'eu-west-3': 'eu-west-2',
  'eu-north-1': 'eu-west-2',
  'me-south-1': 'ap-south-1',
}

/** The Region whose Origin Shield AWS advises for an origin in `region`; where it advises none, the nearest. */
export function advisedShieldOf(region: Region): Region {
  const own = ORIGIN_SHIELD_REGIONS.find(({ code }) => code === region.code)
  const advised = findRegion(ADVISED[region.code] ?? '')
  return own ?? advised ?? nearest(region, ORIGIN_SHIELD_REGIONS) ?? region
}
