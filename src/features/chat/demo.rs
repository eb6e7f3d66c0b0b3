//! What a demonstration has of rooms: groups, departments that talk, people who write to one another, some of it not read
//! yet; `demo_threads` answers in one of them.

use super::{ChatRoom, NewRoom, create, demo_threads, reading, room::BY_DEPARTMENT};
use crate::{
    base::{Error, Id, Result, time},
    data::{Key, Visit},
    features::{
        Demo,
        authority::Access,
        chat::ReadForm,
        conversation::{Arrival, NewPost, Post, write},
        people::{Directory, User},
    },
};

pub const DEMO: Demo = Demo {
    by: "administrator",
    make,
};

/// The demonstration tells a year, and rooms are what they are at its end.
const YEAR: i64 = 365 * time::DAY;

/// Minutes before the end, who, and what.
type Said = (i64, &'static str, &'static str);

struct Scene {
    /// Nothing for a direct room, a department's key behind an `@` for its room.
    name: &'static str,
    topic: &'static str,
    people: &'static [&'static str],
    said: &'static [Said],
}

const SCENES: [Scene; 6] = [
    Scene {
        name: "web-launches",
        topic: "What goes live and when; the checklist is pinned",
        people: &[
            "Hana Sadiq",
            "Jonas Weber",
            "Bilal Qureshi",
            "Mei Tanaka",
            "Quinn Abara",
            "Sana Iqbal",
        ],
        said: &[
            (
                1790,
                "Jonas Weber",
                "Two launches this week. Dental on Wednesday, the roofer on Thursday.",
            ),
            (
                1784,
                "Quinn Abara",
                "I have both on my list. For Wednesday I need the redirect map by tomorrow noon.",
            ),
            (1781, "Bilal Qureshi", "You get it in the morning."),
            (
                300,
                "Sana Iqbal",
                "Launch checklist, second version. Added who owns DNS on the day:\n\n1. Freeze the content the evening before\n2. Back up the old site\n3. Switch, then test the forms **with a real mail**\n4. Roll back if forms fail for ten minutes",
            ),
            (292, "Hana Sadiq", "Good. Who owns DNS for the roofer?"),
            (290, "Sana Iqbal", "Their nephew. I have his number."),
            (
                48,
                "Mei Tanaka",
                "The insurance list has 214 carriers. Search box or a grouped select? I lean to search, it is faster on phones.",
            ),
            (
                41,
                "Bilal Qureshi",
                "Search. And the ten common ones on top.",
            ),
            (
                12,
                "Quinn Abara",
                "The old site ranks for its old address. Keep that page in the redirect map.",
            ),
        ],
    },
    Scene {
        name: "managers",
        topic: "Who needs whom next week",
        people: &["Hana Sadiq", "Priya Nair", "Luis Ortega", "Edward Hale"],
        said: &[
            (
                4400,
                "Edward Hale",
                "Please have the load of next week looked at before Monday.",
            ),
            (
                4388,
                "Hana Sadiq",
                "Web is full until the 14th. I could lend Graphics half a day.",
            ),
            (
                180,
                "Priya Nair",
                "Three quotes go out today, two of them with a fixed start. I asked for dates in both.",
            ),
            (
                150,
                "Luis Ortega",
                "Support has room for one more onboarding this week, not for three.",
            ),
        ],
    },
    Scene {
        name: "@web",
        topic: "",
        people: &[],
        said: &[
            (
                2900,
                "Hana Sadiq",
                "From Monday on we book time on the day itself, please. It spares everybody the guessing on Friday.",
            ),
            (
                2893,
                "Mei Tanaka",
                "Fine with me. Can the timer be started from the board?",
            ),
            (
                2890,
                "Bilal Qureshi",
                "Yes, open the task and press the clock.",
            ),
            (95, "Hana Sadiq", "The stand-up moves to 9:30 this week."),
        ],
    },
    Scene {
        name: "@support",
        topic: "",
        people: &[],
        said: &[
            (
                700,
                "Luis Ortega",
                "Who takes the phones over lunch tomorrow?",
            ),
            (688, "Sana Iqbal", "I do."),
        ],
    },
    Scene {
        name: "",
        topic: "",
        people: &["Mei Tanaka", "Bilal Qureshi"],
        said: &[
            (
                75,
                "Mei Tanaka",
                "Do you have ten minutes for the booking form before I hand it in?",
            ),
            (70, "Bilal Qureshi", "At 11. Send me the link?"),
            (69, "Mei Tanaka", "It is on staging, second menu entry."),
            (
                20,
                "Bilal Qureshi",
                "Contrast of the yellow field is fine. Ship it.",
            ),
        ],
    },
    Scene {
        name: "",
        topic: "",
        people: &["Hana Sadiq", "Jonas Weber"],
        said: &[
            (
                130,
                "Jonas Weber",
                "The client asks whether we can begin two days earlier. I would say yes if Mei is free.",
            ),
            (122, "Hana Sadiq", "She is, from Tuesday on."),
        ],
    },
];

