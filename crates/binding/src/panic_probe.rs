use napi_derive::napi;

/// Panics, for the test that no panic reaches Node.
#[napi(catch_unwind)]
pub fn panic_probe() -> bool {
    panic!("probe")
}
