use std::cell::RefCell;
use std::time::Instant;

use napi_derive::napi;

/// What the columns of lib/timeline/track.ts hold.
pub(crate) struct Event {
    _time: Instant,
    _name: u32,
    _id: u32,
    _message: u32,
}

thread_local! {
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn push(name: u32, id: u32, message: u32) {
    EVENTS.with_borrow_mut(|events| {
        events.push(Event {
            _time: Instant::now(),
            _name: name,
            _id: id,
            _message: message,
        });
    });
}

#[napi]
pub fn record_event(name: u32, id: u32, message: u32) {
    push(name, id, message);
}

/// With the name as it comes: it is kept once for each, as the recorder does.
#[napi]
pub fn record_named_event(name: String, id: u32, message: u32) {
    thread_local! {
        static NAMES: RefCell<std::collections::HashMap<String, u32>> = RefCell::default();
    }
    let number = NAMES.with_borrow_mut(|names| match names.get(&name) {
        Some(number) => *number,
        None => {
            let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
            names.insert(name, number);
            number
        }
    });
    push(number, id, message);
}

#[napi]
pub fn empty() {}

/// How many there were; forgets them and keeps the memory.
#[napi]
pub fn clear_events() -> u32 {
    EVENTS.with_borrow_mut(|events| {
        let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
        events.clear();
        count
    })
}
