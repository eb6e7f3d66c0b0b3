//! Departments in rows, and what is counted of each: the people who belong to it and the work that lies open there. The
//! room of the departments themselves is `departments`, above those whose figures it shows.

mod counted;
mod list;
mod switch;
mod work;

pub use counted::{people_in, with_below};
pub use list::{DepartmentQuery, is_asked, page};
pub use switch::switch;
pub use work::{Open, Waiting, open, open_in, waiting};
