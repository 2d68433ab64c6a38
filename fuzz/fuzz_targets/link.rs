//! Any text as a link: it is opened or refused with words, and what was there before a refusal stays as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use podyard::history::{History, Link};
use podyard::scenario::Scenario;

fuzz_target!(|text: &str| {
    let mut history = History::new(Scenario::default());
    let before = history.write();
    match Link::read(text).and_then(|link| history.open(link)) {
        Ok(_) => {
            let again = history.link().write();
            let mut other = History::new(Scenario::default());
            let said = Link::read(&again).and_then(|link| other.open(link)).expect("our own link opens");
            assert_eq!(said, None, "{again}");
            assert_eq!(other.session().cluster().state_hash(), history.session().cluster().state_hash(), "{again}");
        }
        Err(refused) => {
            assert!(!refused.message.is_empty() && !refused.hint.is_empty());
            assert_eq!(history.write(), before);
        }
    }
});
