use std::io;
use std::ptr::null_mut;

use super::environment::environment;

/// `ARG_MAX` of bsd/sys/syslimits.h: sysctl(3) refuses larger buffers, and of
/// what does not fit it tells the end.
const MOST: usize = 1024 * 1024;

/// Where environments are read into. The system gives its pages only as they are
/// written to.
pub(super) struct Arguments(Vec<u8>);

impl Arguments {
    pub(super) fn new() -> Self {
        Self(vec![0; MOST])
    }

    /// sysctl(3) `KERN_PROCARGS2`. EINVAL for processes of other users, for
    /// those that are gone, and as EIO for what is just being started.
    pub(super) fn read_environment(&mut self, pid: u32) -> io::Result<&[u8]> {
        let pid = libc::pid_t::try_from(pid).map_err(io::Error::other)?;
        let mut name = [libc::CTL_KERN, libc::KERN_PROCARGS2, pid];
        let mut size = self.0.len();
        // SAFETY: the kernel writes at most `size` bytes into the buffer, and
        // `name` has the three numbers it reads.
        let result = unsafe {
            libc::sysctl(
                name.as_mut_ptr(),
                3,
                self.0.as_mut_ptr().cast(),
                &raw mut size,
                null_mut(),
                0,
            )
        };
        if result != 0 {
            return Err(io::Error::last_os_error());
        }
        let told = self.0.get(..size).unwrap_or_default();
        Ok(environment(told).unwrap_or_default())
    }
}
