//! A PDF that is signed: what is asked about it, and what the child is told to append to it.

use serde::{Deserialize, Serialize};

/// The bytes that a seal may have.
pub const SEAL_ROOM: usize = 16 << 10;

/// Pages of a file that is signed.
pub const MOST_PAGES: usize = 500;
/// The longest side that one has, in points.
pub const LARGEST_SIDE: u32 = 20_000;

/// How large a page is as it is shown, in tenths of a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSize {
    pub width: u32,
    pub height: u32,
}

impl PageSize {
    /// Whether there is such a page: what another process answered is held against this.
    pub fn is_sound(&self) -> bool {
        let sound = |side: u32| (10..=LARGEST_SIDE * 10).contains(&side);
        sound(self.width) && sound(self.height)
    }
}

/// What is said beside the drawings: on which pages the first of them stand (as people count; the rest are pages behind
/// all), and who seals, when and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appendix {
    pub over: Vec<u32>,
    pub by: String,
    pub reason: String,
    /// As PDF writes it: `D:20260604101500Z`.
    pub at: String,
}
