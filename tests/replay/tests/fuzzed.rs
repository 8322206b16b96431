//! What fuzzing kept is read again: no reader may panic, and what holds for any input must hold.

use std::fs;
use std::path::Path;

// The very file that the fuzzer's targets call.
#[path = "../../fuzz/src/readers.rs"]
#[allow(unreachable_pub, reason = "over there it is a library")]
mod readers;

#[test]
fn everything_that_fuzzing_kept_is_read_without_a_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, read) in readers::ALL {
        let files: Vec<_> = fs::read_dir(corpus.join(name))
            .into_iter()
            .flatten()
            .flatten()
            .collect();
        assert!(files.len() >= 10, "{name}: the kept inputs are gone");
        for file in files {
            read(&fs::read(file.path()).unwrap_or_default());
        }
    }
}
