//! The page of the backups.

use maud::{Markup, html};

use super::{
    super::{addresses::settings_href, health::room},
    Drill, Drills, Keeper, Outcome,
    actions::{DOWNLOAD, TAKE, VERIFY},
    keeper::name_of,
    ops::{self, size},
};
use crate::{
    base::{Choice, Result},
    data::{Paging, Visit, snapshot},
    features::{
        form_key,
        settings::{self, CurrentSettings},
    },
    ui::prelude::*,
    web::Page,
};

pub fn page(visit: &Visit) -> Result<Page> {
    let keeper = Keeper::needed(visit.store())?;
    let listing = keeper.list()?;
    let drills = ops::drills(visit, Paging::first(20))?.rows;
    let state = visit.cached::<Drills>()?;
    let plan = keeper.plan(&CurrentSettings::of(visit)?.0);
    let drilling = keeper.drilling();
    let main = html! {
        (Section::new("Snapshots", snapshots(visit, &listing, &drills, drilling.as_deref()))
            .small(format!("{} kept", listing.found.len())).live("snapshots"))
        (Section::new("Restore drills", told(visit, &drills)).small("newest first").live("drills"))
    };
    let aside = html! {
        (Section::new("Last restore drill", last(visit, &state)).live("last"))
        (Section::new("Plan", html! {
            (Facts::new()
                .fact("Taken", match plan.hours { 0 => "only by hand".to_owned(), n => format!("every {n} hours") })
                .fact("Kept", format!("the newest {}", plan.keep))
                .fact("Drilled", format!("every night from {}:00", CurrentSettings::of(visit)?.0.drill_hour))
                .fact("Where", html! { code { (keeper.folder.display()) } }))
            @if visit.may_somewhere(&settings::EDIT) {
                (buttons(Button::link("Change the plan", settings_href("snapshots")).small()))
            }
        }))
        @if let Some((free, total)) = room(&keeper.folder) {
            (Section::new("Space", html! {
                @let used = 100 - free.saturating_mul(100) / total.max(1);
                (progress_bar(u32::try_from(used).unwrap_or(100), format!("{used}%"), "Disk used"))
                p class="dim t12" { (size(free)) " free where the snapshots lie" }
            }))
        }
    };
    let body = html! {
        (Head::new("Backups")
            .fact(match listing.newest(visit.at) {
                Some(newest) => badge(Tone::Success, format!("Last snapshot {}", newest.at.show(visit.at, &visit.tz))),
                None => badge(Tone::Danger, "No snapshot yet"),
            })
            .actions(html! {
                @if visit.may_somewhere(&TAKE) {
                    (post_button("/backups", hidden("_key", form_key()), Button::submit("Take a snapshot").primary().icon(Icon::Backup)))
                }
            }))
        (record(main, aside))
    };
    Ok(Page::new("Backups", body)
        .styles(&["extra", "list", "record", "arcade"])
        .live("drills")
        .live("settings:1"))
}

