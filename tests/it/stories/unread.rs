//! What is unread is what a recount says, after any history: posts, edits, posts taken away, people who come and go,
//! several tabs that read at once.

use std::collections::{BTreeMap, BTreeSet};

use atrium::{
    base::{Id, Moment},
    data::{Query, Ref, Visit},
    features::{
        authority::Access,
        chat::{
            self, ChatRoom, Involvement, Names, NewRoom, ReadForm, SubscriptionForm, badge, invite,
            mark_unread, read, remove, set, standing, unread,
        },
        conversation::{self, BY_RECORD, NewPost, Post},
        people::{Directory, User},
        projects::Project,
    },
    testing::house::House,
};

use super::work::planned;

const ROLES: [&str; 4] = [
    "department-manager",
    "team-lead",
    "team-member",
    "project-manager",
];
const STEPS: usize = 700;

/// Dice that fall alike every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        (!all.is_empty()).then(|| &all[self.below(all.len())])
    }
}

fn as_role(house: &House, role: &str) -> Visit {
    let visit = house.visit();
    let access = visit.cached::<Access>().unwrap();
    let (actor, _) = access.actor(house.account(role).id).unwrap();
    Visit::new(
        house.store.clone(),
        actor,
        visit.origin.clone(),
        Moment::now(),
        visit.tz.clone(),
    )
    .relaxed()
}

/// How far somebody read, as whoever did it would say.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    read: u64,
    from: Option<u64>,
    /// They did something to it: it stays when they go out and come back.
    held: bool,
}

impl Mark {
    fn position(self) -> u64 {
        self.from
            .map_or(self.read, |first| self.read.min(first - 1))
    }
}

/// Everything that was said on a record, read whole.
fn all_posts(house: &House, on: Ref) -> Vec<Post> {
    let query = Query::by(BY_RECORD)
        .under(Post::key_of(on))
        .limit(usize::MAX >> 1);
    house.visit().list(query).unwrap().rows
}

/// What a recount says: posts that stand by themselves, and those that name somebody.
fn recounted(posts: &[Post], names: &Directory, me: Id<User>, position: u64) -> (usize, usize) {
    let user = &names.users[&me.raw()];
    let mut mine = vec![me.as_ref()];
    mine.extend(user.departments.iter().map(|id| id.as_ref()));
    mine.extend(user.roles.iter().map(|id| id.as_ref()));
    let new = |post: &&Post| post.id.raw() > position && post.by != me && post.removed.is_none();
    let alone = posts
        .iter()
        .filter(new)
        .filter(|post| post.reply_to.is_none());
    let named = posts
        .iter()
        .filter(new)
        .filter(|post| post.mentions.iter().any(|of| mine.contains(of)));
    (alone.count().min(chat::MOST), named.count().min(chat::MOST))
}

/// In how many threads something is new to somebody who looked into none: those that they began, answered in or were
/// named in, from there on. `named` are the replies that named them when they were written.
fn recounted_threads(posts: &[Post], me: Id<User>, named: &BTreeSet<u64>) -> usize {
    let by: BTreeMap<u64, &Post> = posts.iter().map(|post| (post.id.raw(), post)).collect();
    let mut read: BTreeMap<u64, u64> = BTreeMap::new();
    let replies = || {
        by.iter()
            .filter_map(|(id, post)| Some((*id, *post, post.reply_to?.raw())))
    };
    for (id, post, root) in replies() {
        let own = post.by == me;
        let comes = own || by[&root].by == me || named.contains(&id);
        match read.get_mut(&root) {
            Some(last) if own => *last = id,
            None if comes => drop(read.insert(root, if own { id } else { id - 1 })),
            _ => {}
        }
    }
    let new = |(root, last): &(&u64, &u64)| {
        replies().any(|(id, post, of)| {
            of == **root && id > **last && post.by != me && post.removed.is_none()
        })
    };
    read.iter().filter(new).count()
}

