//! Quotes in a day: leads that wait for one, what runs out, drafts to finish, and how many are out.

use super::{
    COUNT, FIGURES, GROSS, Quote, Status,
    actions::{CREATE, VIEW},
    figure, may_quote,
    pages::draft_of,
    quote::{BY_STATUS, SENT_UNTIL},
};
use crate::{
    base::{Moment, Money, Result, Whose},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, me, own},
        leads::{self, Lead},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// Days before the last on which one holds, when it is to be followed up.
const SOON: i64 = 3;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[(CREATE, "qualified leads to quote for")],
    read,
    live: |visit, page| page.live(of_me("quotes@me", visit)),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if visit.may_somewhere(&CREATE) {
        to_quote(visit, day)?;
        running_out(visit, day)?;
        drafts(visit, day)?;
    }
    numbers(visit, day)
}

fn client_of(visit: &Visit, quote: &Quote) -> Result<String> {
    let client = visit.follow(quote, |quote: &Quote| quote.client)?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

/// Qualified leads in their hands, the one that waits longest first.
fn to_quote(visit: &Visit, day: &mut Workday) -> Result<()> {
    if !visit.may_somewhere(&leads::VIEW) {
        return Ok(());
    }
    let list = Query::by(leads::BY_STAGE)
        .under(Key::new().byte(leads::Stage::Qualified.code()))
        .facet(leads::OWNER, me(visit))
        .limit(SHOWN);
    for lead in visit.list::<Lead>(own(list))?.rows {
        let deed = match draft_of(visit, &lead)? {
            Some(draft) => Deed::open("Go on writing", format!("/quotes/{}/edit", draft.id)),
            None if may_quote(&lead).is_ok() => {
                Deed::open("Write quote", format!("/leads/{}/quote", lead.id))
            }
            None => Deed::open("Open", format!("/leads/{}", lead.id)),
        };
        day.line(
            Line::new(
                Part::Now,
                lead.id.as_ref(),
                format!("/leads/{}", lead.id),
                lead.company.as_str(),
            )
            .mark(icon(Icon::Lead))
            .why(["waits for a quote", lead.contact.as_str()])
            .when(Tone::Stone, lead.entered.show(visit.at, &visit.tz))
            .by(lead.entered)
            .deed(deed),
        );
    }
    Ok(())
}

/// Sent ones that nobody has answered and that soon hold no more.
fn running_out(visit: &Visit, day: &mut Workday) -> Result<()> {
    let today = visit.today();
    let list = Query::by(SENT_UNTIL)
        .from(Key::new().signed(i64::from(today.0)))
        .until(Key::new().signed(i64::from(today.0) + SOON + 1))
        .limit(SHOWN);
    for quote in visit.list::<Quote>(own(list))?.rows {
        let Some(last) = quote.valid_until else {
            continue;
        };
        let href = format!("/quotes/{}", quote.id);
        day.line(
            Line::new(
                Part::Today,
                quote.id.as_ref(),
                href.as_str(),
                quote.title.as_str(),
            )
            .mark(icon(Icon::Quote))
            .why([client_of(visit, &quote)?.as_str(), "not answered yet"])
            .when(Tone::Warning, format!("until {}", last.show(today)))
            .by(Moment::at(last, 0, &visit.tz))
            .deed(Deed::open("Follow up", href)),
        );
    }
    Ok(())
}

fn drafts(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(BY_STATUS)
        .under(Key::new().byte(Status::Draft.code()))
        .limit(SHOWN);
    for quote in visit.list::<Quote>(own(list))?.rows {
        let href = format!("/quotes/{}", quote.id);
        day.line(
            Line::new(
                Part::Next,
                quote.id.as_ref(),
                href.as_str(),
                quote.title.as_str(),
            )
            .mark(icon(Icon::Quote))
            .why([client_of(visit, &quote)?.as_str(), "a draft"])
            .when(Tone::Stone, quote.touched.show(visit.at, &visit.tz))
            .by(quote.touched)
            .deed(Deed::open("Finish", format!("{href}/edit"))),
        );
    }
    Ok(())
}

fn numbers(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let sent = || Key::new().byte(Status::Sent.code());
    let out = visit.total::<Quote>(COUNT, sent())?;
    let value = visit.total::<Quote>(GROSS, sent())?;
    if let (Some(out), Some(value)) = (out, value) {
        day.number(
            Number::new(62, "Quotes out", out, "/quotes?status=sent")
                .note(Money(value).show(currency)),
        );
    }
    let whose = Whose::Person(visit.actor.person);
    let accepted =
        |month| visit.tally::<Quote>(FIGURES, Key::new().figure(whose, figure::ACCEPTED, month));
    let href = "/quotes?status=accepted";
    let accepted = Number::monthly(visit, 61, "Accepted this month", href, accepted)?;
    day.numbers.extend(accepted);
    Ok(())
}
