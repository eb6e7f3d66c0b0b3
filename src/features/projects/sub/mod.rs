//! Sub-projects: a project that is a part of another of the same client. It is seen with the project above and lies with
//! those who lead that, has its own phase, people and budgets, and counts above by its exact weight: beside the milestones,
//! or by the task that it was made from (`Project::stands_at`). What holds of the tree is held at the end of every deed
//! (`rules`), so that an edit, an import and an Undo are held to it alike. What is below waits with what is above (`hold`).

mod forms;
mod hold;
mod ops;
mod over;
mod pages;
mod routes;
mod row;
mod rules;
mod tree;

pub use forms::NewPart;
pub use hold::{hold, resume};
pub use ops::{add, insert, leave_task};
pub use over::{budgets_stay, must_take_time};
pub(super) use pages::hours_alone;
pub use pages::{beside, section};
pub use routes::routes;
pub use row::Below;
pub use rules::{hold_together, may_stand, nothing_is_left};
pub use tree::{above, above_in, below, below_in};