fn snapshots(
    visit: &Visit,
    listing: &snapshot::Listing,
    drills: &[Drill],
    drilling: Option<&str>,
) -> Markup {
    let rows = listing.found.iter().map(|listed| {
        let name = name_of(&listed.path);
        let checked = drills.iter().find(|drill| drill.snapshot == name);
        let state = if drilling == Some(name.as_str()) {
            badge(Tone::Info, "being checked")
        } else {
            match checked {
                Some(drill) if drill.outcome == Outcome::Good => badge(Tone::Success, "restores"),
                Some(_) => badge(Tone::Danger, "doesn't restore"),
                None => badge(Tone::Stone, "not checked"),
            }
        };
        let acts = html! {
            @if visit.may_somewhere(&VERIFY) {
                (post_button(&format!("/backups/{name}/verify"), html! {}, match drilling {
                    None => Button::submit("Check").small(),
                    Some(_) => Button::submit("Check").small().disabled_because("A snapshot is being checked; one at a time."),
                }))
            }
            @if visit.may_somewhere(&DOWNLOAD) {
                (post_button(&format!("/backups/{name}/download"), html! {}, Button::submit("Download").small().quiet().icon(Icon::Download)))
            }
        };
        Row::new()
            .id(format!("s-{}", listed.seq))
            .name(two_line(listed.at.show(visit.at, &visit.tz), html! { code { (name) } }))
            .number(listed.seq.to_string())
            .number(size(listed.bytes))
            .cell(state)
            .cell(html! { span class="btns end" { (acts) } })
    });
    html! {
        @if let Some(ahead) = listing.ahead(visit.at) { (Banner::warning(ahead)) }
        @for bad in &listing.unreadable {
            (Banner::warning(format!("{} Remove it, or fetch its copy.", bad.why)))
        }
        @if listing.found.is_empty() {
            (Empty::first("No snapshot yet", "Snapshots are taken by themselves while Atrium runs, the first a minute after it starts. Take one now with the button above."))
        } @else {
            (Table::rows().column(Column::new("Taken")).column(Column::number("Journal entry")).column(Column::number("Size"))
                .column(Column::new("State")).column(Column::unseen("What can be done")).body(rows))
        }
    }
}

fn told(visit: &Visit, drills: &[Drill]) -> Markup {
    let rows = drills.iter().map(|drill| {
        Row::new()
            .name(two_line(
                drill.at.show(visit.at, &visit.tz),
                if drill.nightly { "at night" } else { "by hand" },
            ))
            .cell(outcome(drill))
            .cell(html! { code { (drill.snapshot) } })
            .cell(if drill.trouble.is_empty() {
                html! { (drill.records) " records, " (drill.files) " files, all match" }
            } else {
                html! { (drill.trouble) }
            })
            .number(seconds(drill.took))
    });
    html! {
        @if drills.is_empty() {
            (Empty::quiet("No drill yet", "Every night the newest snapshot is restored into a private folder, checked whole and removed again. What came of it stands here."))
        } @else {
            (Table::rows().column(Column::new("When")).column(Column::new("Result")).column(Column::new("Snapshot"))
                .column(Column::new("Found")).column(Column::number("Took")).body(rows))
        }
    }
}

fn outcome(drill: &Drill) -> Markup {
    let tone = match drill.outcome {
        Outcome::Good => Tone::Success,
        Outcome::Failed => Tone::Danger,
        Outcome::Awaited | Outcome::Unknown => Tone::Stone,
    };
    badge(tone, drill.outcome.label())
}

fn seconds(millis: i64) -> String {
    match millis / 1000 {
        0..=99 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        long => format!("{} m {} s", long / 60, long % 60),
    }
}

fn last(visit: &Visit, state: &Drills) -> Markup {
    let Some(drill) = &state.last else {
        return html! { p class="dim" { "None yet." } };
    };
    html! {
        p { (outcome(drill)) }
        (Facts::new()
            .fact("When", drill.at.show(visit.at, &visit.tz))
            .fact("Took", seconds(drill.took))
            .fact("Snapshot of", drill.taken.show(visit.at, &visit.tz))
            .maybe("Records", (drill.outcome == Outcome::Good).then(|| format!("{}, all match", drill.records)))
            .maybe("Files", (drill.outcome == Outcome::Good).then(|| format!("{}, hashes match", drill.files)))
            .maybe("Trouble", (!drill.trouble.is_empty()).then_some(drill.trouble.as_str())))
    }
}

/// The red line on every page of those who look after snapshots.
pub fn alarm(visit: &Visit) -> Result<Markup> {
    if !visit.may_somewhere(&super::actions::VIEW) {
        return Ok(html! {});
    }
    let told = visit.cached::<Drills>()?.alarm(visit.at);
    Ok(html! {
        @if let Some(text) = told {
            (Banner::error(text).action(Button::link("Look at the backups", "/backups").small()))
        }
    })
}
