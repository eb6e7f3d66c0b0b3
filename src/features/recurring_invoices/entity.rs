//! What an invoice that recurs is called and holds.

use serde_json::json;

use super::series::RecurringInvoice;
use crate::{
    base::{
        Result,
        recurrence::{Every, OffDay},
    },
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, fill_in},
    features::{
        invoices::LINE,
        quotes::{Rounding, TOTALS, sums, totals},
    },
    ui::icon::Icon,
};

const RULE: &[Field] = &[
    Field::choice::<Every>("every", "Every"),
    Field::number("interval", "So many"),
    Field::new(
        "weekdays",
        "Days of the week",
        FieldKind::Other(|_| String::new()),
    ),
    Field::number("month_day", "Day of the month"),
    Field::choice::<OffDay>("off_day", "On a day off"),
    Field::day("begins", "First on"),
    Field::day("until", "Until"),
];

/// How many of the next days are told.
pub const NEXT: usize = 3;

const FIELDS: &[Field] = &[
    Field::record("client", "Client", "clients"),
    Field::record("project", "Project", "projects"),
    Field::text("title", "Title").editable(),
    Field::new("lines", "Items", FieldKind::Rows(LINE)).editable(),
    Field::number("next_key", "Next line").internal(),
    Field::new("totals", "Totals", FieldKind::Object(TOTALS)).worked_out(),
    Field::long("note", "Note to the client").editable(),
    Field::number("days", "Days to pay").editable(),
    Field::person("owner", "Read over by"),
    Field::department("department", "Department"),
    Field::people("leads", "Led by"),
    Field::new("rule", "Recurs", FieldKind::Object(RULE)).unsent(),
    Field::number("months", "Months between two")
        .worked_out()
        .editable(),
    Field::number("month_day", "Day of the month")
        .worked_out()
        .editable(),
    Field::day("begins", "First on").worked_out().editable(),
    Field::day("until", "Until").worked_out().editable(),
    Field::text("says", "In words").worked_out(),
    Field::new("next_days", "Next on", FieldKind::List(&FieldKind::Day)).worked_out(),
    Field::number("most", "So many in all").editable(),
    Field::yes_no("issues", "Issued when it is made").editable(),
    Field::yes_no("paused", "Paused"),
    Field::yes_no("ended", "Ended"),
    Field::day("last_day", "Last on"),
    Field::day("next_day", "Next on").internal(),
    Field::moment("next_at", "Next made").internal(),
    Field::number("made", "Made so far"),
    Field::record("last_invoice", "Last invoice", "invoices"),
    Field::new(
        "to_issue",
        "To be issued",
        FieldKind::List(&FieldKind::Record("invoices")),
    )
    .internal(),
    Field::moment("issue_at", "Issued").internal(),
    Field::moment("created_at", "Set up").internal(),
    Field::moment("touched", "Last changed"),
];

impl Entity for RecurringInvoice {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Recurring invoice",
        "Recurring invoices",
        Icon::Refresh,
        FIELDS,
    );

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        let lines: Vec<_> = self.lines.iter().map(|held| held.line.clone()).collect();
        let days = match self.paused {
            true => Vec::new(),
            false => self.next_days(NEXT),
        };
        out.insert("totals", json!(totals(&lines, Rounding::PerRate)));
        fill_in(out.get_mut("lines"), &lines, |_, line, row| sums(line, row));
        out.insert("months", self.rule.interval);
        out.insert(
            "month_day",
            (self.rule.month_day > 0).then_some(self.rule.month_day),
        );
        out.insert("begins", self.rule.begins.iso());
        out.insert("until", self.rule.until.map(|day| day.iso()));
        out.insert("says", self.words());
        let days: Vec<String> = days.iter().map(|day| day.iso()).collect();
        out.insert("next_days", days);
        Ok(())
    }
}