fn make(visit: &Visit) -> Result<()> {
    let names = Directory::of(visit)?;
    let find = |name: &str| {
        let mut all = names.users.values();
        all.find(|user| user.name == name).map(|user| user.id)
    };
    for scene in &SCENES {
        let people: Vec<Id<User>> = scene.people.iter().filter_map(|name| find(name)).collect();
        let Some(room) = room(visit, scene, &names, people)? else {
            continue;
        };
        let mut posts = Vec::new();
        for (ago, name, text) in scene.said {
            let Some(person) = find(name) else { continue };
            let theirs = as_person(visit, person, *ago)?;
            let new = NewPost {
                text: (*text).into(),
                ..NewPost::default()
            };
            match write::<ChatRoom>(&theirs, room, new) {
                // Not of that department in this house.
                Err(Error::NotFound) => continue,
                other => posts.push(other?.id),
            }
            reading::read(&theirs, room.as_ref(), &ReadForm::default())?;
        }
        // As far as all who are to answer are in this house.
        let here = scene.people.iter().all(|name| find(name).is_some());
        if scene.name == "web-launches" && here {
            let person =
                |name: &str, ago: i64| as_person(visit, find(name).ok_or(Error::NotFound)?, ago);
            demo_threads::make(visit, room.as_ref(), &posts, &person)?;
        }
    }
    Ok(())
}

fn room(
    visit: &Visit,
    scene: &Scene,
    names: &Directory,
    people: Vec<Id<User>>,
) -> Result<Option<Id<ChatRoom>>> {
    if let Some(key) = scene.name.strip_prefix('@') {
        let Some(department) = names.department_by_key(key) else {
            return Ok(None);
        };
        let Some(person) = names
            .staff()
            .into_iter()
            .find(|user| user.departments.contains(&department.id))
        else {
            return Ok(None);
        };
        let theirs = as_person(visit, person.id, 0)?;
        let room: ChatRoom = theirs.find_by(BY_DEPARTMENT, Key::new().id(department.id))?;
        return Ok(Some(room.id));
    }
    let Some(first) = people.first().copied() else {
        return Ok(None);
    };
    let form = NewRoom {
        name: scene.name.into(),
        topic: scene.topic.into(),
        people,
        project: None,
    };
    create(&as_person(visit, first, YEAR / time::MINUTE / 2)?, form).map(Some)
}

/// A visit of somebody so many minutes before the end of what is told.
fn as_person(visit: &Visit, person: Id<User>, ago: i64) -> Result<Visit> {
    let access = visit.cached::<Access>()?;
    let (actor, _) = access.actor(person).ok_or(Error::NotFound)?;
    let at = visit.at.plus(YEAR - ago * time::MINUTE);
    Ok(Visit::new(
        visit.store().clone(),
        actor,
        visit.origin.clone(),
        at,
        visit.tz.clone(),
    )
    .relaxed())
}

/// What lies longer back than this was read: who works with it looks in between tasks.
const LOOKED_IN: i64 = 4 * time::HOUR;

/// People have read their rooms but for what was said lately.
pub fn caught_up(visit: &Visit) -> Result<()> {
    let before = visit.at.plus(-LOOKED_IN);
    for line in super::list::lines(visit, None)? {
        if line.unread.all() == 0 {
            continue;
        }
        let (of, mut seen) = (line.called.of, None);
        visit.each_row::<Post>(
            of,
            &Arrival::after(of, 0).descending(true),
            &mut |number, row| {
                seen = Arrival::read(row)
                    .filter(|row| row.at <= before)
                    .map(|_| Id::new(number));
                seen.is_none()
            },
        )?;
        if let Some(post) = seen {
            let form = ReadForm {
                post: Some(post),
                ..ReadForm::default()
            };
            reading::read(visit, of, &form)?;
        }
    }
    Ok(())
}
