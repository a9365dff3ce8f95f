use std::io;
use std::ptr::null_mut;
use std::sync::{Arc, OnceLock};

use windows_sys::Win32::System::Registry::{
    HKEY_LOCAL_MACHINE, RRF_RT_REG_SZ, RRF_SUBKEY_WOW6464KEY, RegGetValueW,
};
use windows_sys::core::w;

use crate::host::{Host, System, UNKNOWN, machine_from_id};

/// Windows has no pid namespaces, and its start times outlast boots.
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn host() -> io::Result<Arc<Host>> {
    static KNOWN: OnceLock<Arc<Host>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let machine = machine_guid().map(|guid| machine_from_id(&guid.to_lowercase()));
        Arc::new(Host {
            system: System::Windows,
            machine: machine.unwrap_or_else(|| UNKNOWN.to_owned()),
            boot: UNKNOWN.to_owned(),
            namespaces: (0, 0),
        })
    });
    Ok(Arc::clone(known))
}

/// What the set-up of Windows gave to this installation.
fn machine_guid() -> Option<String> {
    let mut text = [0_u16; 64];
    let mut size = u32::try_from(size_of_val(&text)).ok()?;
    // SAFETY: at most `size` bytes are written into `text`, and both names end
    // with NUL. A 32-bit process is to see the same key.
    let result = unsafe {
        RegGetValueW(
            HKEY_LOCAL_MACHINE,
            w!("SOFTWARE\\Microsoft\\Cryptography"),
            w!("MachineGuid"),
            RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY,
            null_mut(),
            text.as_mut_ptr().cast(),
            &raw mut size,
        )
    };
    let end = text.iter().position(|&unit| unit == 0)?;
    let guid = String::from_utf16(&text[..end]).ok()?;
    (result == 0 && !guid.is_empty()).then_some(guid)
}
