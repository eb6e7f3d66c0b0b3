//! Quotes in rows: all that somebody may see, and those of one client.

use maud::{Markup, html};

use super::super::{
    BY_CLIENT, BY_LEAD, BY_STATUS, COUNT, GROSS, Quote, Status,
    actions::{EDIT, EXPORT, VIEW},
    query::QuoteQuery,
};
use crate::{
    access::Action,
    base::{Choice, Money, Result},
    data::{Key, Query, Visit, Word},
    features::{
        clients::{self, Client, ClientTab, SectionView, counted},
        leads::{self, Lead},
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Of, Shown, Totals},
        people::Directory,
        records::{self, Editing},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// The statuses that are stored, as the tabs show them.
const STORED: [Status; 5] = [
    Status::Draft,
    Status::Sent,
    Status::Accepted,
    Status::Declined,
    Status::Withdrawn,
];

fn stored() -> Vec<Word> {
    STORED.iter().map(|s| (s.key(), s.label())).collect()
}

pub(in crate::features::quotes) fn badge_of(quote: &Quote, visit: &Visit) -> Markup {
    let standing = quote.standing(visit.today());
    badge(standing.tone(), standing.label())
}

fn count_of(visit: &Visit, status: Status) -> Result<Totals> {
    let key = || Key::new().byte(status.code());
    let query = Query::<Quote>::by(BY_STATUS).under(key());
    Totals::tallied(visit, (COUNT, key()), &query)
}

fn tabs_of(visit: &Visit) -> Result<Vec<ListTab>> {
    let mut tabs = vec![ListTab::new("All", "")];
    for each in STORED {
        let tab = ListTab::new(each.label(), format!("status={}", each.key()));
        tabs.push(tab.count(Some(count_of(visit, each)?)));
    }
    tabs.push(ListTab::new("Expired", "status=expired"));
    Ok(tabs)
}

pub(in crate::features::quotes) fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let expired = Status::Expired.key();
    let asked = || request.queries("status");
    if asked().any(|status| status == expired) && asked().any(|status| status != expired) {
        return Ok(Reply::go(request.without("status", expired)));
    }
    let frame = Frame {
        head: html! { (Head::new("Quotes")) },
        tabs: tabs_of(visit)?,
        find: "Find by title",
        several: records::controls::<Quote>(visit)?,
        nothing: html! {
            (Empty::first("No quotes yet", "A quote is written from a lead that is qualified and in a sales agent's hands.")
                .actions(html! { @if visit.may_somewhere(&leads::VIEW) { (Button::link("Open the leads", "/leads")) } }))
        },
        ..Frame::default()
    };
    lists::page::<Quote>(visit, request, frame)
}

/// Whose quote it is, as far as the person may know.
fn company(visit: &Visit, quote: &Quote) -> Result<String> {
    let client: Option<Client> = visit.follow(quote, |quote| quote.client)?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

impl Listed for Quote {
    type Asked = QuoteQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        // Those that expired have a tab of their own: they are found by their last day, beside no other status.
        Filter {
            name: "status",
            label: "Status",
            of: Of::Words(stored),
        },
        Filter::people("owner", "Agent"),
        Filter::record::<Client>("client", "Client"),
    ];
    const SUMMED: Option<&'static str> = Some("gross");

    fn columns() -> Vec<Shown<Quote>> {
        vec![
            Shown::<Quote>::new("standing", "Status", |around, quote| {
                Ok(badge_of(quote, around.visit))
            })
            .told(|around, quote| Ok(quote.standing(around.visit.today()).label().to_owned())),
            Shown::<Quote>::new("client", "Client", |around, quote| {
                Ok(firm(&company(around.visit, quote)?))
            }),
            Shown::<Quote>::new("owner", "Agent", |around, quote| {
                Ok(who(around.names.name(quote.owner)))
            }),
            Shown::<Quote>::new("gross", "Total", |around, quote| {
                Ok(html! { (quote.totals().gross.show(around.currency)) })
            })
            .number()
            .told(|around, quote| Ok(quote.totals().gross.input(around.currency)))
            .sorts(&[("value", Sort::Descending), ("value-up", Sort::Ascending)]),
            Shown::<Quote>::new("valid_until", "Valid until", |around, quote| {
                Ok(until(quote, around.visit))
            })
            .sorts(&[("valid-until", Sort::Ascending)]),
            Shown::<Quote>::new("touched", "Last changed", |around, quote| {
                Ok(html! { (quote.touched.show(around.visit.at, &around.visit.tz)) })
            })
            .dim()
            .sorts(&[("", Sort::Descending)])
            .on_choice(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/quotes/{}", self.id),
            &self.title,
            numbered(self),
        ))
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    /// Those that expired come by their last day alone.
    fn sorted<'s>(asked: &QuoteQuery, said: &'s str) -> Option<&'s str> {
        (!asked.is_expired()).then_some(said)
    }

    fn query(visit: &Visit, asked: &QuoteQuery) -> Result<Option<Query<Quote>>> {
        Ok(Some(asked.query(visit)))
    }

    fn value(&self) -> Money {
        self.totals().gross
    }

    fn totals(visit: &Visit, asked: &QuoteQuery) -> Result<Option<Totals>> {
        if asked.is_filtered() || asked.is_expired() {
            return Ok(None);
        }
        let within = match asked.statuses.as_slice() {
            [] => &STORED[..],
            statuses => statuses,
        };
        let (mut count, mut sum) = (0, Money(0));
        for status in within {
            let key = || Key::new().byte(status.code());
            let held = visit.total::<Quote>(COUNT, key())?;
            let worth = visit.total::<Quote>(GROSS, key())?;
            let (Some(held), Some(worth)) = (held, worth) else {
                return Ok(None);
            };
            count += held;
            sum.0 += worth;
        }
        Ok(Some(Totals {
            count: u64::try_from(count).unwrap_or(0),
            value: Some(sum),
            whole: true,
        }))
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        let stored = Status::from_key(value).filter(|status| STORED.contains(status));
        match stored.filter(|_| filter == "status") {
            Some(status) => count_of(visit, status).map(Some),
            None => Ok(None),
        }
    }
}

