//! Time, from outside.
//!
//! Nothing in this crate reads the system's clock except [`SystemClock`].
//! Consent time is wall time: a consent for one hour must not outlive a night
//! in a drawer, and a monotonic clock stops while a phone sleeps.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment plus a number of milliseconds, held at the ends of the range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// This moment plus a number of hours.
    #[must_use]
    pub fn plus_hours(self, hours: u32) -> Timestamp {
        self.plus_ms(i64::from(hours) * 3_600_000)
    }
}

/// A source of wall time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// A moment that is not before now, and after it by a few milliseconds at most.
    ///
    /// For checks that are too frequent for an exact clock. It may shut a dated gate a little
    /// early and never leaves one open late; whoever reads looks at [`Clock::now`].
    fn at_latest(&self) -> Timestamp {
        self.now()
    }
}

/// The system's wall clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // Before 1970 the clock is certainly wrong; the oldest time makes every
        // dated consent look *not yet begun*, which closes.
        let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp(elapsed.map_or(i64::MIN, |d| {
            i64::try_from(d.as_millis()).unwrap_or(i64::MAX)
        }))
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn at_latest(&self) -> Timestamp {
        // As of the last tick of the kernel, which costs a third of the exact time. Ticks are at
        // most 10 ms apart.
        const TICK_MS: i64 = 10;
        let tick = rustix::time::clock_gettime(rustix::time::ClockId::RealtimeCoarse);
        let whole = tick.tv_sec.saturating_mul(1_000);
        #[allow(clippy::useless_conversion, reason = "narrower on 32-bit processors")]
        let part = i64::from(tick.tv_nsec) / 1_000_000;
        Timestamp(whole.saturating_add(part + TICK_MS))
    }
}

/// A clock set by hand, for tests and scenarios.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> ManualClock {
        ManualClock(AtomicI64::new(start.0))
    }

    /// Moves the clock; negative values move it back.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
