// The packages to compare with, of this folder's package.json. By a variable, so that types are
// checked without them as well.

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
export function load(name) {
  return import(name)
}
