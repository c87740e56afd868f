#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = sourcebias_fuzz::trec(bytes);
});
