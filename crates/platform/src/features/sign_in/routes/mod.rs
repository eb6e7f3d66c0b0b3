//! Ways in (`door`), one's own profile (`me`), passkeys, which are both, and tokens for programs.

mod caller;
mod door;
mod factors;
mod me;
mod own;
mod passkeys;
mod shown_me;
mod tokens;

use crate::web::Route;

pub fn routes() -> Vec<Route> {
    let mut routes = door::routes();
    routes.extend(me::routes());
    routes.extend(passkeys::routes());
    routes.extend(tokens::routes());
    routes
}
