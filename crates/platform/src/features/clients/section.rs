//! What other rooms show on the page of a client.

use maud::{Markup, html};

use super::Client;
use crate::{
    access::Action,
    base::Result,
    data::{Index, Key, Query, Record, Visit},
    ui::prelude::*,
    web::Request,
};

/// Counted on a tab at most.
pub(super) const MOST: usize = 100;
/// Rows of a part on the overview.
const FEW: usize = 5;

/// The tabs of a client's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientTab {
    Overview,
    Contacts,
    Log,
    Projects,
    Tickets,
    Money,
    Documents,
}

impl ClientTab {
    pub(super) const ALL: [ClientTab; 7] = [
        ClientTab::Overview,
        ClientTab::Contacts,
        ClientTab::Log,
        ClientTab::Projects,
        ClientTab::Tickets,
        ClientTab::Money,
        ClientTab::Documents,
    ];

    /// What its address says, and what people read.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            ClientTab::Overview => ("overview", "Overview"),
            ClientTab::Contacts => ("contacts", "Contacts"),
            ClientTab::Log => ("log", "Contact log"),
            ClientTab::Projects => ("projects", "Projects"),
            ClientTab::Tickets => ("tickets", "Tickets"),
            ClientTab::Money => ("money", "Money"),
            ClientTab::Documents => ("documents", "Documents"),
        }
    }

    pub(super) fn label(self) -> &'static str {
        self.words().1
    }

    /// The tab that an address asks for.
    pub(super) fn parse(key: &str) -> Option<ClientTab> {
        ClientTab::ALL.into_iter().find(|tab| tab.words().0 == key)
    }

    /// Where it is on the page of a client.
    pub fn address(self, client: &Client) -> String {
        match self {
            ClientTab::Overview => format!("/clients/{}", client.id),
            tab => format!("/clients/{}?show={}", client.id, tab.words().0),
        }
    }
}

/// What a room above shows of its own on the page of a client; nothing where it has nothing of them.
#[derive(Clone, Copy)]
pub struct Section {
    /// Under which tab it stands as a whole; a few of it stand on the overview.
    pub tab: ClientTab,
    /// What one needs to see such records. Who may nowhere doesn't find the tab.
    pub needs: Action,
    /// How many there are, at most as many as a tab counts.
    pub count: Option<fn(&Visit, &Client) -> Result<usize>>,
    pub draw: fn(&Visit, &Client, &SectionView<'_>) -> Result<Markup>,
}

/// How much of it is shown, and what the address asks for.
pub struct SectionView<'a> {
    /// All of it, under its tab; else a few, on the overview.
    pub whole: bool,
    /// Where all of it is.
    pub all: String,
    pub request: &'a Request,
}

impl SectionView<'_> {
    /// As many rows as are shown.
    pub fn shown<'r, R>(&self, rows: &'r [R]) -> &'r [R] {
        match self.whole {
            true => rows,
            false => &rows[..rows.len().min(FEW)],
        }
    }

    /// The way to the rest of so many.
    pub fn rest(&self, of: usize) -> Option<Markup> {
        let more = !self.whole && of > FEW;
        more.then(
            || html! { (Button::link(format!("All {of}"), self.all.as_str()).small().quiet()) },
        )
    }
}

/// How many records of a client there are, as far as the person sees them.
pub fn counted<R: Record>(visit: &Visit, client: &Client, index: Index) -> Result<usize> {
    let all = Query::<R>::of(client, index, Key::new().id(client.id));
    visit.count(&all, MOST)
}

/// A room's records of a client, as a table under a title; nothing where there are none.
pub fn table_of<R>(
    (title, live): (&str, &'static str),
    columns: &[&'static str],
    records: &[R],
    view: &SectionView<'_>,
    row: impl Fn(&R) -> Row,
) -> Markup {
    let columns = columns.iter().map(|name| Column::new(*name));
    let table = Table::tight().columns(columns);
    let shown = view.shown(records).iter().map(row);
    html! {
        @if !records.is_empty() {
            (crate::ui::prelude::Section::new(title, table.body(shown)).small(records.len())
                .actions(html! { @if let Some(rest) = view.rest(records.len()) { (rest) } }).live(live))
        } @else if view.whole {
            (crate::ui::prelude::Section::new(title, html! { p class="mute" { "Nothing of them yet, or nothing that you may see." } }).live(live))
        }
    }
}
