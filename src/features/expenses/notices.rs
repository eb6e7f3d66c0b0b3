//! What people are told of their expenses.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const REIMBURSED: NoticeType = NoticeType::new(
    "expenses.reimbursed",
    "Expense of mine that was reimbursed",
    "it is your expense",
    Reason::Decided,
)
.usually(Reach::PROMPT);
