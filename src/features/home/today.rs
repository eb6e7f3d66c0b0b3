//! A person's day, gathered from the rooms that they may use.

use crate::{
    base::Result,
    data::Visit,
    features::{
        day::{ForDay, Part, Workday},
        declared,
    },
    web::Page,
};

/// Numbers that are shown: more are no longer read.
const NUMBERS: usize = 4;

fn rooms(visit: &Visit) -> impl Iterator<Item = &'static ForDay> {
    let opens = |room: &&ForDay| room.opens.iter().any(|action| visit.may_somewhere(action));
    declared().day.iter().filter(opens)
}

/// The day in order: in each part the oldest risk first, and the numbers that weigh most.
pub fn of(visit: &Visit) -> Result<Workday> {
    let mut day = Workday::default();
    for room in rooms(visit) {
        (room.read)(visit, &mut day)?;
    }
    day.lines.sort_by_key(|line| (line.part, line.by));
    day.numbers
        .sort_by_key(|number| std::cmp::Reverse(number.rank));
    day.numbers.truncate(NUMBERS);
    Ok(day)
}

/// The page listens to what its lines are read from.
pub fn live(visit: &Visit, page: Page) -> Page {
    let mut page = rooms(visit).fold(page, |page, room| (room.live)(visit, page));
    let mut named = std::collections::HashSet::new();
    page.topics.retain(|topic| named.insert(topic.clone()));
    page
}

/// What will come by itself to whoever may do what this person may.
pub fn arrives(visit: &Visit) -> Vec<&'static str> {
    let all = rooms(visit).flat_map(|room| room.arrives);
    let theirs = all.filter(|(action, _)| visit.may_somewhere(action));
    theirs.map(|(_, words)| *words).collect()
}

/// Nothing has arrived yet: a first day, or everything done.
pub fn is_empty(day: &Workday) -> bool {
    day.lines.is_empty()
        && day
            .hours
            .as_ref()
            .is_none_or(|hours| hours.slots.is_empty())
}

/// One sentence on how the day stands.
pub fn sentence(day: &Workday) -> String {
    let late = |part| {
        use crate::ui::badge::Tone;
        let late = |tone: &Option<(Tone, String)>| {
            tone.as_ref().is_some_and(|(tone, _)| *tone == Tone::Danger)
        };
        day.of(part).filter(|line| late(&line.when)).count()
    };
    let now = day.of(Part::Now).count();
    let (mine, others) = (late(Part::Now) + late(Part::Today), late(Part::Waiting));
    let first = match now {
        0 => "Nothing waits for your decision".to_owned(),
        1 => "One thing waits for your decision".to_owned(),
        more => format!("{more} things wait for your decision"),
    };
    let second = match (mine, others) {
        (0, 0) => "and nothing is late.".to_owned(),
        (0, 1) => "and one thing is late with others.".to_owned(),
        (0, others) => format!("and {others} things are late with others."),
        (1, _) => "and one of yours is late.".to_owned(),
        (mine, _) => format!("and {mine} of yours are late."),
    };
    format!("{first}, {second}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::day::Line, ui::badge::Tone};

    fn line(part: Part, tone: Tone) -> Line {
        Line::new(part, None, "/", "x").when(tone, "since Friday")
    }

    #[test]
    fn the_sentence_says_whose_turn_it_is() {
        let mut day = Workday::default();
        assert_eq!(
            sentence(&day),
            "Nothing waits for your decision, and nothing is late."
        );
        day.line(line(Part::Waiting, Tone::Danger));
        assert_eq!(
            sentence(&day),
            "Nothing waits for your decision, and one thing is late with others."
        );
        day.line(line(Part::Now, Tone::Danger));
        day.line(line(Part::Today, Tone::Danger));
        assert_eq!(
            sentence(&day),
            "One thing waits for your decision, and 2 of yours are late."
        );
    }
}
