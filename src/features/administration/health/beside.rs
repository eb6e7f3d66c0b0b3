//! What goes on beside people: mail, the search index, jobs.

use super::{
    super::{
        backups::size,
        mail::{has_password, outside},
    },
    check::{Check, Grade, check},
};
use crate::{
    base::{Result, time},
    data::{Query, Visit, full_text::Stand},
    features::mail,
    jobs::{Status, Supervisor, outbox::Delivery},
};

pub(super) fn on_mail(visit: &Visit) -> Result<Vec<Check>> {
    let system = visit.unchecked_as_system("Health counts letters and tells none");
    let server = match system.find(mail::SERVER) {
        Ok(server) if server.on => server,
        _ => return Ok(vec![check("mail", "Mail", "off", (Grade::Good, ""))]),
    };
    let of = |stage: mail::Stage| {
        let list = Query::by(mail::BY_STAGE).under(Delivery::staged(stage));
        system.list::<mail::OutgoingMail>(list.descending(stage == mail::Stage::Failed).limit(200))
    };
    let waiting = of(mail::Stage::Waiting)?.rows;
    let oldest = waiting.iter().min_by_key(|letter| letter.delivery.made);
    let mut box_ = check(
        "mail",
        "Mail that waits",
        match oldest {
            Some(oldest) => format!(
                "{}, since {}",
                waiting.len(),
                oldest.delivery.made.show(visit.at, &visit.tz)
            ),
            None => "none".into(),
        },
        waits(oldest.map(|oldest| visit.at.since(oldest.delivery.made))),
    );
    if let Some(oldest) =
        oldest.filter(|letter| !letter.delivery.said.is_empty() && box_.grade != Grade::Good)
    {
        box_.advice = format!("{} {}", oldest.delivery.said, box_.advice);
    }
    let ready = outside(visit)?.base(false).is_some();
    if !ready || !server.username.is_empty() && !has_password(visit, &server) {
        box_.grade = Grade::Act;
        box_.advice = match ready {
            true => "The password that is kept is another server's, so nothing is sent. Type it under Settings, Mail.".into(),
            false => "Set public in the configuration: links in mails have nowhere to lead, so nothing is sent.".into(),
        };
    }
    let failed = of(mail::Stage::Failed)?.rows;
    let lately = failed.first().filter(|letter| {
        letter
            .delivery
            .ended
            .is_some_and(|at| visit.at.since(at) < 7 * time::DAY)
    });
    let mut last = check(
        "mail_failed",
        "Mail that failed",
        lately
            .and_then(|letter| letter.delivery.ended)
            .map_or("none lately".into(), |at| at.show(visit.at, &visit.tz)),
        match lately {
            Some(_) => (
                Grade::Look,
                "Look at it under Settings, Mail: send it again or give it up.",
            ),
            None => (Grade::Good, ""),
        },
    );
    if let Some(letter) = lately {
        last.advice = format!("{} {}", letter.delivery.said, last.advice);
    }
    Ok(vec![box_, last])
}

/// How long a mail may wait.
fn waits(longest: Option<i64>) -> (Grade, &'static str) {
    match longest {
        Some(longest) if longest > 12 * time::HOUR => (
            Grade::Act,
            "Nobody gets their mail. Try it under Settings, Mail, and hand links over yourself meanwhile.",
        ),
        Some(longest) if longest > time::HOUR => (
            Grade::Look,
            "Mail waits for more than an hour. Send a test mail under Settings, Mail.",
        ),
        _ => (Grade::Good, ""),
    }
}

/// Nothing is said where nobody keeps an index.
pub(super) fn on_search(visit: &Visit) -> Result<Option<Check>> {
    let index = visit.store().search_index();
    let (value, found) = match index.stand() {
        Stand::Closed => return Ok(None),
        Stand::Ready { documents } => (
            format!("{documents} records and texts, {}", size(index.size()?)),
            (Grade::Good, ""),
        ),
        Stand::Making {
            why,
            done,
            of,
            answers,
        } => {
            let percent = done
                .saturating_mul(100)
                .checked_div(of)
                .unwrap_or(0)
                .min(99);
            let advice = match answers {
                true => {
                    "Nothing has to be done. Until it is done, what was written last may not be found."
                }
                false => {
                    "Nothing has to be done. Until it is done, records are found by their names only."
                }
            };
            (
                format!("{percent} % is made anew: {why}"),
                (Grade::Look, advice),
            )
        }
    };
    Ok(Some(check("search", "Search index", value, found)))
}

/// What Atrium does by itself, in one line; each job is in the table below it.
pub(super) fn on_jobs(visit: &Visit) -> Option<Check> {
    let all = visit.store().service::<Supervisor>()?.status();
    let worst = all
        .iter()
        .map(|job| (grade_of(job), job))
        .max_by_key(|(grade, _)| *grade);
    let failing = all.iter().filter(|job| grade_of(job) > Grade::Good).count();
    let value = match failing {
        0 => format!("{}, all as they should be", all.len()),
        some => format!("{some} of {} not as they should be", all.len()),
    };
    let mut found = check(
        "jobs",
        "What Atrium does by itself",
        value,
        (Grade::Good, ""),
    );
    if let Some((grade, job)) = worst.filter(|(grade, _)| *grade > Grade::Good) {
        found.grade = grade;
        found.advice = format!("{}: {}", job.name, job.complaint().unwrap_or_default());
    }
    Some(found)
}

/// Journal entries that a follower may be behind without a word, and for long.
const BEHIND: u64 = 1_000;
const FAR_BEHIND: u64 = 100_000;

/// How one of them stands: what fails once is tried again, what fails again and again wants somebody.
pub fn grade_of(job: &Status) -> Grade {
    match (job.in_a_row, job.lag.unwrap_or(0)) {
        (3.., _) | (_, FAR_BEHIND..) => Grade::Act,
        (1.., _) | (_, BEHIND..) => Grade::Look,
        _ if job.trouble.is_some() => Grade::Look,
        _ => Grade::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_say_what_they_mean() {
        let job = |in_a_row, lag, trouble: Option<&str>| {
            grade_of(&Status {
                in_a_row,
                lag,
                trouble: trouble.map(str::to_owned),
                ..Status::default()
            })
        };
        assert_eq!(job(0, None, None), Grade::Good);
        assert_eq!(job(0, Some(999), None), Grade::Good);
        assert_eq!(job(1, None, None), Grade::Look);
        assert_eq!(job(0, Some(1_000), None), Grade::Look);
        assert_eq!(job(0, None, Some("a wake fails")), Grade::Look);
        assert_eq!(job(3, None, None), Grade::Act);
        assert_eq!(waits(None).0, Grade::Good);
        assert_eq!(waits(Some(2 * time::HOUR)).0, Grade::Look);
        assert_eq!(waits(Some(13 * time::HOUR)).0, Grade::Act);
    }
}
