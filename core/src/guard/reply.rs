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
    /// The reply is gone; nobody will take what comes.
    left: bool,
    waker: Option<Waker>,
    /// What becomes of an answer that nobody took.
    untaken: Option<Box<dyn FnOnce(T) + Send>>,
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
/// was taken is the caller's cancellation.
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
        left: false,
        waker: None,
        untaken: None,
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
        let mut slot = self.0.lock();
        if !slot.left {
            slot.value = Some(value);
            // Dropping the sender wakes whoever waits.
            return;
        }
        let untaken = slot.untaken.take();
        // Not under the lock: it may be anything.
        drop(slot);
        if let Some(untaken) = untaken {
            untaken(value);
        }
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

    /// Gives the answer to `action` if the reply is dropped before somebody took it: on its way,
    /// or there already.
    pub(super) fn if_untaken(self, action: impl FnOnce(T) + Send + 'static) -> Reply<T> {
        self.shared.lock().untaken = Some(Box::new(action));
        self
    }

    /// Runs `action` if the reply is dropped before its answer was taken.
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
        let (value, untaken) = {
            let mut slot = self.shared.lock();
            slot.left = true;
            let value = slot.value.take();
            // Kept for an answer that is still on its way.
            let untaken = value.is_some().then(|| slot.untaken.take());
            (value, untaken.flatten())
        };
        if let (Some(value), Some(untaken)) = (value, untaken) {
            untaken(value);
        }
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn an_answer_that_nobody_took_is_given_back_once_whenever_its_caller_left() {
        let (left, given_back) = mpsc::channel();
        let call = || {
            let ((sender, receiver), left) = (reply(0), left.clone());
            let receiver = receiver.if_untaken(move |value| left.send(value).unwrap_or_default());
            (sender, receiver)
        };
        let (sender, receiver) = call();
        sender.send(1);
        drop(receiver);
        let (sender, receiver) = call();
        drop(receiver);
        sender.send(2);
        let (sender, receiver) = call();
        sender.send(3);
        assert_eq!(receiver.wait(), 3, "taken, so not given back");
        let (sender, receiver) = call();
        drop(receiver);
        drop(sender);
        drop(left);
        assert_eq!(given_back.try_iter().collect::<Vec<_>>(), [1, 2]);
    }
}
