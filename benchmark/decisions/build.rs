//! Links as Node-API addons do on each system.

fn main() {
    napi_build::setup();
}
