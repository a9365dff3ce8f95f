use std::io;
use std::mem::size_of;
use std::ptr::{from_mut, null_mut};

/// What get_robust_list(2) says of a thread.
pub(crate) enum Registered {
    /// It has registered a list of robust futexes and not exited since.
    Yes,
    /// It has none: it has exited, its C library registers none before it is
    /// needed (musl, Go), it is a kernel thread, or we were refused.
    Unknown,
    /// There is no thread of that id at all.
    NoThread,
}

/// Asks for the robust futex list of the thread `tid`.
///
/// Every thread of a glibc program registers one when it starts, and the first
/// thing that the kernel does in exit is to walk and clear it (kernel/exit.c,
/// futex_exit_release): a list that is there proves that the thread is alive.
/// This costs a fraction of a pidfd, for which Linux makes an inode since 6.9.
pub(crate) fn registered(tid: u32) -> Registered {
    let mut head: *mut libc::c_void = null_mut();
    let mut length = size_of::<usize>();
    // SAFETY: the kernel writes one pointer and one size, both ours; the
    // pointer belongs to the other process and is only compared with null.
    let result = unsafe {
        libc::syscall(
            libc::SYS_get_robust_list,
            tid,
            from_mut(&mut head),
            from_mut(&mut length),
        )
    };
    if result == 0 && !head.is_null() {
        Registered::Yes
    } else if result != 0 && io::Error::last_os_error().raw_os_error() == Some(libc::ESRCH) {
        Registered::NoThread
    } else {
        Registered::Unknown
    }
}
