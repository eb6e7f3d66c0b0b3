//! The answer that stays open: what waits in a page's mailbox as it comes, and a sign of life when nothing does.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
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

/// So often something is sent, so that nobody in between takes the connection for dead.
const ALIVE: Duration = Duration::from_secs(15);

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
    let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
    alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
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
