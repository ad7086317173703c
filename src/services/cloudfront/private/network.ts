/** The four bytes of an IPv4 address as a number; null where it is none. */
function numberOf(address: string): number | null {
  const parts = address.split('.')
  if (parts.length !== 4) return null
  let value = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null
    value = value * 256 + Number(part)
  }
  return value
}

/** Whether an IPv4 address lies in `192.0.2.0/24`, or is the one that is named. */
export function isInNetwork(address: string, network: string): boolean {
  const [base = '', length = '32'] = network.split('/')
  const [ip, from] = [numberOf(address), numberOf(base)]
  if (ip === null || from === null || !/^\d{1,2}$/.test(length) || Number(length) > 32) return false
  const size = 2_147_483_648 * 2
  let block = size
  for (let bit = 0; bit < Number(length); bit++) block /= 2
  return Math.floor(ip / block) === Math.floor(from / block)
}
