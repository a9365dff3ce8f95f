// Settings of a cluster, nested as such files are.

/**
 * @param {number} pools
 * @returns {Record<string, any>}
 */
export function createConfig(pools) {
  /** @type {Record<string, any>} */
  const nodePools = {}
  for (let pool = 0; pool < pools; pool++) {
    nodePools[`pool-${pool}`] = {
      cloud: pool % 2 === 0 ? 'kubernetes' : 'aws',
      region: `region-${pool % 7}`,
      resources: { cpus: 4 + (pool % 5), memory: '16Gi', accelerators: { A100: pool % 3 } },
      disk: { size: 256, tier: 'medium', encrypted: true },
      env: { LOG_LEVEL: 'info', SHARD: String(pool), HTTP_PROXY: 'http://proxy.internal:3128' },
      labels: ['team-a', 'batch', `pool-${pool}`],
      autoscale: { min: 0, max: 8, idleMinutes: 10.5, spot: null },
    }
  }
  return { name: 'cluster', version: 3, nodePools, auth: { user: 'ubuntu', key: '~/.ssh/key' } }
}

/**
 * What a user changes: a tenth of the pools, three values each.
 * @param {number} pools
 */
export function createOverride(pools) {
  const { nodePools } = createConfig(pools)
  const changed = Object.keys(nodePools).filter((_, index) => index % 10 === 0)
  const change = { resources: { cpus: 16 }, env: { LOG_LEVEL: 'debug', EXTRA: '1' } }
  return {
    version: 4,
    nodePools: Object.fromEntries(changed.map((name) => [name, structuredClone(change)])),
  }
}

/** Pools that make about so many kilobytes of JSON. */
export const SIZES = /** @type {const} */ ({ '1 kB': 2, '100 kB': 260 })
