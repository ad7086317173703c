import type { Place } from './place.ts'

/** A city that users live in. */
export interface City extends Place {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Of its urban agglomeration, in millions. */
  readonly millions: number
  /** The part of the world, as `AREAS` calls it. */
  readonly area: string
}

/**
 * City, country, degrees north and east, and people in millions: urban agglomerations of 2018, United Nations, World
 * Urbanization Prospects 2018 (https://population.un.org/wup/), rounded; coordinates of city centres.
 */
const TABLE = `
# North America
New York|US|40.71|-74.01|18.8
Los Angeles|US|34.05|-118.24|12.4
Chicago|US|41.88|-87.63|8.9
Houston|US|29.76|-95.37|6.1
Dallas|US|32.78|-96.8|6.1
Miami|US|25.77|-80.19|6
Philadelphia|US|39.95|-75.16|5.7
Atlanta|US|33.75|-84.39|5.6
Washington|US|38.9|-77.04|5.2
Boston|US|42.36|-71.06|4.3
Phoenix|US|33.45|-112.07|4.4
Seattle|US|47.61|-122.33|3.4
San Francisco|US|37.77|-122.42|3.3
Denver|US|39.74|-104.98|2.8
Minneapolis|US|44.98|-93.27|2.9
Honolulu|US|21.31|-157.86|0.8
Toronto|CA|43.7|-79.42|6.1
Montreal|CA|45.51|-73.59|4.2
Vancouver|CA|49.25|-123.12|2.5
Calgary|CA|51.05|-114.09|1.5
Mexico City|MX|19.43|-99.13|21.6
Guadalajara|MX|20.67|-103.35|5
Guatemala City|GT|14.64|-90.51|2.9
Havana|CU|23.13|-82.38|2.1
Panama City|PA|8.99|-79.52|1.8
# South America
Sao Paulo|BR|-23.55|-46.64|21.7
Rio de Janeiro|BR|-22.91|-43.2|13.3
Recife|BR|-8.05|-34.88|4
Buenos Aires|AR|-34.61|-58.38|15
Santiago|CL|-33.46|-70.65|6.7
Lima|PE|-12.04|-77.03|10.4
Bogota|CO|4.61|-74.08|10.6
Quito|EC|-0.23|-78.52|1.8
Caracas|VE|10.49|-66.88|2.9
# Europe
London|GB|51.51|-0.13|9
Manchester|GB|53.48|-2.24|2.7
Dublin|IE|53.33|-6.25|1.2
Paris|FR|48.85|2.35|10.9
Marseille|FR|43.3|5.38|1.6
Madrid|ES|40.42|-3.7|6.5
Barcelona|ES|41.39|2.16|5.5
Lisbon|PT|38.72|-9.13|2.9
Amsterdam|NL|52.37|4.89|1.1
Brussels|BE|50.85|4.35|2.1
Berlin|DE|52.52|13.41|3.6
Hamburg|DE|53.58|10|1.8
Munich|DE|48.14|11.58|1.5
Frankfurt|DE|50.11|8.68|0.8
Zurich|CH|47.37|8.55|1.4
Milan|IT|45.46|9.19|3.1
Rome|IT|41.89|12.48|4.2
Vienna|AT|48.21|16.37|1.9
Prague|CZ|50.09|14.42|1.3
Warsaw|PL|52.23|21.01|1.8
Budapest|HU|47.5|19.04|1.8
Bucharest|RO|44.43|26.11|1.8
Athens|GR|37.98|23.72|3.2
Istanbul|TR|41.01|28.95|14.8
Kyiv|UA|50.45|30.52|3
Moscow|RU|55.75|37.62|12.4
Stockholm|SE|59.33|18.06|1.6
Oslo|NO|59.91|10.75|1
Copenhagen|DK|55.68|12.57|1.3
Helsinki|FI|60.17|24.94|1.3
Reykjavik|IS|64.14|-21.9|0.2
# Africa
Cairo|EG|30.06|31.25|20.1
Lagos|NG|6.45|3.39|13.5
Kinshasa|CD|-4.33|15.31|13.2
Johannesburg|ZA|-26.2|28.04|5.5
Cape Town|ZA|-33.93|18.42|4.4
Nairobi|KE|-1.28|36.82|4.4
Addis Ababa|ET|9.02|38.75|4.4
Dar es Salaam|TZ|-6.82|39.27|6
Luanda|AO|-8.84|13.23|7.8
Accra|GH|5.56|-0.2|2.4
Dakar|SN|14.69|-17.44|2.9
Algiers|DZ|36.73|3.09|2.7
Casablanca|MA|33.59|-7.62|3.7
Khartoum|SD|15.55|32.53|5.5
# Middle East
Dubai|AE|25.08|55.31|2.8
Riyadh|SA|24.69|46.72|6.9
Doha|QA|25.29|51.53|0.6
Manama|BH|26.23|50.59|0.6
Tel Aviv|IL|32.08|34.78|4
Baghdad|IQ|33.34|44.4|6.8
Tehran|IR|35.69|51.42|8.9
# Asia
Tokyo|JP|35.69|139.69|37.5
Osaka|JP|34.69|135.5|19.3
Seoul|KR|37.57|126.98|10
Beijing|CN|39.91|116.4|19.6
Shanghai|CN|31.22|121.46|25.6
Guangzhou|CN|23.12|113.25|12.6
Chengdu|CN|30.67|104.07|8.8
Hong Kong|HK|22.28|114.17|7.4
Taipei|TW|25.05|121.53|2.7
Delhi|IN|28.65|77.23|28.5
Mumbai|IN|19.07|72.88|20
Kolkata|IN|22.56|88.36|14.7
Bengaluru|IN|12.97|77.59|11.4
Chennai|IN|13.09|80.28|10.5
Hyderabad|IN|17.38|78.46|9.5
Karachi|PK|24.86|67.01|15.4
Lahore|PK|31.56|74.35|11.7
Dhaka|BD|23.71|90.41|19.6
Colombo|LK|6.94|79.85|0.6
Bangkok|TH|13.75|100.5|10.2
Kuala Lumpur|MY|3.14|101.69|7.6
Singapore|SG|1.29|103.85|5.8
Jakarta|ID|-6.21|106.85|10.5
Manila|PH|14.6|120.98|13.5
Ho Chi Minh City|VN|10.82|106.63|8.1
Hanoi|VN|21.02|105.84|4.3
Almaty|KZ|43.25|76.95|1.8
# Oceania
Sydney|AU|-33.87|151.21|4.8
Melbourne|AU|-37.81|144.96|4.8
Brisbane|AU|-27.47|153.03|2.3
Perth|AU|-31.95|115.86|2
Auckland|NZ|-36.85|174.76|1.6`

