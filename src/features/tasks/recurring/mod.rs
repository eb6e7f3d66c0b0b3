//! Tasks that recur: one is made recurring on its page, and from then on the next is made by its rule, on a day on which
//! people work, once also where the server was off. The next one can be left out, and all of it ends on the page of any of
//! its tasks.
//!
//! Record: `RecurringTask`, what the next begins with, its rule (`base::recurrence`), and when it is made (a wake of its own).

mod entity;
mod forms;
mod holding;
mod ops;
mod pages;
mod recurring_task;
mod routes;

pub use crate::base::recurrence::{Every, OffDay};
pub use forms::{EditRecurring, RepeatForm};
pub use ops::{make_next, repeat};
pub use pages::on_task;
pub use recurring_task::{MAKES, RecurringTask};
pub use routes::routes;
