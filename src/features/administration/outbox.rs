//! The boxes of what leaves the house, one for each channel: what waits, what failed and why, what was sent in the last days,
//! and sending once more or giving up by hand. Never what any of it says. A channel says what its things are called
//! (`Boxed`); page, operations and verbs are the same for all.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::{
    access::Action,
    base::{Choice, Id, Result},
    data::{Key, Query, Record, Visit},
    features::people::Directory,
    jobs::outbox::{self, Channel, Delivery, Outgoing, Stage},
    ui::prelude::*,
    web::{
        Form, Page, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional},
        pages_around,
    },
};

const ROWS: usize = 50;

/// What is said of a box at its head.
pub struct Standing {
    pub fact: &'static str,
    /// What is wrong with it, where nothing goes.
    pub off: Option<&'static str>,
}

/// One row, as its channel tells it.
pub struct Line {
    pub name: String,
    pub below: String,
    /// What kind of thing it is; empty where that is said already.
    pub about: String,
}

/// What the operations of a box say of themselves.
pub struct Described {
    pub list: &'static str,
    pub one: &'static str,
    pub again: &'static str,
    pub give_up: &'static str,
}

/// A channel whose things are looked after by people.
pub trait Boxed: Channel {
    /// The address of the page, and below the API's of the list.
    const HERE: &'static str;
    const TITLE: &'static str;
    /// The part of the settings in which it is said how things go, and what leads there.
    const SETTINGS: (&'static str, &'static str);
    const VIEW: Action;
    const AGAIN: Action;
    const GIVE_UP: Action;
    /// The first letters of a row's name in the page.
    const ROW: &'static str;
    /// What the first column holds, and who answers in the second.
    const COLUMNS: (&'static str, &'static str);
    const SEND_NOW: &'static str;
    /// What is said when one is sent now, and when it was given up.
    const SAID: (&'static str, &'static str);
    const DESCRIBED: Described;
    /// What an operation answers: what the channel says of a thing (`facts`), and its way.
    const TOLD: Told;
    /// Kinds on which the page hangs beside the things themselves.
    const LIVE: &'static [&'static str];

    fn standing(visit: &Visit) -> Result<Standing>;
    fn empty(shown: Stage) -> (&'static str, &'static str);
    fn line(names: &Directory, item: &Self::Item) -> Line;
    fn facts(visit: &Visit, item: &Self::Item) -> Value;
}

/// What a list of a box may be asked for; what waits is shown first.
#[derive(Debug, Clone, Default)]
pub struct BoxQuery {
    pub stage: Stage,
}

impl Form for BoxQuery {
    fn read(f: &mut Reader) -> Self {
        BoxQuery {
            stage: f.choice("show", "Show", Optional).unwrap_or_default(),
        }
    }
}

impl BoxQuery {
    fn query<R: Outgoing>(&self) -> Query<R> {
        let query = Query::by(R::BY_STAGE).under(Delivery::staged(self.stage));
        query.descending(self.stage != Stage::Waiting)
    }
}

/// The addresses of a box.
pub fn routes<B: Boxed>() -> Vec<Route> {
    let plural = <B::Item as Record>::KIND.plural;
    let one = format!("{}/{{id}}", B::HERE);
    let again = format!("{one}/again");
    let give_up = format!("{one}/give-up");
    vec![
        Route::page(B::HERE, B::VIEW, |v, r| page::<B>(v, r).map(Into::into)),
        // What Undo leads back to.
        Route::page(&format!("/{plural}/{{id}}"), B::VIEW, |_, _| {
            Ok(Reply::go(B::HERE))
        }),
        Route::post(&again, B::AGAIN, |v, r| {
            outbox::again::<B>(v, B::AGAIN, r.id("id")?)?;
            Ok(Reply::go(B::HERE).toast(B::SAID.0, None))
        }),
        Route::post(&give_up, B::GIVE_UP, |v, r| {
            drop_it::<B>(v, r.id("id")?)?;
            Ok(Reply::go(B::HERE).toast(B::SAID.1, None))
        }),
        Route::api_list::<BoxQuery>(B::HERE, B::VIEW, B::DESCRIBED.list, |v, r, asked| {
            let page = v.list(asked.query::<B::Item>().page(r.paging()?))?;
            Ok(Reply::page(page.map(|item| as_json::<B>(v, &item))))
        })
        .tells(B::TOLD),
        Route::api_get(&one, B::VIEW, B::DESCRIBED.one, answer::<B>).tells(B::TOLD),
        Route::api_post::<Nothing>(&again, B::AGAIN, B::DESCRIBED.again, |v, r, _| {
            outbox::again::<B>(v, B::AGAIN, r.id("id")?)?;
            answer::<B>(v, r)
        })
        .tells(B::TOLD),
        Route::api_post::<Nothing>(&give_up, B::GIVE_UP, B::DESCRIBED.give_up, |v, r, _| {
            drop_it::<B>(v, r.id("id")?)?;
            answer::<B>(v, r)
        })
        .tells(B::TOLD),
    ]
}

fn drop_it<B: Boxed>(visit: &Visit, id: Id<B::Item>) -> Result<()> {
    let by = Directory::of(visit)?.name_of(visit.actor.person).to_owned();
    outbox::give_up(visit, B::GIVE_UP, id, by)
}

