/// One mount of a cgroup file system that can carry CPU limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CgroupMount {
    /// Version 2 (`cgroup2`), or version 1 with the `cpu` controller.
    pub is_v2: bool,
    /// The cgroup that is visible at the mount point, unescaped.
    pub root: Vec<u8>,
    /// Where it is mounted, unescaped.
    pub mount_point: Vec<u8>,
}

/// The cgroup mounts in `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that
/// can carry CPU limits, in the file's order.
#[must_use]
pub fn parse_cgroup_mounts(text: &[u8]) -> Vec<CgroupMount> {
    text.split(|&byte| byte == b'\n')
        .filter_map(parse_line)
        .collect()
}

/// `36 35 98:0 /root /mount/point rw,noatime shared:1 - type source options`:
/// any number of optional fields before the lone hyphen.
fn parse_line(line: &[u8]) -> Option<CgroupMount> {
    let mut fields = line.split(|&byte| byte == b' ');
    let root = fields.nth(3)?;
    let mount_point = fields.next()?;
    fields.find(|&field| field == b"-")?;
    let is_v2 = match fields.next()? {
        b"cgroup2" => true,
        b"cgroup" => false,
        _ => return None,
    };
    let has_cpu = fields
        .nth(1)
        .is_some_and(|options| options.split(|&byte| byte == b',').any(|o| o == b"cpu"));
    if !is_v2 && !has_cpu {
        return None;
    }
    Some(CgroupMount {
        is_v2,
        root: unescape(root),
        mount_point: unescape(mount_point),
    })
}

/// Blank, tab, newline and backslash stand as `\040` and the like.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, after)) = rest.split_first() {
        if let (b'\\', Some(byte)) = (first, after.get(..3).and_then(octal)) {
            plain.push(byte);
            rest = &after[3..];
        } else {
            plain.push(first);
            rest = after;
        }
    }
    plain
}

fn octal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0_u8, |value, digit| match digit {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(digit - b'0'),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_both_versions_and_nothing_else() {
        let text = b"22 27 0:21 / /proc rw,relatime - proc proc rw\n\
            32 31 0:29 /docker/x /sys/fs/cgroup/cpu rw shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct\n\
            33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n\
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        let mounts = parse_cgroup_mounts(text);
        assert_eq!(mounts.len(), 2);
        assert!(!mounts[0].is_v2);
        assert_eq!(mounts[0].root, b"/docker/x");
        assert_eq!(mounts[0].mount_point, b"/sys/fs/cgroup/cpu");
        assert!(mounts[1].is_v2);
    }

    #[test]
    fn unescapes_blanks_and_leaves_broken_escapes() {
        let text = b"1 1 0:1 /a\\040b /m\\134\\9x\\ rw - cgroup2 none rw";
        let mounts = parse_cgroup_mounts(text);
        assert_eq!(mounts[0].root, b"/a b");
        assert_eq!(mounts[0].mount_point, b"/m\\\\9x\\");
    }

    #[test]
    fn ignores_short_lines() {
        let whole = b"1 1 0:1 / /m rw - cgroup cgroup rw,cpu";
        for end in 0..whole.len() - 3 {
            assert!(parse_cgroup_mounts(&whole[..end]).is_empty(), "{end}");
        }
        assert_eq!(parse_cgroup_mounts(whole).len(), 1);
    }
}
