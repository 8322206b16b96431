//! The library's log records, kept until the host fetches them.
//!
//! The host is never called back: a logger that throws inside a callback would
//! take a decision down with it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use log::{Level, LevelFilter, Log, Metadata, Record};

/// Records kept at most; older ones make room.
const KEPT: usize = 256;

/// One log record. It holds no personal data, because the core never has any.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogRecord {
    /// `ERROR`, `WARN`, `INFO` or `DEBUG`.
    pub level: String,
    /// Part of the library it comes from.
    pub target: String,
    /// The message.
    pub message: String,
}

struct Kept(Mutex<VecDeque<LogRecord>>);

static KEEPER: Kept = Kept(Mutex::new(VecDeque::new()));

impl Log for Kept {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Debug && metadata.target().starts_with("askfirst")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(LogRecord {
            level: record.level().as_str().to_owned(),
            target: record.target().to_owned(),
            message: record.args().to_string(),
        });
    }

    fn flush(&self) {}
}

/// Begins to keep records, unless the process has a logger of its own.
pub(crate) fn keep() {
    if log::set_logger(&KEEPER).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}

/// Hands over what was kept.
#[uniffi::export]
pub fn take_logs() -> Vec<LogRecord> {
    KEEPER
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .drain(..)
        .collect()
}
