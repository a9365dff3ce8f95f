//! The limit on open descriptors (RLIMIT_NOFILE), lowered for a while.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Lowers the limit of the whole process as long as it lives.
pub struct Limited(u64);

impl Limited {
    /// To `soft`, which may be below what is open already.
    pub fn to(soft: u64) -> Self {
        let (before, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("getrlimit");
        setrlimit(Resource::RLIMIT_NOFILE, soft, hard).expect("setrlimit");
        Self(before)
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("getrlimit");
        setrlimit(Resource::RLIMIT_NOFILE, self.0, hard).expect("setrlimit");
    }
}
