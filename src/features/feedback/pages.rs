//! What clients said, for the house.

use maud::{Markup, html};

use super::{
    actions::VIEW,
    given::{BY_CLIENT, BY_TIME, COUNT, Feedback, SUM, mean},
};
use crate::{
    base::{Result, text},
    data::{Key, Query, Visit},
    features::{
        clients::{self, Client, ClientTab, SectionView, table_of},
        people::Directory,
    },
    ui::prelude::*,
    web::{Page, Request, link},
};

/// Rows of the section on a client's page.
const SHOWN: usize = 30;

fn stars(rating: Option<u8>) -> Markup {
    let tone = match rating {
        Some(4..) => Tone::Success,
        Some(3) => Tone::Stone,
        Some(_) => Tone::Danger,
        None => return html! { span class="dim" { "Rather not said" } },
    };
    badge(tone, format!("{} of 5", rating.unwrap_or_default()))
}

/// # Errors
/// When the store can't be read.
pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let declined = request.query("show") == Some("declined");
    let query = Query::by(BY_TIME).under(Key::new().byte(u8::from(declined)));
    let page = visit.list::<Feedback>(query.page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let all = visit
        .total::<Feedback>(COUNT, Key::new())?
        .zip(visit.total::<Feedback>(SUM, Key::new())?);
    let mean = all.and_then(|(count, sum)| Some((count, mean(sum, count)?)));
    let rows = page.rows.iter().map(|held| {
        Row::new()
            .id(format!("fb-{}", held.id.raw()))
            .name_link(
                &format!("/feedback/{}", held.id),
                held.title.as_str(),
                text::shorten(&held.words, 140),
            )
            .cell(stars(held.rating))
            .cell(names.name(held.by))
            .dim(held.at.show(visit.at, &visit.tz))
    });
    let body = html! {
        (Head::new("Feedback"))
        (tabs("Show", [Tab::new("Said", "/feedback").current(!declined), Tab::new("Rather not said", "/feedback?show=declined").current(declined)]))
        div data-live-id="rows" class="stack" {
            @if let Some((count, mean)) = mean.filter(|_| !declined) {
                (stats([
                    Stat::new("Mean", format!("{}.{} of 5", mean / 10, mean % 10)),
                    Stat::new("Said", count.to_string()),
                ]))
            }
            @if page.rows.is_empty() {
                @if declined { (Empty::quiet("Nobody declined", "Where a client rather didn't say how it was, it stands here.")) }
                @else { (Empty::quiet("Nothing said yet", "When a project is delivered its client is asked once how it was. What they say stands here.")) }
            } @else {
                (Table::rows().columns([Column::new("Project"), Column::new("Rating"), Column::new("By"), Column::new("At")]).body(rows))
            }
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Feedback", body)
        .styles(&["list", "empty", "chart"])
        .live("feedback"))
}

/// # Errors
/// When the store can't be read.
pub fn one(visit: &Visit, held: &Feedback, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let main = html! {
        (Section::new("In their words", html! {
            @if held.words.is_empty() { p class="dim" { "They wrote nothing beside it." } }
            @else { p { (broken(&held.words)) } }
        }).live("words"))
        (Section::new("History", history))
    };
    let aside = Facts::new()
        .fact("Rating", stars(held.rating))
        .fact(
            "Project",
            link(visit, held.project.as_ref(), held.title.as_str()),
        )
        .fact("By", names.name(held.by))
        .fact("At", held.at.show(visit.at, &visit.tz));
    let title = format!("Feedback on {}", held.title);
    let body = html! {
        (Head::new(title.as_str()).fact(id(held.id.to_string())))
        (record(main, aside))
    };
    Ok(Page::new(title, body)
        .under("Feedback", "/feedback")
        .styles(&["record", "thread", "list"])
        .live(format!("feedback:{}", held.id.raw())))
}

/// What a client said, on their page.
pub const CLIENT_SECTION: clients::Section = clients::Section {
    tab: ClientTab::Projects,
    needs: VIEW,
    count: None,
    draw: client_section,
};

fn client_section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let mut rows: Vec<Feedback> =
        visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    rows.retain(|held| visit.may(&VIEW, held));
    Ok(table_of(
        ("Feedback", "client-feedback"),
        &["Project", "Rating", "At"],
        &rows,
        view,
        |held| {
            Row::new()
                .name_link(
                    &format!("/feedback/{}", held.id),
                    held.title.as_str(),
                    text::shorten(&held.words, 140),
                )
                .cell(stars(held.rating))
                .dim(held.at.show(visit.at, &visit.tz))
        },
    ))
}
