//! What stands between posts: the days, where the unread ones begin, and which go on with what the same person said.
//! Pure.

use jiff::tz::TimeZone;

use crate::{
    base::{Day, time},
    features::conversation::Post,
};

/// What the same person says within this long goes on with what they said.
const GOES_ON: i64 = 5 * time::MINUTE;

/// A post with what stands above it.
#[derive(Debug)]
pub struct Entry<'p> {
    pub post: &'p Post,
    /// The day that begins with it.
    pub day: Option<Day>,
    /// From here on it is unread.
    pub new: bool,
    /// Without face and name, for it goes on with the one before.
    pub goes_on: bool,
}

/// Whether a post goes on with the one before it.
fn goes_on(before: &Post, post: &Post, tz: &TimeZone) -> bool {
    before.by == post.by
        && before.audience == post.audience
        && before.removed.is_none()
        && post.removed.is_none()
        && before.channel.is_none()
        && post.channel.is_none()
        && (0..=GOES_ON).contains(&post.at.since(before.at))
        && before.at.day(tz) == post.at.day(tz)
}

/// Posts with what stands between them. `unread` is the number of the first that is unread.
pub fn entries<'p>(posts: &'p [Post], unread: Option<u64>, tz: &TimeZone) -> Vec<Entry<'p>> {
    let mut entries = Vec::with_capacity(posts.len());
    let mut before: Option<&Post> = None;
    let mut marked = false;
    for post in posts {
        let new = !marked && unread.is_some_and(|first| post.id.raw() >= first);
        marked |= new;
        let mut entry = entry(before, post, tz);
        entry.new = new;
        entry.goes_on &= !new;
        entries.push(entry);
        before = Some(post);
    }
    entries
}

/// A post behind the one before it, with nothing unread.
pub fn entry<'p>(before: Option<&Post>, post: &'p Post, tz: &TimeZone) -> Entry<'p> {
    let day = post.at.day(tz);
    Entry {
        post,
        day: before
            .is_none_or(|before| before.at.day(tz) != day)
            .then_some(day),
        new: false,
        goes_on: before.is_some_and(|before| goes_on(before, post, tz)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Id, Moment},
        features::conversation::Audience,
    };

    fn post(id: u64, by: u64, at: i64) -> Post {
        Post {
            id: Id::new(id),
            by: Id::new(by),
            at: Moment(at),
            ..Post::default()
        }
    }

    fn told(posts: &[Post], unread: Option<u64>) -> String {
        entries(posts, unread, &TimeZone::UTC)
            .iter()
            .map(|entry| {
                let mark = |is: bool, mark: &'static str| if is { mark } else { "" };
                format!(
                    "{}{}{}{}",
                    mark(entry.day.is_some(), "D "),
                    mark(entry.new, "N "),
                    entry.post.id.raw(),
                    mark(entry.goes_on, "+")
                )
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn days_and_people_part_what_is_said() {
        let minute = time::MINUTE;
        let posts = [
            post(1, 7, 0),
            post(2, 7, minute),
            post(3, 8, 2 * minute),
            post(4, 8, 9 * minute),
            post(5, 8, time::DAY),
            post(6, 8, time::DAY + minute),
        ];
        assert_eq!(told(&posts, None), "D 1 2+ 3 4 D 5 6+");
        assert_eq!(told(&posts, Some(2)), "D 1 N 2 3 4 D 5 6+");
        assert_eq!(told(&posts, Some(5)), "D 1 2+ 3 4 D N 5 6+");
        assert_eq!(told(&posts, Some(9)), "D 1 2+ 3 4 D 5 6+");
        assert_eq!(told(&[], Some(1)), "");
    }

    #[test]
    fn words_for_others_never_go_on() {
        let mut aside = post(2, 7, 1000);
        aside.audience = Audience::WithClient;
        assert_eq!(told(&[post(1, 7, 0), aside], None), "D 1 2");
        // Whoever's clock was behind doesn't go on with what came after.
        assert_eq!(told(&[post(1, 7, 9000), post(2, 7, 0)], None), "D 1 2");
    }
}
