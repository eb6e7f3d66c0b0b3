//! Pages of the bank: accounts, statements, a statement's lines, one line, and a sheet before it comes in.

mod accounts;
mod decide;
mod line;
mod statements;
mod upload;

pub use accounts::{account, list as accounts, write as write_account};
pub use decide::{decide, decide_alone, of_payment};
pub use line::{commands, one as line};
pub use statements::{list as statements, one as statement, query_of as statements_of};
pub use upload::{form as upload, look};
