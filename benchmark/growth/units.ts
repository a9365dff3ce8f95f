// Numbers as a chart tells them.

const STEPS = [
  { unit: 's', ns: 1e9 },
  { unit: 'ms', ns: 1e6 },
  { unit: 'µs', ns: 1e3 },
]

export function amount(value: number, unit: 'count' | 'ns' = 'ns'): string {
  if (unit === 'count' || value === 0) {
    return digits(value)
  }
  const step = STEPS.find(({ ns }) => value >= ns) ?? { unit: 'ns', ns: 1 }
  return `${digits(value / step.ns)} ${step.unit}`
}

/** How many times as much. */
export function times(ratio: number): string {
  return `${digits(ratio)}×`
}

/** Two digits, or all before the point. */
export function digits(value: number): string {
  const short = value >= 10 ? Math.round(value) : Number(value.toPrecision(2))
  return short.toLocaleString('en')
}
