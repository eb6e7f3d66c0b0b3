//! The answer that stays open: what waits in a page's mailbox as it comes, and a sign of life when nothing does.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_stream::Stream;

use super::{Hub, mailbox::Mailbox};
use crate::web::connections::Counted;

/// So often something is sent, so that nobody in between takes the connection for dead: most give up after a minute.
const ALIVE: Duration = Duration::from_secs(50);
/// Streams say so together, as many as were opened within this: waking once for a hundred of them costs a fraction of
/// waking a hundred times.
const TOGETHER: Duration = Duration::from_secs(5);

/// From where it is counted when.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When a stream that is opened so long after the beginning first says that it is alive.
fn first_beat(opened: Duration) -> Duration {
    let whole = opened.as_millis() / TOGETHER.as_millis();
    TOGETHER * u32::try_from(whole).unwrap_or(u32::MAX) + ALIVE
}

/// A page's place among the listeners, given back when its stream is dropped.
pub(super) struct Seat {
    hub: Arc<Hub>,
    id: u64,
    _counted: Counted,
}

impl Seat {
    pub fn new(hub: Arc<Hub>, id: u64, counted: Counted) -> Seat {
        Seat {
            hub,
            id,
            _counted: counted,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

struct Frames {
    mailbox: Arc<Mailbox>,
    alive: Interval,
    _seat: Seat,
}

impl Stream for Frames {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(frame) = self.mailbox.poll(context) {
            return Poll::Ready(frame.map(Ok));
        }
        self.alive
            .poll_tick(context)
            .map(|_| Some(Ok(Bytes::from_static(b": \n\n"))))
    }
}

pub(super) fn answer(mailbox: Arc<Mailbox>, seat: Seat) -> Response {
    let first = *BEGUN + first_beat(BEGUN.elapsed());
    let mut alive = interval_at(first, ALIVE);
    // Late, it comes back into step with the others.
    alive.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let frames = Frames {
        mailbox,
        alive,
        _seat: seat,
    };
    let mut response = Response::new(Body::from_stream(frames));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_that_were_opened_together_say_together_that_they_are_alive() {
        let of = |seconds: u64, more: u64| {
            first_beat(Duration::from_secs(seconds) + Duration::from_millis(more))
        };
        assert_eq!(of(0, 0), ALIVE);
        assert_eq!(of(10, 3), of(14, 999));
        assert_eq!(of(15, 0), of(10, 0) + TOGETHER);
        for opened in [0, 7, 86_400, 3_000_000] {
            let wait = of(opened, 1) - Duration::from_secs(opened);
            assert!(
                wait > ALIVE - TOGETHER && wait <= ALIVE,
                "{opened}: {wait:?}"
            );
        }
    }
}
