// What a JIT for configurations would do: from a sample, a parser of texts of exactly that shape.
// What differs from it (another key, an escape, a blank) is left to JSON.parse.

const HEAD = `
let at = 0
const expect = (part) => {
  if (!text.startsWith(part, at)) throw null
  at += part.length
}
const string = () => {
  if (text.charCodeAt(at) !== 34) throw null
  const end = text.indexOf('"', at + 1)
  const value = text.slice(at + 1, end)
  if (end < 0 || value.includes('\\\\')) throw null
  at = end + 1
  return value
}
const number = () => {
  const start = at
  for (;;) {
    const code = text.charCodeAt(at)
    if (!((code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46 ||
      code === 101 || code === 69)) break
    at++
  }
  if (start === at) throw null
  return +text.slice(start, at)
}
`

let compiled = 0

/**
 * @param {unknown} sample
 * @returns {(text: string) => unknown}
 */
export function compileParser(sample) {
  const lines = [HEAD]
  const value = add(sample, lines)
  lines.push('if (at !== text.length) throw null', `return ${value}`)
  // V8 keeps what it has compiled for equal source: the number makes it differ.
  const parse = new Function('text', `// ${compiled++}\n${lines.join('\n')}`)
  return (text) => {
    try {
      return parse(text)
    } catch {
      return JSON.parse(text)
    }
  }
}

/**
 * Adds what reads a value of this shape, and returns the name of it.
 * @param {unknown} sample
 * @param {string[]} lines
 * @returns {string}
 */
function add(sample, lines) {
  const name = `value${lines.length}`
  /** @param {string} expression */
  const is = (expression) => {
    lines.push(`const ${name} = ${expression}`)
    return name
  }
  if (typeof sample === 'string') {
    return is('string()')
  }
  if (typeof sample === 'number') {
    return is('number()')
  }
  if (typeof sample !== 'object' || sample === null) {
    lines.push(`expect(${JSON.stringify(String(sample))})`)
    return is(String(sample))
  }
  const isArray = Array.isArray(sample)
  const parts = Object.entries(sample).map(([key, inner], index) => {
    const before = index > 0 ? ',' : isArray ? '[' : '{'
    lines.push(`expect(${JSON.stringify(isArray ? before : `${before}${JSON.stringify(key)}:`)})`)
    const part = add(inner, lines)
    return isArray ? part : `${JSON.stringify(key)}: ${part}`
  })
  lines.push(`expect('${isArray ? ']' : '}'}')`)
  lines.push(`const ${name} = ${isArray ? `[${parts.join()}]` : `{${parts.join()}}`}`)
  return name
}
