//! What may be done in invoices: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const EXPORT: Action = Action::read("invoices.export", "Export invoices");
pub const CREATE: Action = Action::write("invoices.create", "Write an invoice")
    .told("wrote {}")
    .heard_with("invoices.view");
pub const EDIT: Action = Action::write("invoices.edit", "Edit a draft of an invoice")
    .told("edited {}")
    .heard_with("invoices.view");
pub const DELETE: Action = Action::write("invoices.delete", "Throw a draft of an invoice away")
    .told("threw {} away")
    .heard_with("invoices.view");
pub const ISSUE: Action = Action::write("invoices.issue", "Issue an invoice")
    .told("issued {}")
    .heard_with("invoices.view")
    .final_();
pub const CREDIT: Action = Action::write("invoices.credit", "Write a credit note")
    .told("began to take back {}")
    .heard_with("invoices.view");
pub const SEND: Action = Action::write("invoices.send", "Send an invoice to the client")
    .told("sent {} to the client")
    .heard_with("invoices.view")
    .final_();
pub const WRITE_OFF: Action = Action::write("invoices.write_off", "Write an invoice off")
    .told("wrote {} off")
    .heard_with("invoices.view");
pub const SET_ACCOUNT: Action = Action::write(
    "invoices.agree",
    "Change what is agreed with a client about paying",
)
.told("changed how {clients} pays")
.heard_with("invoices.view");
pub const SET_TERMS: Action = Action::write("invoices.terms", "Change how the house bills")
    .told("changed how the house bills")
    .heard_with("invoices.view");
pub const CLOSE: Action = Action::write("invoices.close", "Close the books of a period")
    .told("changed up to when the books are closed")
    .heard_with("invoices.view");
pub const PRICE_MILESTONE: Action =
    Action::write("invoices.price_milestone", "Say what a milestone bills")
        .told("said what {milestones} bills")
        .heard_with("invoices.view");
pub const CHARGE_LATE: Action =
    Action::write("invoices.charge_late", "Charge for what is paid late")
        .told("charged for what of {} was paid late")
        .heard_with("invoices.view");
pub const HEAR_OVERDUE: Action = Action::duty(
    "invoices.hear_overdue",
    "Be told of invoices that are overdue",
);
pub const FALLS_DUE: Action = Action::system("invoices.fall_due", "Notice what is overdue")
    .told("noticed that {} is overdue");
pub const REMIND: Action =
    Action::system("invoices.remind", "Remind clients of what is overdue").told("reminded of {}");
pub const VIEW_PAYMENTS: Action = Action::read("payments.view", "See payments");
pub const EXPORT_PAYMENTS: Action = Action::read("payments.export", "Export payments");
pub const PAY: Action = Action::write("payments.record", "Record a payment")
    .told("recorded {}")
    .heard_with("payments.view");
pub const REFUND: Action = Action::write("payments.refund", "Refund a client")
    .told("booked {}")
    .heard_with("payments.view");
pub const TAKE_BACK: Action = Action::write(
    "payments.take_back",
    "Take a payment back that was booked by mistake",
)
.told("took a payment[ of {clients}] back")
.heard_with("payments.view");
