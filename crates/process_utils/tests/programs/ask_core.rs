//! Answers questions about the core from inside another process: another user,
//! another cgroup, another limit, another seccomp filter.
//!
//! Prints `ready <pid>`, then answers each line of standard input with one
//! line, and ends with standard input. The questions: `alive <pid>`,
//! `identity <pid>`, `state <pid or identity>`, `open <pid or identity>`,
//! `kill <pid>` (with signal 0), `descendants <pid>`, `tree <pid>` (with
//! what becomes of signal 0), `cpu_limits`, `fds <path>`.

use std::io::{self, BufRead, Write};
use std::path::Path;

use process_utils::cgroup::CgroupVersion;
use process_utils::{
    CpuLimitSource, CpuLimits, Handle, HeldTree, Identity, Member, ProcessState, cpu_limits,
    descendants, estimate_fds_for_directory, identity_state, is_process_alive, process_identity,
    process_state,
};

fn main() -> io::Result<()> {
    let mut output = io::stdout();
    writeln!(output, "ready {}", std::process::id())?;
    output.flush()?;
    for question in io::stdin().lock().lines() {
        let answer = answer(&question?).unwrap_or_else(|error| format!("error: {error}"));
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(question: &str) -> io::Result<String> {
    match question.split_once(' ') {
        Some(("alive", pid)) => {
            let pid = pid.parse().map_err(io::Error::other)?;
            Ok(is_process_alive(pid)?.to_string())
        }
        Some(("identity", pid)) => {
            let pid = pid.parse().map_err(io::Error::other)?;
            let identity = process_identity(pid)?;
            Ok(identity.map_or_else(|| "none".into(), |identity| identity.to_string()))
        }
        Some(("state", which)) => {
            let state = match which.parse::<Identity>() {
                Ok(identity) => identity_state(&identity)?,
                Err(_) => process_state(which.parse().map_err(io::Error::other)?)?,
            };
            Ok(named(state).to_owned())
        }
        Some(("open", which)) => {
            let handle = match which.parse::<Identity>() {
                Ok(identity) => Handle::open(identity.pid(), Some(&identity))?,
                Err(_) => Handle::open(which.parse().map_err(io::Error::other)?, None)?,
            };
            let identity = handle.identity();
            let identity = identity.map_or_else(|| "none".into(), ToString::to_string);
            Ok(format!("{identity} exited={}", handle.has_exited()?))
        }
        Some(("kill", pid)) => {
            let handle = Handle::open(pid.parse().map_err(io::Error::other)?, None)?;
            Ok(handle.kill(0)?.to_string())
        }
        Some(("descendants", pid)) => {
            let found = descendants(pid.parse().map_err(io::Error::other)?)?;
            let pids: Vec<_> = found.iter().map(|found| found.pid.to_string()).collect();
            Ok(if pids.is_empty() {
                "none".into()
            } else {
                pids.join(" ")
            })
        }
        Some(("tree", pid)) => {
            let mut tree = HeldTree::new(None)?;
            tree.add(pid.parse().map_err(io::Error::other)?, None)?;
            let members = tree.look()?;
            let told = members.iter().map(|Member { index, info, .. }| {
                let known = info.identity().is_some();
                format!("known={known} {:?}", tree.signal(*index, 0))
            });
            Ok(told.collect::<Vec<_>>().join(", "))
        }
        Some(("fds", path)) => Ok(estimate_fds_for_directory(Path::new(path))?.to_string()),
        None if question == "cpu_limits" => Ok(written(&cpu_limits()?)),
        _ => Err(io::Error::other(format!("unknown question {question:?}"))),
    }
}

fn named(state: ProcessState) -> &'static str {
    match state {
        ProcessState::Running => "running",
        ProcessState::Zombie => "zombie",
        ProcessState::Gone => "gone",
        ProcessState::Unknown => "unknown",
    }
}

fn written(limits: &CpuLimits) -> String {
    let source = match limits.source {
        CpuLimitSource::Logical => "logical",
        CpuLimitSource::Affinity => "affinity",
        CpuLimitSource::Cgroup(CgroupVersion::V1) => "cgroup-v1",
        CpuLimitSource::Cgroup(CgroupVersion::V2) => "cgroup-v2",
    };
    let quota = limits
        .quota
        .map_or_else(|| "none".into(), |quota| quota.to_string());
    format!(
        "logical={} affinity={} quota={quota} count={} source={source}",
        limits.logical, limits.affinity, limits.count
    )
}
