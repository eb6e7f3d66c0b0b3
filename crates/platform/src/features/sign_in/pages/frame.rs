//! The frame of what stands before the door.

use crate::web::{Page, reply::Frame};
use maud::Markup;

pub(super) fn door(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::SignedOut)
}