fn answer<B: Boxed>(visit: &Visit, request: &Request) -> Result<Reply> {
    let item: B::Item = visit.find(request.id("id")?)?;
    Ok(Reply::json(as_json::<B>(visit, &item)))
}

fn page<B: Boxed>(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: BoxQuery = request.filters();
    let shown = asked.stage;
    let found = visit.list(asked.query::<B::Item>().page(request.page(ROWS)))?;
    let count = |tally| -> Result<u64> {
        let total = visit.total::<B::Item>(tally, Key::new())?;
        Ok(total.unwrap_or(0).unsigned_abs())
    };
    let mut parts = Vec::new();
    for stage in Stage::ALL {
        let href = format!("{}?show={}", B::HERE, stage.key());
        let part = Tab::new(stage.label(), href).current(*stage == shown);
        parts.push(match stage {
            Stage::Waiting => part.count(count(B::Item::WAITING)?),
            Stage::Failed => part.count(count(B::Item::FAILED)?),
            _ => part,
        });
    }
    let standing = B::standing(visit)?;
    let names = Directory::of(visit)?;
    let plural = <B::Item as Record>::KIND.plural;
    let body = html! {
        (Head::new(B::TITLE).fact(standing.fact).actions(Button::link(B::SETTINGS.0, B::SETTINGS.1).icon(Icon::Settings)))
        @if let Some(off) = standing.off { (Banner::info(off)) }
        (tabs("Show", parts))
        div data-live-id=(plural) {
            @if found.rows.is_empty() {
                @let (title, text) = B::empty(shown);
                (Empty::quiet(title, text))
            } @else {
                div class="scroll" { (table::<B>(visit, shown, &found.rows, &names)) }
            }
        }
        @if !found.rows.is_empty() { (pages_around(request, found.rows.len(), &found)) }
    };
    let page = Page::new(B::TITLE, body)
        .under("Settings", "/settings")
        .styles(&["extra", "list"])
        .live(plural);
    Ok(B::LIVE.iter().fold(page, |page, kind| page.live(*kind)))
}

fn table<B: Boxed>(visit: &Visit, shown: Stage, items: &[B::Item], names: &Directory) -> Table {
    let when = match shown {
        Stage::Waiting => "Goes again",
        Stage::Failed => "Failed",
        Stage::Sent => "Sent",
        _ => "Ended",
    };
    let said = match shown {
        Stage::Waiting => "Why it waits",
        Stage::Failed | Stage::Sent => B::COLUMNS.1,
        _ => "Why",
    };
    let deeds = matches!(shown, Stage::Waiting | Stage::Failed)
        && (visit.may_somewhere(&B::AGAIN) || visit.may_somewhere(&B::GIVE_UP));
    let lines: Vec<Line> = items.iter().map(|item| B::line(names, item)).collect();
    let kinds = lines.iter().any(|line| !line.about.is_empty());
    // What wants somebody stands first: on a phone the rest is a swipe away.
    let drawn = items.iter().zip(lines).map(|(item, line)| {
        let way = item.delivery();
        let row = Row::new()
            .id(format!("{}-{}", B::ROW, item.id().raw()))
            .name(two_line(line.name, line.below))
            .cell(html! { span class="t12" { (way.said) } });
        let row = match deeds {
            true => row.cell(both::<B>(visit, item)),
            false => row,
        };
        let row = row
            .cell(way.ended.unwrap_or(way.next).show(visit.at, &visit.tz))
            .number(way.tries);
        let row = match kinds {
            true => row.dim(line.about),
            false => row,
        };
        row.dim(way.made.show(visit.at, &visit.tz))
    });
    let table = Table::rows()
        .column(Column::new(B::COLUMNS.0))
        .column(Column::new(said));
    let table = match deeds {
        true => table.column(Column::unseen("What to do")),
        false => table,
    };
    let table = table
        .column(Column::new(when))
        .column(Column::number("Tries"));
    let table = match kinds {
        true => table.column(Column::new("About")),
        false => table,
    };
    table.column(Column::new("Written")).body(drawn)
}

fn both<B: Boxed>(visit: &Visit, item: &B::Item) -> Markup {
    html! {
        span class="row nowrap" {
            @if visit.may(&B::AGAIN, item) && item.has_content() {
                (post_button(&format!("{}/{}/again", B::HERE, item.id()), html! {}, Button::submit(B::SEND_NOW).small()))
            }
            @if visit.may(&B::GIVE_UP, item) {
                (post_button(&format!("{}/{}/give-up", B::HERE, item.id()), html! {}, Button::submit("Give up").small()))
            }
        }
    }
}

/// What the channel says of a thing, and how far it is on its way.
fn as_json<B: Boxed>(visit: &Visit, item: &B::Item) -> Value {
    let way = item.delivery();
    let mut told = json!({
        "id": item.id().to_string(), "stage": way.stage.key(), "written": way.made.rfc3339(), "tries": way.tries,
        "next": (way.stage == Stage::Waiting).then(|| way.next.rfc3339()),
        "ended": way.ended.map(|at| at.rfc3339()), "said": way.said,
    });
    if let (Value::Object(told), Value::Object(facts)) = (&mut told, B::facts(visit, item)) {
        told.extend(facts);
    }
    told
}
