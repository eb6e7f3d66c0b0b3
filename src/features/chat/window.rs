//! A stretch of what was said in a room: fifty posts from the end, around a post or a day, or beside those that are shown.
//! Each is one walk along an index from where it begins, however many there are before it.

use crate::{
    access::Tier,
    base::{Day, Moment, Result},
    data::{Key, Query, Ref, Visit},
    features::conversation::{BY_ROOM, Post, TO_CLIENTS},
};

/// Posts that are shown at once.
pub const POSTS: usize = 50;

/// From where a stretch is looked at.
pub enum Place<'p> {
    Newest,
    Around(&'p Post),
    Before(&'p Post),
    After(&'p Post),
    From(Day),
}

/// Posts in their order, and whether there are more at either end.
pub struct Window {
    pub posts: Vec<Post>,
    pub older: bool,
    pub newer: bool,
}

/// Where a post stands in the order, and right behind it.
fn at(post: &Post) -> Key {
    Key::new().signed(post.at.0).id(post.id)
}

fn behind(post: &Post) -> Key {
    Key::new().signed(post.at.0).number(post.id.raw() + 1)
}

/// What stands on a record by itself, as far as the person reads it.
fn posts(visit: &Visit, on: Ref) -> Query<Post> {
    let query = Query::by(BY_ROOM).under(Post::key_of(on));
    match visit.actor.tier {
        Tier::Client => query.facet(TO_CLIENTS, Key::new()),
        _ => query,
    }
}

/// Those before a place, or the last ones; and whether there are more.
fn older(visit: &Visit, on: Ref, before: Option<Key>, most: usize) -> Result<(Vec<Post>, bool)> {
    let query = posts(visit, on).descending(true).limit(most + 1);
    let query = match before {
        Some(before) => query.until(before),
        None => query,
    };
    let mut found = visit.list(query)?.rows;
    let more = found.len() > most;
    found.truncate(most);
    found.reverse();
    Ok((found, more))
}

/// Those from a place on; and whether there are more.
fn newer(visit: &Visit, on: Ref, from: Key, most: usize) -> Result<(Vec<Post>, bool)> {
    let mut found = visit
        .list(posts(visit, on).from(from).limit(most + 1))?
        .rows;
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// What stands right before a post, for whoever looks.
pub fn before(visit: &Visit, post: &Post) -> Result<Option<Post>> {
    visit.first(posts(visit, post.on).descending(true).until(at(post)))
}

impl Window {
    /// The stretch of a room that the person sees.
    pub fn of(visit: &Visit, on: Ref, place: &Place<'_>) -> Result<Window> {
        match place {
            Place::Newest => {
                let (posts, older) = older(visit, on, None, POSTS)?;
                Ok(Window {
                    posts,
                    older,
                    newer: false,
                })
            }
            Place::Before(post) => {
                let (posts, older) = older(visit, on, Some(at(post)), POSTS)?;
                Ok(Window {
                    posts,
                    older,
                    newer: true,
                })
            }
            Place::After(post) => {
                let (posts, newer) = newer(visit, on, behind(post), POSTS)?;
                Ok(Window {
                    posts,
                    older: true,
                    newer,
                })
            }
            Place::Around(post) => Window::from(visit, on, at(post)),
            Place::From(day) => {
                let begins = Moment::at(*day, 0, &visit.tz);
                Window::from(visit, on, Key::new().signed(begins.0))
            }
        }
    }

    fn from(visit: &Visit, on: Ref, from: Key) -> Result<Window> {
        let (mut posts, has_older) = older(visit, on, Some(from.clone()), POSTS / 2)?;
        let (later, has_newer) = newer(visit, on, from, POSTS / 2)?;
        posts.extend(later);
        Ok(Window {
            posts,
            older: has_older,
            newer: has_newer,
        })
    }
}
