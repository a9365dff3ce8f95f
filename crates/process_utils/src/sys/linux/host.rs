use std::fs;
use std::io;
use std::path::Path;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use super::proc_files::is_proc_ours;
use crate::host::{
    Host, System, UNKNOWN, boot_from_uuid, machine_from_id, machine_id, namespace_inode,
};
use crate::small_file::read_into;
use crate::sys::{denied, is_exhaustion};

const MACHINE_IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// Where the pids of this process mean something. Read once a process: none
/// can leave its own pid namespace, but a child made by fork(2) may be in
/// another one.
pub(crate) fn host() -> io::Result<Arc<Host>> {
    static KNOWN: Mutex<Option<(u32, Arc<Host>)>> = Mutex::new(None);
    let this = process::id();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((pid, host)) if *pid == this => Ok(Arc::clone(host)),
        _ => {
            let host = Arc::new(read()?);
            *known = Some((this, Arc::clone(&host)));
            Ok(host)
        }
    }
}

fn read() -> io::Result<Host> {
    if !is_proc_ours() {
        return Err(denied());
    }
    let uuid = read_small("/proc/sys/kernel/random/boot_id")?.ok_or_else(denied)?;
    let boot = boot_from_uuid(&uuid).ok_or_else(denied)?;
    let pids = namespace("pid")?.ok_or_else(denied)?;
    let time = namespace("time")?.unwrap_or(0);
    Ok(Host {
        system: System::Linux,
        machine: machine()?,
        boot,
        namespaces: (pids, time),
    })
}

fn machine() -> io::Result<String> {
    for path in MACHINE_IDS {
        if let Some(text) = read_small(path)?
            && let Some(id) = machine_id(&text)
        {
            return Ok(machine_from_id(id));
        }
    }
    Ok(UNKNOWN.to_owned())
}

/// `None` if it cannot be read, which is no passing matter.
fn read_small(path: &str) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = [0; 256];
    match read_into(Path::new(path), &mut buffer) {
        Ok(text) => Ok(Some(text.to_vec())),
        Err(error) if is_exhaustion(&error) => Err(error),
        Err(_) => Ok(None),
    }
}

/// `None` if the kernel has no such namespaces (namespaces(7)).
fn namespace(kind: &str) -> io::Result<Option<u64>> {
    match fs::read_link(format!("/proc/self/ns/{kind}")) {
        Ok(link) => {
            let inode = link.to_str().and_then(namespace_inode);
            inode.map(Some).ok_or_else(denied)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if is_exhaustion(&error) => Err(error),
        Err(_) => Err(denied()),
    }
}
