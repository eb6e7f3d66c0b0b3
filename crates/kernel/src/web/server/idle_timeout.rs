//! A connection that is counted while it is open and given up when its client does nothing: it has to ask for something
//! soon after it came, and to take its answer once there is one. Heads and bodies of requests have their own time.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::{Patience, acceptor::Peer};
use crate::web::connections::{Connections, Counted, Trouble};

pub(super) struct IdleTimeoutStream<S> {
    stream: S,
    /// Until when the first byte has to be there.
    first: Option<Pin<Box<Sleep>>>,
    /// Until when a write that waits has to go on.
    stalled: Option<Pin<Box<Sleep>>>,
    answer: Duration,
    connections: Arc<Connections>,
    peer: Peer,
    _counted: Counted,
}

impl<S> IdleTimeoutStream<S> {
    pub(super) fn new(
        stream: S,
        counted: Counted,
        connections: Arc<Connections>,
        peer: &Peer,
        patience: &Patience,
    ) -> IdleTimeoutStream<S> {
        IdleTimeoutStream {
            stream,
            first: Some(Box::pin(sleep(patience.head))),
            stalled: None,
            answer: patience.answer,
            connections,
            peer: peer.clone(),
            _counted: counted,
        }
    }

    fn given_up(&self, why: &str) -> io::Error {
        let (address, listener) = (self.peer.address.ip(), self.peer.listener);
        self.connections.met(address, listener, Trouble::Slow, why);
        io::ErrorKind::TimedOut.into()
    }

    /// What a write gave; one that waits may do so for a while.
    fn written<T>(
        &mut self,
        context: &mut Context<'_>,
        tried: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.stalled = None;
            return tried;
        }
        let answer = self.answer;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(answer)));
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(self.given_up("did not take its answer")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdleTimeoutStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.first = None;
            return read;
        }
        if let Some(timer) = &mut self.first {
            ready!(timer.as_mut().poll(context));
            // Browsers connect ahead and ask nothing: that is no trouble worth telling, it only must not last.
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for IdleTimeoutStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, tried)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.stream).poll_flush(context);
        self.written(context, tried)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.stream).poll_shutdown(context);
        self.written(context, tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.written(context, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
