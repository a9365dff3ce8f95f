//! Programs that see another /proc, or none.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};

use super::Program;

pub const NOBODY: u32 = 65_534;

/// Runs `command` as nobody with another file system in /proc's place. The
/// mount is seen by a thread that ends here, and by what it starts.
pub fn start_with_proc(command: &mut Command, kind: &str, options: &str) -> Option<Program> {
    let mounted = || -> nix::Result<()> {
        unshare(CloneFlags::CLONE_NEWNS)?;
        let private = MsFlags::MS_PRIVATE | MsFlags::MS_REC;
        mount(None::<&str>, "/", None::<&str>, private, None::<&str>)?;
        let flags = MsFlags::empty();
        mount(Some(kind), "/proc", Some(kind), flags, Some(options))
    };
    let command = command.uid(NOBODY).gid(NOBODY);
    thread::scope(|scope| {
        let starting = scope.spawn(move || match mounted() {
            Ok(()) => Some(Program::from_command(command)),
            Err(error) => {
                println!("skipped: no mount namespace of our own: {error}");
                None
            }
        });
        starting.join().expect("start")
    })
}