const readTable = (): readonly City[] => {
  let area = ''
  const cities: City[] = []
  for (const line of TABLE.trim().split('\n')) {
    if (line.startsWith('# ')) area = line.slice(2)
    else {
      const [name = '', country = '', lat, lon, millions] = line.split('|')
      cities.push({
        name,
        country,
        lat: Number(lat),
        lon: Number(lon),
        millions: Number(millions),
        area,
      })
    }
  }
  return cities
}

/** The cities that clients may stand in. */
export const CITIES: readonly City[] = readTable()

/** The whole world as a population to draw users from. */
export const WORLD = 'World'

/** Populations to draw users from: the world, and its parts. */
export const AREAS: readonly string[] = [WORLD, ...new Set(CITIES.map(({ area }) => area))]

/** The city of that name, in any case. */
export function findCity(text: string): City | undefined {
  const wanted = text.trim().toLowerCase()
  return CITIES.find(({ name }) => name.toLowerCase() === wanted)
}

/** The cities of an area of `AREAS`, in any case; undefined where there is no such area. */
export function findArea(text: string): readonly City[] | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === WORLD.toLowerCase()) return CITIES
  const cities = CITIES.filter(({ area }) => area.toLowerCase() === wanted)
  return cities.length === 0 ? undefined : cities
}
