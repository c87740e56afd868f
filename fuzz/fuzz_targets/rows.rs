#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drop(sourcebias_fuzz::rows(bytes)));
