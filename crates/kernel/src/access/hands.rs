//! In whose hands work is. Whoever had it goes on seeing it; going on with it is for whoever has it now. A record says in
//! whose hands it is, an action that it demands them (`Action::in_hands`), and the policy decides for all kinds alike.

use super::Action;

/// Where a record is in hand.
#[derive(Debug, Clone)]
pub struct Hands {
    /// Raw ids of the people who have it, first the one whom a refusal names.
    pub people: Vec<u64>,
    /// Whoever answers for the whole it is a part of has it in hand too.
    pub with_lead: bool,
    /// Nobody has it yet: whoever reaches it takes it up.
    pub free: bool,
    pub others: Others,
    /// What somebody else is told; `{hand}` stands for who has it.
    pub refusal: &'static str,
}

/// Who lays hands on it beside those people.
#[derive(Debug, Clone, Copy)]
pub enum Others {
    /// Whoever may do the deed to what lies in this department.
    MayInDepartment(u64),
    /// Whoever belongs to this department or to one above it, and whoever may do that deed everywhere.
    OfDepartment(u64, Action),
    /// Whoever may do that other deed to it.
    WhoMay(Action),
}