pub(super) fn numbered(quote: &Quote) -> String {
    if quote.revision > 1 {
        format!("{}, version {}", quote.id, quote.revision)
    } else {
        quote.id.to_string()
    }
}

pub(super) fn until(quote: &Quote, visit: &Visit) -> Markup {
    let today = visit.today();
    let Some(last) = quote.valid_until else {
        return html! {};
    };
    match quote.standing(today) {
        Status::Sent if last <= today + 3 => due_toned(Tone::Warning, last.show(today)),
        Status::Expired => due_toned(Tone::Danger, last.show(today)),
        _ => html! { span class="dim" { (last.show(today)) } },
    }
}

/// The quotes of a lead, newest first, as far as the person may see them.
fn quotes_of(visit: &Visit, lead: &Lead) -> Result<Vec<Quote>> {
    visit.related(lead, BY_LEAD, Key::new().id(lead.id), 50)
}

/// The draft of a lead that this person may go on with.
pub fn draft_of(visit: &Visit, lead: &Lead) -> Result<Option<Quote>> {
    let mut quotes = quotes_of(visit, lead)?;
    quotes.retain(|quote| quote.status == Status::Draft && visit.may(&EDIT, quote));
    Ok(quotes.into_iter().next())
}

/// What a lead's page shows of its quotes.
pub fn of_lead(visit: &Visit, lead: &Lead) -> Result<leads::Quoted> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let href = |quote: &Quote| format!("/quotes/{}", quote.id);
    let quotes = quotes_of(visit, lead)?;
    let accepted = quotes.iter().find(|q| q.status == Status::Accepted);
    let rows = quotes.iter().map(|quote| {
        let second = html! { (numbered(quote)) " · " (quote.totals().gross.show(currency)) };
        item_link(
            icon(Icon::Quote),
            &href(quote),
            quote.title.as_str(),
            second,
            badge_of(quote, visit),
        )
    });
    Ok(leads::Quoted {
        rows: rows.collect(),
        draft: draft_of(visit, lead)?.map(|quote| format!("{}/edit", href(&quote))),
        accepted: accepted.map(|quote| (href(quote), quote.id.to_string())),
    })
}

pub const OF_CLIENT: clients::Section = clients::Section {
    tab: ClientTab::Money,
    needs: VIEW,
    count: Some(|visit, client| counted::<Quote>(visit, client, BY_CLIENT)),
    draw: quotes_of_client,
};

/// Leads are known above quotes and what a client's page shows of them is one line, so it stands here.
pub const LEADS_OF_CLIENT: clients::Section = clients::Section {
    tab: ClientTab::Overview,
    needs: leads::VIEW,
    count: None,
    draw: leads_of_client,
};

/// Quotes of a client, as far as the person may see them.
fn quotes_of_client(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let quotes: Vec<Quote> = visit.related(client, BY_CLIENT, Key::new().id(client.id), 100)?;
    Ok(html! {
        (Section::new("Quotes", html! {
            @if quotes.is_empty() {
                p class="mute" { "No quotes yet. They are written from a lead." }
            } @else {
                (Table::plain().caption("Quotes").body(view.shown(&quotes).iter().map(|quote| Row::new()
                    .name_link(&format!("/quotes/{}", quote.id), quote.title.as_str(), numbered(quote))
                    .dim(names.name(quote.owner))
                    .number(quote.totals().gross.show(currency))
                    .cell(badge_of(quote, visit)))))
            }
        }).small(quotes.len()).actions(html! { @if let Some(rest) = view.rest(quotes.len()) { (rest) } }).live("client-quotes"))
    })
}

/// How they came: their leads.
fn leads_of_client(visit: &Visit, client: &Client, _: &SectionView<'_>) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let leads: Vec<Lead> =
        visit.related(client, leads::BY_CLIENT, Key::new().id(client.id), 100)?;
    Ok(html! {
        (Section::new("Leads", html! {
            @if leads.is_empty() {
                p class="mute" { "They came without a lead, or with one that you may not see." }
            } @else {
                (Table::plain().caption("Leads").body(leads.iter().map(|lead| Row::new()
                    .name_link(&format!("/leads/{}", lead.id), lead.company.as_str(), lead.id.to_string())
                    .dim(names.name(lead.owner))
                    .number(lead.value.show(currency))
                    .cell(badge(lead.stage.tone(), lead.stage.label())))))
            }
        }).small(leads.len()).live("client-leads"))
    })
}
