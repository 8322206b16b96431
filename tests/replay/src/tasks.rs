//! The calls of the fake app that are under way, polled in the order in which they were made.
//!
//! One thread polls them all, so a replay has one order of events only.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use crate::log::Call;

/// The fields of an answer.
pub(crate) type Fields = Vec<String>;

/// A call under way.
struct Task {
    call: Call,
    /// Name given by the scenario, for `app_cancels`.
    name: Option<String>,
    future: Pin<Box<dyn Future<Output = Fields>>>,
}

/// Wakes the thread that polls.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// All calls under way.
pub(crate) struct Tasks {
    waiting: Vec<Task>,
    /// Answered in this step, with the order in which they were made.
    answered: Vec<(u64, Call)>,
    order: Vec<u64>,
    made: u64,
    waker: Waker,
}

impl Tasks {
    pub(crate) fn new() -> Tasks {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        Tasks {
            waiting: Vec::new(),
            answered: Vec::new(),
            order: Vec::new(),
            made: 0,
            waker,
        }
    }

    /// Makes a call.
    pub(crate) fn make(
        &mut self,
        call: Call,
        name: Option<String>,
        future: impl Future<Output = Fields> + 'static,
    ) {
        self.made += 1;
        self.order.push(self.made);
        self.waiting.push(Task {
            call,
            name,
            future: Box::pin(future),
        });
    }

    /// Lets every call go as far as it can.
    pub(crate) fn poll(&mut self) {
        let waker = self.waker.clone();
        let mut context = Context::from_waker(&waker);
        let mut index = 0;
        while index < self.waiting.len() {
            match self.waiting[index].future.as_mut().poll(&mut context) {
                Poll::Ready(answer) => self.end(index, answer),
                Poll::Pending => index += 1,
            }
        }
    }

    fn end(&mut self, index: usize, answer: Fields) {
        let task = self.waiting.remove(index);
        let made = self.order.remove(index);
        self.answered.push((
            made,
            Call {
                answer,
                ..task.call
            },
        ));
    }

    /// Cancels waiting calls of a name; how many there were.
    pub(crate) fn cancel(&mut self, name: &str, count: usize) -> usize {
        let mut cancelled = 0;
        let mut index = 0;
        while index < self.waiting.len() && cancelled < count {
            if self.waiting[index].name.as_deref() == Some(name) {
                self.end(index, vec!["cancelled".to_owned()]);
                cancelled += 1;
            } else {
                index += 1;
            }
        }
        cancelled
    }

    /// Forgets whatever waits.
    pub(crate) fn forget(&mut self) {
        self.waiting.clear();
        self.order.clear();
    }

    pub(crate) fn answered(&self) -> usize {
        self.answered.len()
    }

    /// The answers of this step, in the order in which the calls were made.
    pub(crate) fn take_answered(&mut self) -> Vec<Call> {
        let mut answered = std::mem::take(&mut self.answered);
        answered.sort_by_key(|(made, _)| *made);
        answered.into_iter().map(|(_, call)| call).collect()
    }
}

/// Waits until something may have moved.
pub(crate) fn rest() {
    std::thread::park_timeout(Duration::from_millis(5));
}

/// Pends until `done` says so; looked at on every poll.
pub(crate) async fn until(mut done: impl FnMut() -> bool) {
    std::future::poll_fn(|_| {
        if done() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}
