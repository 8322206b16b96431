//! One answer, handed over once, to a thread that blocks or a future that is polled.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// What is handed over, and who waits for it.
struct Slot<T> {
    value: Option<T>,
    /// The sender is gone; nothing will come any more.
    ended: bool,
    waker: Option<Waker>,
}

struct Shared<T> {
    slot: Mutex<Slot<T>>,
    arrived: Condvar,
}

/// The giving end. Dropping it without an answer gives the fallback.
pub(super) struct Sender<T>(Arc<Shared<T>>);

/// An answer that is on its way.
///
/// It is a future, and it can be waited for. Dropping it before the answer
/// came is the caller's cancellation.
pub struct Reply<T> {
    shared: Arc<Shared<T>>,
    /// The answer when the guard's own thread is gone.
    fallback: Option<T>,
    on_cancel: Option<Box<dyn FnOnce() + Send>>,
}

pub(super) fn reply<T>(fallback: T) -> (Sender<T>, Reply<T>) {
    let slot = Slot {
        value: None,
        ended: false,
        waker: None,
    };
    let shared = Arc::new(Shared {
        slot: Mutex::new(slot),
        arrived: Condvar::new(),
    });
    let receiver = Reply {
        shared: Arc::clone(&shared),
        fallback: Some(fallback),
        on_cancel: None,
    };
    (Sender(shared), receiver)
}

impl<T> Sender<T> {
    /// Hands the answer over.
    pub(super) fn send(self, value: T) {
        self.0.lock().value = Some(value);
        // Dropping the sender wakes whoever waits.
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let waker = {
            let mut slot = self.0.lock();
            slot.ended = true;
            slot.waker.take()
        };
        self.0.arrived.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> std::sync::MutexGuard<'_, Slot<T>> {
        // A panic elsewhere cannot leave a slot half-written: every write is one assignment.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Reply<T> {
    /// Blocks the calling thread until the answer is there.
    ///
    /// Never call it from the thread that draws prompts.
    #[must_use]
    pub fn wait(mut self) -> T {
        self.wait_for(std::time::Duration::MAX)
            .unwrap_or_else(|| unreachable!("an unbounded wait ends with an answer"))
    }

    /// Blocks for at most `limit`; none if the answer has not come by then.
    pub fn wait_for(&mut self, limit: std::time::Duration) -> Option<T> {
        let shared = Arc::clone(&self.shared);
        let slot = shared.lock();
        let waiting = |slot: &mut Slot<T>| slot.value.is_none() && !slot.ended;
        let mut slot = if limit == std::time::Duration::MAX {
            shared
                .arrived
                .wait_while(slot, waiting)
                .unwrap_or_else(PoisonError::into_inner)
        } else {
            let waited = shared.arrived.wait_timeout_while(slot, limit, waiting);
            waited.unwrap_or_else(PoisonError::into_inner).0
        };
        self.take(&mut slot)
    }

    fn take(&mut self, slot: &mut Slot<T>) -> Option<T> {
        let value = slot.value.take().or_else(|| {
            if slot.ended {
                self.fallback.take()
            } else {
                None
            }
        });
        if value.is_some() {
            self.on_cancel = None;
        }
        value
    }

    /// Runs `action` if the reply is dropped before its answer came.
    pub(super) fn on_cancel(mut self, action: impl FnOnce() + Send + 'static) -> Reply<T> {
        self.on_cancel = Some(Box::new(action));
        self
    }
}

impl<T: Unpin> Future for Reply<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let shared = Arc::clone(&self.shared);
        let mut slot = shared.lock();
        match self.take(&mut slot) {
            Some(value) => Poll::Ready(value),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        if let Some(action) = self.on_cancel.take() {
            action();
        }
    }
}

impl<T> std::fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reply(..)")
    }
}
