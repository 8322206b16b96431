//! What each part must not know.

use super::Source;

/// Words that would tie the core to a bridge or a phone.
///
/// Looked for in code and in its manifest; a remark may say why a rule that
/// comes from a platform exists.
const PLATFORM_WORDS: [&str; 8] = [
    "uniffi",
    "jni",
    "android",
    "ios",
    "kotlin",
    "swift",
    "robolectric",
    "uikit",
];

/// The registry of kinds says for each platform whether its system asks as well:
/// the one place where the core has the platforms' names, as names of columns.
const KINDS: &str = "core/src/pack/kinds.rs";

pub(super) fn core_stays_alone(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let core = sources
        .iter()
        .filter(|source| source.is_under("core/src/") || source.path == "core/Cargo.toml");
    for source in core {
        for (number, line) in source.code_lines() {
            // What the core says to people may name a platform; what it does may not.
            let code = without_strings(line).to_lowercase();
            for word in words(&code) {
                let named_as_data = source.path == KINDS && ["android", "ios"].contains(&word);
                if PLATFORM_WORDS.contains(&word) && !named_as_data {
                    found.push(format!("{}:{number} mentions {word}", source.path));
                }
            }
        }
    }
    found
}

pub(super) fn only_the_ledger_opens_the_database(sources: &[Source]) -> Vec<String> {
    complain(
        sources,
        |source| {
            source.has_extension(&["rs"]) && !source.is_under("core/src/ledger") && !is_test(source)
        },
        &["rusqlite", "Connection::open", "sqlite3_open"],
        "opens or names the database outside core/src/ledger",
    )
}

pub(super) fn only_the_clock_reads_the_time(sources: &[Source]) -> Vec<String> {
    complain(
        sources,
        |source| {
            source.is_under("core/src/") && source.path != "core/src/clock.rs" && !is_test(source)
        },
        &["SystemTime::now", "UNIX_EPOCH", "clock_gettime"],
        "reads the time outside core/src/clock.rs",
    )
}

/// The library makes no network call; what can't be named can't be called.
pub(super) fn no_network(sources: &[Source]) -> Vec<String> {
    let mut found = complain(
        sources,
        |source| {
            (source.is_under("core/") || source.is_under("bindings/"))
                && source.is_code()
                && !is_test(source)
        },
        &[
            "std::net",
            "TcpStream",
            "UdpSocket",
            "java.net.",
            "HttpURLConnection",
            "URLSession",
            "NWConnection",
            "android.permission.INTERNET",
        ],
        "talks to the network",
    );
    let lock = sources.iter().find(|source| source.path == "Cargo.lock");
    for crate_name in [
        "reqwest", "hyper", "ureq", "curl", "tokio", "rustls", "openssl",
    ] {
        if lock.is_some_and(|lock| lock.text.contains(&format!("name = \"{crate_name}\""))) {
            found.push(format!("Cargo.lock holds {crate_name}"));
        }
    }
    found
}

/// Packs are data that an app ships, and scenarios are data that tests read:
/// neither is compiled into what an app gets, and no exported function takes one.
pub(super) fn nothing_compiled_in(sources: &[Source]) -> Vec<String> {
    let shipped = |source: &Source| {
        source.has_extension(&["rs"])
            && (source.is_under("core/src/") || source.is_under("bindings/ffi/src/"))
            && !is_test(source)
    };
    let mut found = complain(sources, shipped, &["policies/"], "compiles a pack in");
    found.extend(complain(
        sources,
        |source| source.is_under("bindings/ffi/src/"),
        &["scenario"],
        "lets a scenario cross the bridge",
    ));
    found
}

/// Tests may do what the code under test may not.
fn is_test(source: &Source) -> bool {
    source.path.contains("/tests/")
        || source.path.starts_with("tests/")
        || source.path.contains("/test/")
        || source.path.contains("/Tests/")
        || source.path.ends_with("/tests.rs")
}

fn complain(
    sources: &[Source],
    applies: impl Fn(&Source) -> bool,
    needles: &[&str],
    complaint: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| applies(source)) {
        // A module of unit tests stands at the end of its file.
        let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        let last = code.lines().count();
        for (number, line) in source
            .code_lines()
            .take_while(|(number, _)| *number <= last)
        {
            if needles.iter().any(|needle| line.contains(needle)) {
                found.push(format!("{}:{number} {complaint}", source.path));
            }
        }
    }
    found
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric())
}

fn without_strings(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::{
        core_stays_alone, no_network, nothing_compiled_in, only_the_clock_reads_the_time,
        only_the_ledger_opens_the_database,
    };

    #[test]
    fn a_bridge_in_the_core_is_found() {
        assert_eq!(
            core_stays_alone(&[source("core/src/a.rs", "use uniffi::Object;")]).len(),
            1
        );
        assert_eq!(
            core_stays_alone(&[source("core/src/a.rs", "fn on_android() {}")]).len(),
            1
        );
        assert!(
            core_stays_alone(&[source("core/src/a.rs", "// why: Android kills apps")]).is_empty()
        );
        assert!(
            core_stays_alone(&[source("bindings/ffi/src/a.rs", "use uniffi::Object;")]).is_empty()
        );
    }

    #[test]
    fn a_second_door_to_the_database_is_found() {
        let text = "fn f() { rusqlite::Connection::open(p) }";
        assert_eq!(
            only_the_ledger_opens_the_database(&[source("core/src/guard/a.rs", text)]).len(),
            1
        );
        assert!(
            only_the_ledger_opens_the_database(&[source("core/src/ledger/a.rs", text)]).is_empty()
        );
    }

    #[test]
    fn a_clock_elsewhere_is_found() {
        let text = "fn f() { std::time::SystemTime::now(); }";
        assert_eq!(
            only_the_clock_reads_the_time(&[source("core/src/decide.rs", text)]).len(),
            1
        );
        let in_test = format!("#[cfg(test)]\nmod tests {{ {text} }}");
        assert!(
            only_the_clock_reads_the_time(&[source("core/src/decide.rs", &in_test)]).is_empty()
        );
    }

    #[test]
    fn a_network_call_is_found() {
        assert_eq!(
            no_network(&[source("core/src/a.rs", "use std::net::TcpStream;")]).len(),
            1
        );
        assert_eq!(
            no_network(&[source(
                "bindings/swift/Sources/A.swift",
                "URLSession.shared"
            )])
            .len(),
            1
        );
        assert_eq!(
            no_network(&[source("Cargo.lock", "name = \"reqwest\"")]).len(),
            1
        );
    }

    #[test]
    fn a_pack_in_the_library_is_found() {
        let text = "const P: &str = include_str!(\"../policies/003.json\");";
        assert_eq!(
            nothing_compiled_in(&[source("core/src/a.rs", text)]).len(),
            1
        );
        assert_eq!(
            nothing_compiled_in(&[source("bindings/ffi/src/a.rs", "fn scenario() {}")]).len(),
            1
        );
    }
}
