//! Any text as manifests: it is refused with words, or read; what was read is written, and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use podyard::documents::{Content, read};

fuzz_target!(|text: &str| {
    match read(text) {
        Ok(documents) => {
            for document in documents {
                let Content::Object(manifest) = document.content else { continue };
                let again = read(&manifest.yaml()).expect("our own text is read");
                assert_eq!(again.len(), 1);
                assert_eq!(again[0].content, Content::Object(manifest));
            }
        }
        Err(problems) => assert!(problems.iter().all(|problem| !problem.what.is_empty() && !problem.fix.is_empty())),
    }
});
