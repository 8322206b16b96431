//! Remembers that a Maven run with these very poms has already fetched all it needs.

use std::path::PathBuf;

use crate::project::Project;

/// A mark in the target folder for one command and one state of the poms.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    /// The mark for `name` and the poms as they are now.
    pub(crate) fn of_poms(project: &Project, name: &str) -> Self {
        let mut hash = Fnv::new();
        // Another home folder has another local repository.
        hash.add(
            std::env::var_os("HOME")
                .unwrap_or_default()
                .as_encoded_bytes(),
        );
        for pom in poms(project) {
            hash.add(pom.to_string_lossy().as_bytes());
            hash.add(&std::fs::read(&pom).unwrap_or_default());
        }
        Self {
            file: project.target.join("xtask-stamps").join(name),
            value: format!("{:016x}", hash.0),
        }
    }

    /// Whether the mark was set for this state.
    pub(crate) fn holds(&self) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|old| old == self.value)
    }

    /// Sets it. A mark that can't be written only costs time.
    pub(crate) fn set(&self) {
        if let Some(folder) = self.file.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let _ = std::fs::write(&self.file, &self.value);
    }
}

fn poms(project: &Project) -> Vec<PathBuf> {
    let kotlin = project.path("bindings/kotlin");
    let mut found = vec![kotlin.join("pom.xml"), project.path("android-demo/pom.xml")];
    if let Ok(entries) = std::fs::read_dir(&kotlin) {
        found.extend(entries.flatten().map(|entry| entry.path().join("pom.xml")));
    }
    found.retain(|pom| pom.is_file());
    found.sort();
    found
}

/// FNV-1a: tells changed files from unchanged ones; nothing rests on its strength.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
