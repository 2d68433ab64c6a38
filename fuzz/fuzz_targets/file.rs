//! Any text as a file of runs, or as what the browser remembered: it is read or refused with words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use podyard::history::History;

fuzz_target!(|text: &str| {
    match History::read(text) {
        Ok(history) => {
            let written = history.write();
            let again = History::read(&written).expect("our own file is read");
            assert_eq!(again.write(), written);
        }
        Err(refused) => assert!(!refused.message.is_empty() && !refused.hint.is_empty()),
    }
});
