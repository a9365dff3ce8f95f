/** One mount of a cgroup file system that can carry CPU limits. */
export interface CgroupMount {
  /** Version 2 (`cgroup2`), or version 1 with the `cpu` controller. */
  isV2: boolean
  /** The cgroup that is visible at the mount point. */
  root: string
  mountPoint: string
}

/** The cgroup mounts in /proc/self/mountinfo (proc_pid_mountinfo(5)) that can carry CPU limits. */
export function parseCgroupMounts(text: string): CgroupMount[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ')
    const [root, mountPoint] = fields.slice(3)
    // Any number of optional fields stands before the lone hyphen.
    const hyphen = fields.indexOf('-', 5)
    if (root === undefined || mountPoint === undefined || hyphen < 0) {
      return []
    }
    const [type, , options = ''] = fields.slice(hyphen + 1)
    const isV2 = type === 'cgroup2'
    if (!isV2 && !(type === 'cgroup' && options.split(',').includes('cpu'))) {
      return []
    }
    return [{ isV2, root: unescape(root), mountPoint: unescape(mountPoint) }]
  })
}

/** Blank, tab, newline and backslash stand as `\040` and the like. */
function unescape(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}
