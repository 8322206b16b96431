//! The JVM's figures, taken by `java/Bench.java` in processes of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::stage::{self, Failure};
use crate::table::{Rounds, Row, millis};

/// What the JVM needs; handed over by `cargo xtask bench`.
#[derive(Debug)]
pub(crate) struct Jvm {
    pub(crate) java: PathBuf,
    pub(crate) classes: String,
    pub(crate) library: PathBuf,
    pub(crate) peers: PathBuf,
}

impl Jvm {
    fn command(&self, flags: &[&str]) -> Command {
        let mut command = Command::new(&self.java);
        command
            .args(flags)
            .arg("-cp")
            .arg(&self.classes)
            .arg(format!("-Daskfirst.library={}", self.library.display()))
            .arg(format!(
                "-Duniffi.component.askfirst_ffi.libraryOverride={}",
                self.library.display()
            ))
            .arg("Bench")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn rows(&self, work: &Path) -> Result<Vec<Row>, Failure> {
        let directory = stage::ledger_of(work, 1_000)?;
        let pack = work.join("bench.json");
        std::fs::write(&pack, stage::pack_text()?)?;
        let mut rows = self.calls(&directory, &pack)?;
        rows.extend(self.start(&directory, &pack)?);
        Ok(rows)
    }

    fn calls(&self, directory: &Path, pack: &Path) -> Result<Vec<Row>, Failure> {
        let output = self
            .command(&["-Xmx256m"])
            .arg("calls")
            .args([directory, pack, &self.peers])
            .output()?;
        let said = said(&output)?;
        let rounds = |name: &str| -> Result<Rounds, Failure> {
            let line = said
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .ok_or("a figure is missing")?;
            let figures: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
            Ok(Rounds::of(figures?))
        };
        let [empty, open, get, uniffi] = [
            rounds("empty ")?,
            rounds("isOpen ")?,
            rounds("get ")?,
            rounds("uniffi ")?,
        ];
        let allocated = rounds("allocated ")?.median();
        Ok(vec![
            Row::new("Kotlin isOpen over JNI", &open, "ns")
                .beside("empty JNI call", &empty)
                .times(1.5),
            Row::new("Kotlin isOpen beside a map", &open, "ns")
                .beside("ConcurrentHashMap.get", &get),
            Row::new("Kotlin isOpen beside the bridge", &open, "ns")
                .beside("plain UniFFI call", &uniffi),
            Row::exact(
                "Kotlin isOpen, bytes allocated by 1,000,000 calls",
                allocated,
                "bytes",
            )
            .at_most(0.0),
        ])
    }

    fn start(&self, directory: &Path, pack: &Path) -> Result<Vec<Row>, Failure> {
        let (mut whole, mut nothing, mut share) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..9 {
            let started = Instant::now();
            let _ = said(&self.command(&[]).arg("nothing").output()?)?;
            nothing.push(millis(started.elapsed()));
            let started = Instant::now();
            let output = self
                .command(&[])
                .arg("start")
                .args([directory, pack])
                .output()?;
            whole.push(millis(started.elapsed()));
            let said = said(&output)?;
            let own = said.trim().strip_prefix("open ").ok_or("no figure")?;
            share.push(own.parse::<f64>()? / 1e6);
        }
        let classes = self
            .command(&["-verbose:class"])
            .arg("start")
            .args([directory, pack])
            .output()?;
        let classes = said(&classes)?;
        if !classes.contains("org.askfirst.internal.Native") {
            return Err("the classes were not listed".into());
        }
        #[allow(clippy::cast_precision_loss)]
        let jna = classes
            .lines()
            .filter(|line| line.contains("com.sun.jna"))
            .count() as f64;
        Ok(vec![
            Row::new(
                "JVM: process start to first open isOpen, 1,000 entries",
                &Rounds::of(whole),
                "ms",
            )
            .beside("a JVM that prints one word", &Rounds::of(nothing)),
            Row::new("JVM: the guard's own share of it", &Rounds::of(share), "ms").at_most(30.0),
            Row::exact("JVM: classes of JNA loaded until then", jna, "classes").at_most(0.0),
        ])
    }
}

fn said(output: &std::process::Output) -> Result<String, Failure> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(said)
    } else {
        Err(format!(
            "java: {} {said} {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
        .into())
    }
}
