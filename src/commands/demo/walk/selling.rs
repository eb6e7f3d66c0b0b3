//! Stages 1 to 3: a company is found, talked to, quoted.

use super::{
    super::{cast::Account, stage::Teller},
    Ends, Walk,
};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Moment, Money, Result},
    data::Key,
    features::{
        Demo,
        clients::{self, CONTACTS, Client, Contact},
        conversation::Channel,
        leads::{
            self, Answer, LeadForm, Lose, LostReason, NewActivity, NewLead, Qualification, Qualify,
            Source,
        },
        people::User,
        playbooks::{Library, Published},
        quotes::{self, Accept, Content, Line, NewQuote, Quote},
        settings::Category,
        sign_in,
    },
};

impl<'s, 'a> Walk<'s, 'a> {
    /// A closer finds a company and writes it down.
    pub fn begin(teller: &'s mut Teller<'a>, at: Moment, now: Moment) -> Result<Walk<'s, 'a>> {
        let closer = teller.any("sales-closer");
        let trade = teller.dice.next() as usize % teller.stage.names.trade.len();
        let trade = &teller.stage.names.trade[trade];
        let category = trade
            .categories
            .first()
            .and_then(|key| Category::from_key(key))
            .unwrap_or(Category::Web);
        let category = if teller.dice.chance(35) {
            *teller.dice.pick(Category::ALL)
        } else {
            category
        };
        let company = format!(
            "{} {}",
            teller.dice.pick(&teller.stage.names.business_words),
            teller.dice.pick(&trade.suffixes)
        );
        let wish = teller.dice.pick(&trade.needs).clone();
        let contact = teller.stage.names.person(&mut teller.dice);
        let city = teller.dice.pick(&teller.stage.names.cities);
        let city = format!("{}, {}", city.city, city.state);
        let tag = teller.dice.next() % 1_000_000;
        let email = format!(
            "{}.{tag}@{}",
            crate::base::text::fold(&contact),
            teller.dice.pick(&teller.stage.names.mail_domains)
        );
        let source = match teller.dice.range(0, 10) {
            0..6 => Source::Yelp,
            6 => Source::Referral,
            7 => Source::Website,
            8 => Source::Call,
            _ => Source::Client,
        };
        let mut categories = vec![category];
        if teller.dice.chance(40) {
            let other = *teller.dice.pick(Category::ALL);
            if other != category {
                categories.push(other);
            }
        }
        let lead = LeadForm {
            company,
            contact,
            email,
            phone: format!(
                "({}) 555-{:04}",
                teller.dice.range(201, 989),
                teller.dice.range(0, 9999)
            ),
            website: String::new(),
            city,
            source,
            categories,
            wish,
            value: Money(teller.dice.range(6, 130) * 10_000),
            follow_up: Some(at.day(&jiff::tz::TimeZone::UTC) + teller.dice.range(1, 9) as i32),
            version: None,
        };
        let new = NewLead {
            lead,
            despite: true,
        };
        let lead = leads::create(&teller.as_user(closer, at)?, new)?;
        Ok(Walk {
            teller,
            at,
            now,
            category,
            lead,
            closer,
        })
    }
    /// Stage 2. Some are lost, some are still being talked to.
    pub(super) fn qualify(&mut self, ends: Ends) -> Result<bool> {
        if !self.later(1, 30) {
            return Ok(false);
        }
        let lead = self.lead;
        let said = self
            .teller
            .dice
            .pick(&self.teller.stage.names.lead_notes)
            .clone();
        let talk = NewActivity {
            channel: *self
                .teller
                .dice
                .pick(&[Channel::Call, Channel::Mail, Channel::Meeting]),
            text: said,
            follow_up: Some(
                self.at.day(&jiff::tz::TimeZone::UTC) + self.teller.dice.range(1, 12) as i32,
            ),
            again: None,
        };
        let closer = self.visit(self.closer)?;
        leads::add_activity(&closer, lead, talk)?;
        if ends == Ends::BeforeTheQuote && self.teller.dice.chance(55) {
            if self.later(20, 400) && self.teller.dice.chance(80) {
                let reason = *self.teller.dice.pick(LostReason::ALL);
                let note = self
                    .teller
                    .dice
                    .pick(&self.teller.stage.names.lost_reasons)
                    .clone();
                let closer = self.visit(self.closer)?;
                leads::lose(&closer, lead, Lose { reason, note })?;
            }
            return Ok(false);
        }
        if !self.later(2, 60) {
            return Ok(false);
        }
        let answers = [Answer::Yes, Answer::Yes, Answer::Partly];
        let found = Qualification {
            budget: *self.teller.dice.pick(&answers),
            authority: *self.teller.dice.pick(&answers),
            need: Answer::Yes,
            time: *self.teller.dice.pick(&answers),
        };
        let closer = self.visit(self.closer)?;
        leads::qualify(
            &closer,
            lead,
            Qualify {
                found,
                note: String::new(),
            },
        )?;
        if ends == Ends::BeforeTheQuote && self.teller.dice.chance(40) {
            return Ok(false);
        }
        leads::hand_over(
            &closer,
            lead,
            leads::HandOver {
                to: None,
                note: String::new(),
            },
        )?;
        Ok(ends == Ends::AsFarAsTimeAllows)
    }

