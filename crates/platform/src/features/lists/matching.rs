//! All that match: the records that a list's address finds, on whichever page, and what stands below a list of them.

use maud::{Markup, html};

use super::{Listed, addresses::reads, columns::Col, listed::asked_exactly, totals::Totals};
use crate::{
    base::{Id, Result, money::Currency},
    data::{Paging, Visit},
    features::settings::CurrentSettings,
    ui::list::sum_row,
    web::request::parse_pairs,
};

/// Records that are read at once while their numbers are gathered.
const AT_ONCE: usize = 1_000;

/// The numbers of what an address of the list finds, in its order: `most` at most.
///
/// # Errors
/// Beside each name that can't be read or asks for nothing.
pub fn matching<R: Listed>(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<R>>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let pairs = parse_pairs(query.trim_start_matches('?'));
    let asked = asked_exactly::<R>(pairs, currency, |name| reads(name) || name == "view")?;
    numbers::<R>(visit, &asked, most)
}

/// The numbers of what a list is asked for, in its order, as of one moment: `most` at most.
///
/// # Errors
/// When it can't be answered.
pub(super) fn numbers<R: Listed>(
    visit: &Visit,
    asked: &R::Asked,
    most: usize,
) -> Result<Vec<Id<R>>> {
    let mut found = Vec::new();
    let mut paging = Paging::first(AT_ONCE.min(most));
    loop {
        let page = R::page(visit, asked, paging)?;
        found.extend(page.rows.iter().map(|record| record.id()));
        match page.next {
            Some(next) if found.len() < most => {
                paging = Paging::first(AT_ONCE.min(most - found.len())).after(next);
            }
            _ => return Ok(found),
        }
    }
}

/// What stands below the rows: how many there are in all, and what they come to.
pub(super) fn foot_of<R: Listed>(
    columns: &[Col<R>],
    ticks: bool,
    totals: Totals,
    currency: Currency,
) -> Markup {
    let label = format!("All of these: {}", totals.said());
    let summed = R::SUMMED.and_then(|key| columns.iter().position(|column| column.key() == key));
    foot(
        &label,
        usize::from(ticks) + 1 + columns.len(),
        summed.map(|at| usize::from(ticks) + 1 + at),
        totals.sum::<R>(currency).as_deref(),
        R::SUMMED.is_some(),
    )
}

/// A row below others: `width` columns, the sum in the one at `summed`. Where nothing was added up it says why.
fn foot(label: &str, width: usize, summed: Option<usize>, sum: Option<&str>, adds: bool) -> Markup {
    match (summed, sum) {
        (Some(at), Some(sum)) => sum_row(label, at, sum, width - at - 1),
        (None, Some(sum)) => html! {
            tr { th scope="row" colspan=(width) { (label) ", " (sum) } }
        },
        (_, None) => html! {
            tr {
                th scope="row" colspan=(width) {
                    (label)
                    @if adds { span class="dim" { ". Amounts are added up where 500 or fewer match." } }
                }
            }
        },
    }
}
