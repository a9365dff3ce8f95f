// What the files of the floor addon share.
#pragma once
#include <node_api.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

void arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);
double number_argument(napi_env env, napi_callback_info info);
napi_value to_number(napi_env env, double value);

napi_value walk_children(napi_env env, napi_callback_info info);
napi_value kill_all(napi_env env, napi_callback_info info);
