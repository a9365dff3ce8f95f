//! Many children, and what is told of their exits.

use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use process_utils::{Handle, Watch};

/// Children that end with the test.
pub struct Sleepers(pub Vec<Child>);

impl Sleepers {
    pub fn start(count: usize) -> Self {
        let start = |_| Command::new("sleep").arg("600").spawn().expect("sleep");
        Self((0..count).map(start).collect())
    }

    pub fn handles(&self) -> Vec<Handle> {
        let open = |child: &Child| Handle::open(child.id(), None).expect("open");
        self.0.iter().map(open).collect()
    }
}

impl Drop for Sleepers {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn watch_each(handles: &[Handle]) -> (Vec<Watch>, Arc<Vec<AtomicU32>>) {
    let exits: Arc<Vec<_>> = Arc::new(handles.iter().map(|_| AtomicU32::new(0)).collect());
    let watch = |(index, handle): (usize, &Handle)| {
        let exits = Arc::clone(&exits);
        let watch = handle.watch(move || {
            exits[index].fetch_add(1, Ordering::SeqCst);
        });
        watch.expect("watch")
    };
    let watches = handles.iter().enumerate().map(watch).collect();
    (watches, exits)
}

pub fn total(exits: &[AtomicU32]) -> u32 {
    exits.iter().map(|exits| exits.load(Ordering::SeqCst)).sum()
}
