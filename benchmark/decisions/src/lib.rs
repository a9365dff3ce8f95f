//! The other side of what docs/decisions decides: each module does in Rust,
//! behind Node-API, what would have to be faster there than it is now.

mod config;
mod events;
mod http;
mod pools;
mod raw_events;
mod rows;
mod runner;
mod threshold;
mod walk;