    /// Stage 3: the quote, the portal for the contact, the client's yes.
    pub(super) fn quote(&mut self) -> Result<Option<(Id<Quote>, Id<User>)>> {
        if !self.later(2, 40) {
            return Ok(None);
        }
        let system = self.system();
        let lead = system.find(self.lead)?;
        let agent = lead.owner;
        let lines = self.lines()?;
        let title = lines.first().map_or_else(
            || self.category.label().to_owned(),
            |line| line.title.clone(),
        );
        let visit = self.visit(agent)?;
        let quote = quotes::create(
            &visit,
            self.lead,
            NewQuote {
                lead: Some(self.lead),
                client: None,
                content: Content {
                    title: Some(title),
                    lines: Some(lines),
                    note: Some("Thank you for the good talk. This is what we agreed on.".into()),
                    ..Content::default()
                },
            },
        )?;
        let client = visit.find(quote)?.client;
        // A visit reads one moment; what was just made is in the next one's.
        let system = self.system();
        let held: Client = system.find(client)?;
        let contact = system
            .related::<Contact>(&held, CONTACTS, Key::new().id(client), 1)?
            .pop()
            .ok_or_else(|| Error::internal("a client of the demo has no contact"))?;
        let buyer = match contact.user {
            Some(user) => user,
            None => {
                let (user, _) = clients::open_portal(&visit, contact.id)?;
                sign_in::give_password(&system, user, self.teller.stage.hash.clone())?;
                self.teller.joined.push(Account {
                    id: user,
                    name: contact.name.clone(),
                    email: contact.email.clone(),
                    role: "client".into(),
                    tier: Tier::Client,
                    totp: None,
                });
                user
            }
        };
        quotes::send(&visit, quote)?;
        if !self.later(3, 120) || self.teller.dice.chance(6) {
            return Ok(None);
        }
        let visit = self.visit(buyer)?;
        let accepted = quotes::accept(
            &visit,
            quote,
            Accept {
                name: contact.name,
                signature: String::new(),
                way: None,
                note: String::new(),
                revision: None,
            },
        );
        // It may have run out before they came round to it.
        let accepted = Demo::unless(accepted, "was valid until")?;
        Ok(accepted.map(|()| (quote, buyer)))
    }

    /// What is offered, at prices that the work fits into: a house that sold below what it costs wouldn't be there. Some
    /// are a bargain all the same, and cost more than they bring.
    fn lines(&mut self) -> Result<Vec<Line>> {
        let library = Library::of(&self.system())?;
        let usual = library.for_category(self.category);
        let minutes = usual.map_or(0, Published::minutes);
        Ok(priced(self.offered(), i64::from(minutes)))
    }

    fn offered(&mut self) -> Vec<Line> {
        let key = self.category.key();
        let offered: Vec<(String, i64, i64)> = self
            .teller
            .stage
            .names
            .quote_lines
            .iter()
            .filter(|line| line.category == key)
            .map(|line| (line.title.clone(), line.min, line.max))
            .collect();
        let count = self.teller.dice.range(1, 4).min(offered.len() as i64);
        let first = self.teller.dice.next() as usize;
        (0..count as usize)
            .map(|n| {
                let (title, min, max) = &offered[(first + n) % offered.len()];
                Line {
                    title: title.clone(),
                    detail: String::new(),
                    quantity: 1000,
                    unit: String::new(),
                    price: Money(self.teller.dice.range(*min, *max + 1) * 100),
                    discount: if self.teller.dice.chance(15) { 1000 } else { 0 },
                    discount_amount: Money::ZERO,
                    tax: 825,
                    category: Some(self.category),
                }
            })
            .collect()
    }
}

/// What an hour is billed at (`rates`), and between how many percent of that the work is sold.
const HOUR: i64 = 9_500;
const SOLD_AT: std::ops::Range<i64> = 82..111;
/// Of a bargain, which one of so many is.
const BARGAIN: i64 = 50;
const BARGAINS: i64 = 23;

/// The same lines, so that together they come to what the work takes. Which share of it follows from the lines, so that no
/// dice is thrown for it.
fn priced(mut lines: Vec<Line>, minutes: i64) -> Vec<Line> {
    let all: i64 = lines.iter().map(|line| line.price.0).sum();
    if minutes <= 0 || all <= 0 {
        return lines;
    }
    let roll = all / 100;
    let percent = match roll % BARGAINS {
        7 => BARGAIN,
        _ => SOLD_AT.start + roll % (SOLD_AT.end - SOLD_AT.start),
    };
    let worth = minutes * HOUR / 60 * percent / 100;
    for line in &mut lines {
        // In tens, as prices are written.
        let price = line.price.0 * worth / all;
        line.price = Money((price + 500) / 1_000 * 1_000).max(Money(1_000));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sold_brings_more_than_it_costs_and_a_bargain_less() {
        let of = |price: i64| {
            let line = Line {
                price: Money(price),
                ..Line::default()
            };
            let lines = priced(vec![line.clone(), line], 4_260);
            lines.iter().map(|line| line.price.0).sum::<i64>()
        };
        // What these hours cost, at what the demonstration says of one.
        let cost = 4_260 * 5_800 / 60;
        let margins = (180..3_200).map(|price| {
            let worth = of(price * 100);
            (worth - cost) * 100 / worth
        });
        let (mut red, mut usual) = (0, 0);
        for margin in margins {
            match margin {
                ..0 => red += 1,
                15..=45 => usual += 1,
                other => panic!("{other}%"),
            }
        }
        assert!(red > 0 && usual > red * 15, "{usual} of which {red}");
        assert!(priced(Vec::new(), 60).is_empty());
    }
}
