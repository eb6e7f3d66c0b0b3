//! What waits to be sent to one open page. It is bounded: what passes goes first, changes are told as one, and when a
//! page takes so little that something else would have to go, it is told to fetch everything.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;

use super::event::Event;

/// Events and bytes of fragments that wait at most.
const MOST: usize = 32;
const MOST_BYTES: usize = 256 << 10;
/// What passes waits less.
const MOST_PASSING: usize = 4;

#[derive(Default)]
pub(super) struct Mailbox(Mutex<Held>);

#[derive(Default)]
struct Held {
    waiting: VecDeque<Event>,
    passing: VecDeque<Event>,
    /// Bytes of the fragments among what waits.
    bytes: usize,
    /// Nothing comes after what waits.
    closed: bool,
    waker: Option<Waker>,
}

impl Mailbox {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn put(&self, event: Event) {
        let mut held = self.held();
        if held.closed {
            return;
        }
        held.take_in(event);
        wake(held);
    }

    /// Says the last word and takes in nothing any more.
    pub fn close(&self, last: Option<Event>) {
        let mut held = self.held();
        if let Some(last) = last.filter(|_| !held.closed) {
            held.passing.clear();
            held.waiting.push_back(last);
        }
        held.closed = true;
        wake(held);
    }

    /// Puts what happened before the page listened in front of what happened since.
    pub fn put_first(&self, event: Event) {
        let mut held = self.held();
        held.waiting.push_front(event);
    }

    /// The next event as it is sent; none when there will be no more.
    pub fn poll(&self, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let mut held = self.held();
        let next = held.waiting.pop_front();
        match next.or_else(|| held.passing.pop_front()) {
            Some(event) => {
                held.bytes -= size(&event);
                drop(held);
                Poll::Ready(Some(event.frame()))
            }
            None if held.closed => Poll::Ready(None),
            None => {
                held.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

fn wake(mut held: MutexGuard<'_, Held>) {
    let waker = held.waker.take();
    drop(held);
    if let Some(waker) = waker {
        waker.wake();
    }
}

fn size(event: &Event) -> usize {
    match event {
        Event::Change(change) => change.fragments.iter().map(|f| f.html.len()).sum(),
        _ => 0,
    }
}

impl Held {
    fn take_in(&mut self, event: Event) {
        match (&event, self.waiting.back_mut()) {
            (Event::Passing(_), _) => {
                if self.passing.len() == MOST_PASSING {
                    self.passing.pop_front();
                }
                self.passing.push_back(event);
                return;
            }
            // Everything is fetched anew; what came before says nothing more.
            (Event::Reload, _) => {
                self.waiting.clear();
                self.bytes = 0;
            }
            (Event::Change(later), Some(Event::Change(earlier))) => {
                if let Some(both) = earlier.merged(later) {
                    *earlier = both.into();
                    return;
                }
            }
            _ => {}
        }
        self.bytes += size(&event);
        self.waiting.push_back(event);
        if self.waiting.len() > MOST || self.bytes > MOST_BYTES {
            self.waiting.clear();
            self.passing.clear();
            self.bytes = 0;
            self.waiting.push_back(Event::Reload);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use super::super::event::{Audience, Change, Fragment, Mode, Passing};
    use super::*;
    use crate::data::Ref;

    fn change(seq: u64, topic: &str, html: &str) -> Event {
        let of = Ref { kind: 1, id: seq };
        let fragment = Fragment {
            on: of,
            audience: Audience::Everybody,
            region: "talk",
            mode: Mode::Append,
            html: html.to_owned(),
        };
        Event::Change(Arc::new(Change {
            seq,
            topics: [topic.to_owned()].into(),
            of: Some(BTreeSet::from([format!("tasks:{seq}")])),
            spread: 50,
            fragments: if html.is_empty() {
                Vec::new()
            } else {
                vec![Arc::new(fragment)]
            },
            ..Change::default()
        }))
    }

    fn passing(name: &str) -> Event {
        Event::Passing(Arc::new(Passing {
            topic: "tasks:7".into(),
            what: "writes",
            person: 1,
            name: name.into(),
        }))
    }

    fn all(mailbox: &Mailbox) -> Vec<String> {
        let context = Context::from_waker(Waker::noop());
        std::iter::from_fn(|| match mailbox.poll(&context) {
            Poll::Ready(Some(bytes)) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => None,
        })
        .collect()
    }

    #[test]
    fn changes_are_told_as_one_and_keep_every_name() {
        let mailbox = Mailbox::default();
        for seq in 1..=60 {
            mailbox.put(change(seq, if seq % 2 == 0 { "even" } else { "odd" }, ""));
        }
        let told = all(&mailbox);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("id: 60\n"), "{}", told[0]);
        for named in ["\"even\"", "\"odd\"", "\"tasks:1\"", "\"tasks:60\""] {
            assert!(told[0].contains(named), "{named} in {}", told[0]);
        }
        for seq in 1..200 {
            mailbox.put(change(seq, "tasks", ""));
        }
        assert!(!all(&mailbox)[0].contains("\"of\""), "too many to name");
    }

    #[test]
    fn what_passes_goes_first_and_a_lost_fragment_is_never_silent() {
        let mailbox = Mailbox::default();
        for n in 0..20 {
            mailbox.put(passing(&format!("P{n}")));
        }
        mailbox.put(change(1, "talk", "<li>One</li>"));
        let told = all(&mailbox);
        assert!(told[0].contains("<li>One</li>"), "words before what passes");
        assert_eq!(told.len(), 1 + MOST_PASSING);
        assert!(told[MOST_PASSING].contains("P19"), "the latest is kept");

        for seq in 2..=(MOST as u64 + 1) {
            mailbox.put(change(seq, "talk", "<li>More</li>"));
        }
        mailbox.put(passing("late"));
        let told = all(&mailbox);
        assert_eq!(told.len(), MOST + 1, "each by itself while there is room");
        for seq in 0..=(MOST as u64) {
            mailbox.put(change(seq, "talk", "<li>Lost</li>"));
        }
        assert_eq!(all(&mailbox), ["event: reload\ndata: {}\n\n"]);
        mailbox.put(change(90, "talk", &"x".repeat(MOST_BYTES + 1)));
        assert_eq!(all(&mailbox), ["event: reload\ndata: {}\n\n"]);
    }

    #[test]
    fn after_the_last_word_nothing_comes() {
        let mailbox = Mailbox::default();
        mailbox.put(change(3, "tasks", ""));
        mailbox.put_first(change(2, "tasks", ""));
        mailbox.close(Some(Event::Bye));
        mailbox.put(change(4, "tasks", ""));
        let told = all(&mailbox);
        assert!(told[0].starts_with("id: 2\n") && told[1].starts_with("id: 3\n"));
        assert_eq!(told[2..], ["event: bye\ndata: {}\n\n"]);
        assert!(matches!(
            mailbox.poll(&Context::from_waker(Waker::noop())),
            Poll::Ready(None)
        ));
    }
}
