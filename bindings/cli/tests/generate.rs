//! What the command writes from a pack, compared with the files under `golden/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::Path;
use std::process::Output;

use common::{askfirst, project};

fn generate(arguments: &[&str]) -> Output {
    askfirst(&[&["generate"], arguments].concat())
}

fn written(arguments: &[&str]) -> String {
    let output = generate(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn golden(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    std::fs::read_to_string(file).unwrap()
}

const FULL: &str = "core/tests/packs/full.json";
/// Ids that are words of the languages, that hide a type, or that give one name.
const NAMES: &str = "bindings/cli/tests/golden/names.json";

#[test]
fn kotlin_has_a_constant_for_each_line() {
    let text = written(&["kotlin", NAMES, "--package", "org.example.app"]);
    assert_eq!(text, golden("PolicyNames.kt"));
}

#[test]
fn swift_has_a_constant_for_each_line() {
    let text = written(&["swift", NAMES, "--bundle", "module"]);
    assert_eq!(text, golden("PolicyNames.swift"));
}

#[test]
fn a_file_can_be_for_its_module_only_and_have_another_name() {
    let kotlin = written(&[
        "kotlin",
        FULL,
        "--package",
        "a",
        "--internal",
        "--name",
        "Accesses",
    ]);
    assert!(
        kotlin.contains("\ninternal object Accesses {\n"),
        "{kotlin}"
    );
    let swift = written(&["swift", FULL, "--internal", "--name", "Accesses"]);
    assert!(!swift.contains("public"), "{swift}");
    assert!(
        swift.contains("\n  static var accesses: Pack {\n"),
        "{swift}"
    );
    assert!(swift.contains("Bundle.main.url"), "{swift}");
}

/// The constants that the sketch of the API and the demos rest on.
#[test]
fn policy_003_gives_typed_gates() {
    let policy = "core/policies/003.json";
    let kotlin = written(&["kotlin", policy, "--package", "a"]);
    for constant in [
        r#"val location: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)"#,
        r#"val deviceId: Access<DeviceId> = Access("security.device_id", Kinds.ANDROID_ID)"#,
        r#"val clipboard: Access<Clip> = Access("jmlink.clipboard", Kinds.CLIPBOARD)"#,
        r#"val network: Access<Any> = Access("jmlink.network", Kind("net.access"))"#,
        "object Jmlink {",
    ] {
        assert!(kotlin.contains(constant), "{constant}");
    }
    let swift = written(&["swift", policy]);
    for constant in [
        "static var jmlinkClipboard: Access {\n    Access(\"jmlink.clipboard\", kind: .clipboard)",
        "static var securityDeviceID: Access {\n    Access(\"security.device_id\", kind: .deviceIdentifier)",
        "static var jmlink: Recipient {",
        "        Access<Never>.jmlinkNetwork.id,\n",
    ] {
        assert!(swift.contains(constant), "{constant}");
    }
}

#[test]
fn every_line_of_every_policy_has_exactly_one_constant() {
    for number in ["000", "001", "002", "003", "004"] {
        let policy = format!("core/policies/{number}.json");
        let pack = std::fs::read(project().join(&policy)).unwrap();
        let pack = askfirst::pack::Pack::from_bytes(&policy, &pack).unwrap();
        let catalogue = askfirst::catalogue::Catalogue::new(pack);
        let kotlin = written(&["kotlin", &policy, "--package", "a"]);
        let swift = written(&["swift", &policy]);
        for line in catalogue.lines() {
            // A second consent that a line may need is no line to be named by itself.
            let own = usize::from(!line.id.contains('@'));
            let made = format!("Access(\"{}\", ", line.id);
            assert_eq!(kotlin.matches(&made).count(), own, "{made}");
            assert_eq!(swift.matches(&made).count(), own, "{made}");
        }
        for text in [&kotlin, &swift] {
            let wide = text.lines().find(|line| line.chars().count() > 120);
            assert_eq!(wide, None, "{number}");
        }
    }
}

#[test]
fn it_writes_to_a_file_on_request() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("generated-{}.swift", std::process::id()));
    let out = file.to_str().unwrap();
    assert_eq!(
        written(&["swift", NAMES, "--bundle", "module", "--out", out]),
        ""
    );
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        golden("PolicyNames.swift")
    );
    std::fs::remove_file(file).unwrap();
    let nowhere = generate(&["swift", FULL, "--out", "no-such-folder/x.swift"]);
    assert_eq!(nowhere.status.code(), Some(2));
    let told = String::from_utf8(nowhere.stderr).unwrap();
    assert!(
        told.starts_with("no-such-folder/x.swift: cannot be written: "),
        "{told}"
    );
}

#[test]
fn a_wrong_request_writes_nothing() {
    let broken = "core/tests/packs/broken/two_general_purposes.json";
    for (arguments, code, told) in [
        (
            &["kotlin", FULL][..],
            2,
            "askfirst generate: --package is missing\n",
        ),
        (
            &["kotlin", FULL, "--package", "a-b"],
            2,
            "askfirst generate: `a-b` cannot be a name\n",
        ),
        (
            &["kotlin", FULL, "--package", "a", "--bundle", "main"],
            2,
            "askfirst generate: `--bundle` has no use here\n",
        ),
        (
            &["swift", FULL, "--package", "a"],
            2,
            "askfirst generate: `--package` has no use here\n",
        ),
        (
            &["swift", FULL, "--name", "3"],
            2,
            "askfirst generate: `3` cannot be a name\n",
        ),
        (
            &["swift", FULL, "--bundle", "own"],
            2,
            "askfirst generate: `--bundle own`: there are main and module\n",
        ),
        (
            &["java", FULL],
            2,
            "askfirst generate: `java`: there are kotlin and swift\n",
        ),
        (&["swift"], 2, "askfirst generate: PACK is missing\n"),
        (
            &["swift", FULL, "more"],
            2,
            "askfirst generate: `more` is one argument too many\n",
        ),
        (
            &["swift", "no-such-pack.json"],
            2,
            "no-such-pack.json: cannot be read: ",
        ),
        (
            &["swift", broken],
            1,
            "core/tests/packs/broken/two_general_purposes.json:",
        ),
    ] {
        let output = generate(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.starts_with(told), "{stderr}");
    }
}
