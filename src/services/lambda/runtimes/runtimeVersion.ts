import type { RuntimeVersion } from '../logs/logLines.ts'

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^nodejs(\d+)\.x$/, 'nodejs'],
  [/^python([\d.]+)$/, 'python'],
  [/^java([\d.]+(?:al2)?)$/, 'java'],
  [/^dotnet(\d+)$/, 'dotnet'],
  [/^ruby([\d.]+)$/, 'ruby'],
  [/^provided\.(.+)$/, 'provided'],
]

const hex = (text: string): string => {
  let digits = ''
  for (let at = 0; at < text.length; at++) digits += text.charCodeAt(at).toString(16)
  return digits
}

/** `nodejs:22.v36` and its ARN, as `INIT_START` names them: the version number is the sample of AWS's page, the hash is ours. */
export function runtimeVersionOf(runtime: string): RuntimeVersion {
  let version = runtime
  for (const [form, name] of NAMES) {
    const found = form.exec(runtime)
    if (found !== null) version = `${name}:${found[1] ?? ''}.v36`
  }
  const digest = `${hex(runtime)}c01d57a7`.repeat(8).slice(0, 64)
  return { version, arn: `arn:aws:lambda:us-east-1::runtime:${digest}` }
}
