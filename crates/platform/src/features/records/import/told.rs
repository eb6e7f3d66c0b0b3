//! What is told of a row.

use super::outcome::Outcome;
use crate::web::Told;
use serde_json::{Value, json};

pub fn row_json(row: &Outcome) -> Value {
    json!({
        "line": row.line,
        "name": row.name,
        "what": row.what,
        "id": row.number,
        "why": row.why,
    })
}

/// What `row_json` says.
pub const ROW: Told = Told::Object(&[
    ("line", Told::Number),
    ("name", Told::Text),
    (
        "what",
        Told::Word(&["new", "changed", "as it is", "refused"]),
    ),
    ("id", Told::Record),
    ("why", Told::Text),
]);
