//! The pages of planning: what would move, who could do what nobody has, and the timeline.

mod dates;
mod people;
mod rows;
mod timeline;

pub use dates::dates;
pub use people::people;
pub use timeline::timeline;
