//! Lists of CPUs such as `/sys/devices/system/cpu/online`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::count_cpu_list;

fuzz_target!(|text: &[u8]| {
    if let Some(count) = count_cpu_list(text) {
        assert!(count >= 1);
        let longer = [text.trim_ascii(), b",7"].concat();
        assert_eq!(count_cpu_list(&longer), count.checked_add(1));
    }
});
