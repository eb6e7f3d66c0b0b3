//! What is reported of money: what is open and late, and what came in.

use super::{
    Invoice, Status, VIEW,
    actions::VIEW_PAYMENTS,
    invoice::{COUNT, LEFT},
    list::left_in_all,
    sums,
};
use crate::{
    access::Placement,
    base::{Money, Month, Result, text},
    data::{Key, Visit},
    features::{
        day::Number,
        reports::{Area, ForReports, Report},
        settings::CurrentSettings,
    },
    ui::badge::Tone,
};

const MONTHS: i64 = 6;

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let overdue = || Key::new().byte(Status::Overdue.code());
    let late = visit.total::<Invoice>(COUNT, overdue())?;
    let sum = visit.total::<Invoice>(LEFT, overdue())?;
    let open = left_in_all(visit)?;
    let number = late.zip(sum).zip(open).map(|((late, sum), open)| {
        let count = usize::try_from(late).unwrap_or(0);
        Number::new(0, "Overdue", Money(sum).show(currency), "")
            .note(format!("of {} open", open.show(currency)))
            .bad_if(late > 0, text::count(count, "invoice", "invoices"))
    });
    let tells = "what clients owe, by how long it is due";
    all.push(Report::new(Area::Money, "Open by age", "/invoices/open", tells).number(number));
    // What came in is added up for whoever sees all of it.
    let everywhere = |action| visit.actor.places(action).contains(&Placement::Global);
    if !everywhere(&VIEW) || !everywhere(&VIEW_PAYMENTS) {
        return Ok(());
    }
    let now = Month::of(visit.today());
    let months: Vec<Month> = (0..MONTHS).rev().map(|ago| now.before(ago)).collect();
    let found = sums::came_in(visit, &months)?;
    let of = |month: &Month| {
        let of = found
            .iter()
            .filter(|(code, of, _)| of == month && (code.is_empty() || *code == currency.code));
        of.map(|(_, _, sum)| *sum).sum::<i64>()
    };
    let trend: Vec<i64> = months.iter().map(of).collect();
    let number = in_months("Came in this month", trend, |sum| Money(sum).show(currency));
    let tells = "what clients paid, without tax";
    all.push(Report::new(Area::Money, "Money in", "/payments", tells).number(number));
    Ok(())
}

/// Money of months until this one; nothing where there was none in any.
fn in_months(name: &'static str, trend: Vec<i64>, show: impl Fn(i64) -> String) -> Option<Number> {
    let [.., before, now] = trend[..] else {
        return None;
    };
    if trend.iter().all(|sum| *sum == 0) {
        return None;
    }
    let number = Number::new(0, name, show(now), "").note(format!("{} last month", show(before)));
    Some(Number {
        change: (now > before).then(|| (Tone::Success, format!("+{}", show(now - before)))),
        trend,
        ..number
    })
}
