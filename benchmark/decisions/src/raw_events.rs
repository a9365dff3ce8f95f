//! The same as events.rs without the conversions of napi-rs: what Node-API
//! itself takes, which no Rust can be faster than.

use std::ptr;

use napi::bindgen_prelude::Object;
use napi::{Env, JsValue, sys};
use napi_derive::napi;

use crate::events::push;

#[napi(module_exports)]
pub fn add_raw_functions(exports: Object, env: Env) -> napi::Result<()> {
    let mut function = ptr::null_mut();
    // SAFETY: the environment is that of this call, and the callback never unwinds.
    let status = unsafe {
        sys::napi_create_function(
            env.raw(),
            ptr::null(),
            0,
            Some(record),
            ptr::null_mut(),
            &raw mut function,
        )
    };
    if status != sys::Status::napi_ok {
        return Err(napi::Error::from_reason("no function"));
    }
    // SAFETY: both are values of this environment, in the scope of this call.
    let status = unsafe {
        sys::napi_set_named_property(
            env.raw(),
            exports.raw(),
            c"recordEventRaw".as_ptr(),
            function,
        )
    };
    if status != sys::Status::napi_ok {
        return Err(napi::Error::from_reason("no property"));
    }
    Ok(())
}

unsafe extern "C" fn record(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let mut count = 3;
    let mut arguments = [ptr::null_mut(); 3];
    // SAFETY: Node passes an environment and a call that are valid until this returns.
    unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            arguments.as_mut_ptr(),
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    let mut numbers = [0; 3];
    for (argument, number) in arguments.iter().zip(&mut numbers) {
        // SAFETY: as above; what is no number leaves it as it is.
        unsafe { sys::napi_get_value_uint32(env, *argument, number) };
    }
    push(numbers[0], numbers[1], numbers[2]);
    ptr::null_mut()
}
