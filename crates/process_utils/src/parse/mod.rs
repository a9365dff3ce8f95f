//! Parsers of what Linux tells in text. They take bytes, never a path, run on
//! every system, and answer `None` to whatever they do not understand.

mod cgroup;
mod children;
mod cpu_list;
mod environ;
mod mountinfo;
mod number;
mod stat;
mod status;

pub use cgroup::{Membership, parse_cfs_quota, parse_cpu_max, parse_membership};
pub use children::parse_children;
pub use cpu_list::count_cpu_list;
pub use environ::has_variable;
pub use mountinfo::{CgroupMount, parse_cgroup_mounts};
pub use stat::{Stat, parse_name, parse_stat};
pub use status::parse_tgid;