#[test]
fn what_is_unread_is_what_a_recount_says() {
    let house = House::with_cast().unwrap();
    let project: Id<Project> = Id::parse(&planned(&house, "web-wordpress")).unwrap();
    let first = as_role(&house, ROLES[0]);
    let person = |role: &str| -> Id<User> { house.account(role).id };
    let people = ROLES[..3].iter().map(|role| person(role)).collect();
    let group = chat::create(
        &first,
        NewRoom {
            name: "launch".into(),
            people,
            ..NewRoom::default()
        },
    )
    .unwrap();
    let names = Directory::of(&first).unwrap();
    let rooms = [group.as_ref(), project.as_ref()];
    let mut dice = Dice(20_261_130);
    // By person and room; nothing for whoever isn't in it. A project is read by whoever sees it.
    let mut marks: BTreeMap<(usize, usize), Mark> = BTreeMap::new();
    let mut parked: BTreeMap<usize, Mark> = BTreeMap::new();
    for (who, role) in ROLES.iter().enumerate() {
        for (at, on) in rooms.iter().enumerate() {
            if as_role(&house, role).sees_ref(*on).unwrap() {
                marks.insert((who, at), Mark::default());
            }
        }
    }
    assert!(marks.len() >= 6, "{marks:?}");
    let mut said: [Vec<Id<Post>>; 2] = Default::default();
    // Replies that named somebody when they were written: by edits nobody comes into a thread.
    let mut named: BTreeMap<Id<User>, BTreeSet<u64>> = BTreeMap::new();
    let mut in_threads = 0;
    let mut last = 0;
    for step in 0..STEPS {
        let (who, at) = (dice.below(ROLES.len()), dice.below(2));
        let visit = as_role(&house, ROLES[who]);
        let on = rooms[at];
        let sees = visit.sees_ref(on).unwrap();
        assert_eq!(
            sees,
            marks.contains_key(&(who, at)),
            "step {step}: {who} {at}"
        );
        let newest = said[at].last().map_or(0, |id| id.raw());
        match dice.below(12) {
            0..=4 if sees => {
                let text = match dice.below(4) {
                    0 => "@Mei Tanaka have a look".to_owned(),
                    1 => "@Web everybody, please".to_owned(),
                    _ => format!("Said at {step}"),
                };
                let reply_to = match dice.below(4) {
                    0 => dice.pick(&said[at]).copied(),
                    _ => None,
                };
                let new = NewPost {
                    text,
                    reply_to,
                    ..NewPost::default()
                };
                let written = match at {
                    0 => conversation::write::<ChatRoom>(&visit, group, new),
                    _ => conversation::write::<Project>(&visit, project, new),
                };
                // What was taken away is answered no more.
                let Ok(written) = written else { continue };
                said[at].push(written.id);
                last = written.id.raw();
                let held = house.visit().find(written.id).unwrap();
                for role in ROLES
                    .iter()
                    .filter(|role| held.mentions.contains(&person(role).as_ref()))
                {
                    named.entry(person(role)).or_default().insert(last);
                }
                if at == 1 {
                    for (other, role) in ROLES.iter().enumerate() {
                        let held = chat_mark(&house, role, on);
                        marks.entry((other, 1)).and_modify(|mark| {
                            if mark.read == 0 && mark.from.is_none() {
                                mark.read = held;
                            }
                        });
                    }
                }
            }
            5 if sees => {
                let own = said[at].iter().copied().filter(|id| {
                    visit
                        .find(*id)
                        .is_ok_and(|p| p.by == person(ROLES[who]) && p.removed.is_none())
                });
                let own: Vec<Id<Post>> = own.collect();
                if let Some(id) = dice.pick(&own) {
                    match dice.below(2) {
                        0 => drop(conversation::edit(
                            &visit,
                            *id,
                            format!("@Mei Tanaka, edited at {step}"),
                            None,
                        )),
                        _ => conversation::remove(&visit, *id).unwrap(),
                    }
                }
            }
            6 | 7 if sees => {
                let to = dice.pick(&said[at]).copied();
                let done = dice.below(3) == 0;
                read(&visit, on, &ReadForm { post: to, done }).unwrap();
                let to = to.map_or(newest, |id| id.raw());
                let mark = marks.get_mut(&(who, at)).unwrap();
                mark.held |= done || to > mark.position();
                mark.read = mark.read.max(to);
                if done && mark.from.is_some_and(|from| from <= to) {
                    mark.from = None;
                }
            }
            8 if sees => {
                if let Some(id) = dice.pick(&said[at]).copied() {
                    mark_unread(&visit, on, id).unwrap();
                    let mark = marks.get_mut(&(who, at)).unwrap();
                    (mark.from, mark.held) = (Some(id.raw()), true);
                }
            }
            9 if sees => {
                let level = [
                    Involvement::All,
                    Involvement::Mentions,
                    Involvement::Nothing,
                ][dice.below(3)];
                let form = SubscriptionForm {
                    level: Some(level),
                    muted: Some(dice.below(2) == 0),
                    ..SubscriptionForm::default()
                };
                set(&visit, on, form).unwrap();
                marks.get_mut(&(who, at)).unwrap().held = true;
            }
            10 if sees && at == 0 => {
                let other = dice.below(ROLES.len());
                if marks.contains_key(&(other, 0)) && other != who {
                    remove(&visit, group, person(ROLES[other])).unwrap();
                    parked.extend(marks.remove(&(other, 0)).map(|mark| (other, mark)));
                }
            }
            11 if sees && at == 0 => {
                let other = dice.below(ROLES.len());
                invite(&visit, group, vec![person(ROLES[other])]).unwrap();
                // Whoever comes back stands where they stood; what was said before is nothing new to others.
                let stood = parked.remove(&other).filter(|mark| mark.held);
                let new = Mark {
                    read: last,
                    ..Mark::default()
                };
                marks.entry((other, 0)).or_insert(stood.unwrap_or(new));
            }
            _ => {}
        }
        if step % 14 != 0 {
            continue;
        }
        let posts = rooms.map(|on| all_posts(&house, on));
        for (n, role) in ROLES.iter().enumerate() {
            let visit = as_role(&house, role);
            let who = Names::of(&visit).unwrap();
            let mut counts = 0;
            let nothing = BTreeSet::new();
            let names_me = named.get(&person(role)).unwrap_or(&nothing);
            for (at, on) in rooms.iter().enumerate() {
                let Some(mark) = marks.get(&(n, at)) else {
                    continue;
                };
                let held = standing(&visit, *on).unwrap();
                let found = unread(&visit, &who, &held).unwrap();
                let position = mark.position();
                assert_eq!(held.position, position, "step {step}: {role} {at}");
                let recount = recounted(&posts[at], &names, person(role), position);
                assert_eq!(
                    (found.posts, found.mentions),
                    recount,
                    "step {step}: {role} {at}"
                );
                let waiting = recounted_threads(&posts[at], person(role), names_me);
                in_threads += waiting;
                counts += waiting;
                if at == 0 || held.kept || held.favourite {
                    counts += found.counted(held.level, held.muted);
                }
            }
            let of_badge = badge(&visit).unwrap().min(chat::MOST);
            assert_eq!(of_badge, counts.min(chat::MOST), "step {step}: {role}");
        }
    }
    assert!(in_threads > 0, "nobody was in a thread");
}

/// Where somebody began to read the room of a record: right before the first thing that was said to them there.
fn chat_mark(house: &House, role: &str, on: Ref) -> u64 {
    standing(&as_role(house, role), on).unwrap().position
}
