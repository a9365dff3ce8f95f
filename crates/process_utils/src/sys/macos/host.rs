use std::ffi::CStr;
use std::fmt::Write;
use std::io;
use std::ptr::null_mut;
use std::sync::{Arc, OnceLock};

use crate::host::{Host, System, UNKNOWN, boot_from_uuid, machine_from_id};
use crate::sys::denied;

/// macOS has no pid namespaces.
pub(crate) fn host() -> io::Result<Arc<Host>> {
    static KNOWN: OnceLock<Option<Arc<Host>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let boot = boot_from_uuid(&read_text(c"kern.bootsessionuuid")?)?;
        let machine = host_uuid().map(|uuid| machine_from_id(&uuid));
        Some(Arc::new(Host {
            system: System::MacOs,
            machine: machine.unwrap_or_else(|| UNKNOWN.to_owned()),
            boot,
            namespaces: (0, 0),
        }))
    });
    known.clone().ok_or_else(denied)
}

/// sysctlbyname(3), of a text that ends with NUL.
fn read_text(name: &CStr) -> Option<Vec<u8>> {
    let mut text = vec![0; 128];
    let mut size = text.len();
    // SAFETY: the kernel writes at most `size` bytes into `text`, and `name`
    // ends with NUL.
    let result = unsafe {
        libc::sysctlbyname(
            name.as_ptr(),
            text.as_mut_ptr().cast(),
            &raw mut size,
            null_mut(),
            0,
        )
    };
    text.truncate(size.min(128));
    let end = text.iter().position(|&byte| byte == 0)?;
    text.truncate(end);
    (result == 0).then_some(text)
}

/// gethostuuid(2), which is the machine's; the `kern.uuid` of sysctl(3) is that
/// of the kernel's build, and equal on many machines.
fn host_uuid() -> Option<String> {
    let mut uuid = [0_u8; 16];
    let patience = libc::timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    // SAFETY: the 16 bytes are ours to write and the time is only read.
    let result = unsafe { libc::gethostuuid(uuid.as_mut_ptr(), &raw const patience) };
    let mut text = String::new();
    for (index, byte) in uuid.iter().enumerate() {
        let hyphen = if [4, 6, 8, 10].contains(&index) {
            "-"
        } else {
            ""
        };
        write!(text, "{hyphen}{byte:02x}").ok()?;
    }
    (result == 0 && uuid != [0; 16]).then_some(text)
}
