//! What tells one machine, boot and pid namespace from another.

use sha2::{Digest, Sha256};

/// The system that an identity was read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(dead_code, reason = "each system makes its own only")]
pub(crate) enum System {
    Linux,
    MacOs,
    Windows,
}

/// Where the pid of an identity means something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Host {
    pub system: System,
    /// [`machine_from_id`], or `0` where the machine has no id.
    pub machine: String,
    /// Of the boot, without hyphens; `0` where start times outlast boots.
    pub boot: String,
    /// Of the pid and of the time namespace; 0 where there is none.
    pub namespaces: (u64, u64),
}

/// How the host of an identity relates to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Pids and start times mean the same on both.
    Same,
    /// The same machine, before it was booted again.
    BootedSince,
    /// Another one, or one that cannot be told from another.
    Unknown,
}

pub(crate) const UNKNOWN: &str = "0";

impl Host {
    pub(crate) fn relation_to(&self, this: &Self) -> Relation {
        let is_same_machine = self.machine == this.machine && self.machine != UNKNOWN;
        if self.system != this.system {
            Relation::Unknown
        } else if self.boot != this.boot {
            if is_same_machine {
                Relation::BootedSince
            } else {
                Relation::Unknown
            }
        } else if self.namespaces != this.namespaces || (self.boot == UNKNOWN && !is_same_machine) {
            Relation::Unknown
        } else {
            // Of one boot: containers may each have a machine id of their own.
            Relation::Same
        }
    }
}

/// What stands for the machine `id` in an identity. Hashed, since
/// machine-id(5) calls the id confidential.
#[allow(dead_code, reason = "not every system is known")]
pub(crate) fn machine_from_id(id: &str) -> String {
    let digest = Sha256::digest(format!("procpilot:{id}"));
    let (start, _) = digest.split_at(8);
    start.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id in a file as machine-id(5) describes it; `None` where it is empty or
/// says `uninitialized`.
#[allow(dead_code, reason = "not every system has such a file")]
pub(crate) fn machine_id(text: &[u8]) -> Option<&str> {
    let id = std::str::from_utf8(text.trim_ascii()).ok()?;
    is_hex(id, 32).then_some(id)
}

/// The boot from a UUID as the kernel writes it.
#[allow(dead_code, reason = "not every system tells boots apart")]
pub(crate) fn boot_from_uuid(uuid: &[u8]) -> Option<String> {
    let uuid = std::str::from_utf8(uuid.trim_ascii()).ok()?;
    let boot = uuid.to_ascii_lowercase().replace('-', "");
    is_hex(&boot, 32).then_some(boot)
}

/// The inode in a link such as `pid:[4026531836]` (namespaces(7)).
#[allow(dead_code, reason = "not every system has namespaces")]
pub(crate) fn namespace_inode(link: &str) -> Option<u64> {
    let (_, inode) = link.split_once(":[")?;
    inode.strip_suffix(']')?.parse().ok()
}

/// Whether `text` is `length` lower-case hexadecimal digits.
pub(crate) fn is_hex(text: &str, length: usize) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == length && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_the_machine_id() {
        // printf 'procpilot:0123456789abcdef0123456789abcdef' | sha256sum
        let machine = machine_from_id("0123456789abcdef0123456789abcdef");
        assert_eq!(machine, "740b527c4d430f24");
    }

    #[test]
    fn reads_ids_and_refuses_garbage() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(machine_id(format!("{id}\n").as_bytes()), Some(id));
        for text in ["", "\n", "uninitialized\n", &id[1..], &id.to_uppercase()] {
            assert_eq!(machine_id(text.as_bytes()), None, "{text:?}");
        }
        let uuid = b"01234567-89AB-cdef-0123-456789abcdef\n";
        assert_eq!(boot_from_uuid(uuid).as_deref(), Some(id));
        assert_eq!(boot_from_uuid(b"01234567"), None);
        assert_eq!(namespace_inode("pid:[4026531836]"), Some(4_026_531_836));
        for link in ["", "pid:[]", "pid:[1", "pid:[-1]", "pid:1"] {
            assert_eq!(namespace_inode(link), None, "{link:?}");
        }
    }
}
