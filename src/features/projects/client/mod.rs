//! What a client reads of a project and says to it: what of it is shown, the progress that whoever leads it publishes, and
//! milestones that wait for the client's yes.
//!
//! Rules: what isn't shown is in no page and no answer of the API that the client gets, and its documents leave their portal
//! with it (`files`). A published number stands beside the one that follows from the tasks until the project is delivered.
//! A milestone is answered once for each time that its client is asked.

mod files;
mod forms;
mod ops;
mod page;
mod routes;
mod says;
mod shows;

pub(super) use files::files_follow;
pub use forms::{AnswerForm, AskForm, ProgressForm, Said, ShowsForm};
pub use ops::{answer, ask, publish, show};
pub(super) use routes::routes;
pub use says::{Answer, Asked};
pub use shows::{Published, Shows};
