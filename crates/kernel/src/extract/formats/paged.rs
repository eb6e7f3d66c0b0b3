//! A PDF as far as it is added to: what it holds, how its pages are shown, and small things to write into it.

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use crate::extract::{PageSize, pages::LARGEST_SIDE};

/// Nodes above one another in a tree of pages; more would be a circle.
const DEEPEST: usize = 64;
/// A page as it is meant where a file says nothing.
const USUAL: [f32; 4] = [0.0, 0.0, 612.0, 792.0];
const LARGEST: f32 = LARGEST_SIDE as f32;

pub const DAMAGED: &str = "It is damaged: it can't be read as a PDF.";
pub const ODD: &str = "It is built in a way in which nothing can be added to it. Print it into a PDF anew and sign that.";

pub type Done<T> = Result<T, String>;

pub fn damaged(_: impl std::fmt::Display) -> String {
    DAMAGED.into()
}

pub fn odd(_: impl std::fmt::Display) -> String {
    ODD.into()
}

/// A file that can be read, and of which nobody says what may be done with it.
pub fn load(bytes: &[u8]) -> Done<Document> {
    // Places in a file are counted from its first byte.
    if !bytes.starts_with(b"%PDF-") {
        return Err(DAMAGED.into());
    }
    let document = Document::load_mem(bytes).map_err(|error| {
        match error.to_string().to_lowercase().contains("password") {
            true => "It is protected by a password.".into(),
            false => damaged(error),
        }
    })?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(
            "It is protected by a password, or says what may not be done with it. Save it without that first."
                .into(),
        );
    }
    Ok(document)
}

/// Whether such a dictionary lies anywhere in a file.
pub fn has(document: &Document, is: &dyn Fn(&Dictionary) -> bool) -> bool {
    let mut objects = document.objects.values();
    objects.any(|object| holds(object, is, DEEPEST))
}

/// Whether such a dictionary lies anywhere in an object; so many within one another are as good as one.
fn holds(object: &Object, is: &dyn Fn(&Dictionary) -> bool, deepest: usize) -> bool {
    let Some(deeper) = deepest.checked_sub(1) else {
        return true;
    };
    let within = |held: &Dictionary| {
        let mut each = held.iter();
        is(held) || each.any(|(_, value)| holds(value, is, deeper))
    };
    match object {
        Object::Dictionary(held) => within(held),
        Object::Stream(held) => within(&held.dict),
        Object::Array(held) => held.iter().any(|value| holds(value, is, deeper)),
        _ => false,
    }
}

/// What of a page is shown, in the file's own measure, and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub left: f32,
    pub low: f32,
    pub right: f32,
    pub high: f32,
    pub turned: i64,
}

impl Frame {
    pub fn of(document: &Document, page: ObjectId) -> Done<Frame> {
        let rectangle = |key: &[u8]| {
            let found = inherited(document, page, key)?;
            let found = found.as_array().ok()?;
            let number = |at: usize| {
                let (_, number) = document.dereference(found.get(at)?).ok()?;
                number.as_float().ok().filter(|number| number.is_finite())
            };
            let (a, b, c, d) = (number(0)?, number(1)?, number(2)?, number(3)?);
            Some([a.min(c), b.min(d), a.max(c), b.max(d)])
        };
        let media = rectangle(b"MediaBox").unwrap_or(USUAL);
        let crop = rectangle(b"CropBox").unwrap_or(media);
        let turned = inherited(document, page, b"Rotate").and_then(|held| held.as_i64().ok());
        let frame = Frame {
            left: crop[0].max(media[0]),
            low: crop[1].max(media[1]),
            right: crop[2].min(media[2]),
            high: crop[3].min(media[3]),
            turned: turned.unwrap_or(0).rem_euclid(360) / 90 * 90,
        };
        let sound = |side: f32| (1.0..=LARGEST).contains(&side);
        match sound(frame.right - frame.left) && sound(frame.high - frame.low) {
            true => Ok(frame),
            false => Err("One of its pages has no size, or is larger than any paper.".into()),
        }
    }

    /// As it is shown.
    pub fn size(&self) -> PageSize {
        let (width, height) = (self.right - self.left, self.high - self.low);
        let (width, height) = match self.turned {
            90 | 270 => (height, width),
            _ => (width, height),
        };
        PageSize {
            width: (width * 10.0).round() as u32,
            height: (height * 10.0).round() as u32,
        }
    }

    /// What brings a drawing of the shown page, whose lower left corner is 0 0, to where it stands in the file.
    pub fn matrix(&self) -> [f32; 6] {
        match self.turned {
            90 => [0.0, 1.0, -1.0, 0.0, self.right, self.low],
            180 => [-1.0, 0.0, 0.0, -1.0, self.right, self.high],
            270 => [0.0, -1.0, 1.0, 0.0, self.left, self.high],
            _ => [1.0, 0.0, 0.0, 1.0, self.left, self.low],
        }
    }
}

/// What a page says itself, or the nearest above it that says it.
pub fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if let Ok(held) = node.get_deref(key, document) {
            return Some(held.clone());
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

/// A dictionary below a key, wherever it lies; an empty one where there is none.
pub fn below(document: &Document, held: &Dictionary, key: &[u8]) -> Dictionary {
    let found = held.get_deref(key, document);
    let found = found.and_then(Object::as_dict).ok().cloned();
    found.unwrap_or_default()
}

pub fn name(text: &str) -> Object {
    Object::Name(text.into())
}

pub fn numbers(of: &[f32]) -> Object {
    Object::Array(of.iter().map(|number| Object::Real(*number)).collect())
}

/// An object whose references lead to what was taken in.
pub fn shifted(object: &Object, shift: u32) -> Object {
    let inside = |held: &Dictionary| {
        let mut out = Dictionary::new();
        for (key, value) in held.iter() {
            out.set(key.clone(), shifted(value, shift));
        }
        out
    };
    match object {
        Object::Reference((number, _)) => Object::Reference((number + shift, 0)),
        Object::Array(held) => {
            Object::Array(held.iter().map(|each| shifted(each, shift)).collect())
        }
        Object::Dictionary(held) => Object::Dictionary(inside(held)),
        Object::Stream(held) => Object::Stream(Stream {
            dict: inside(&held.dict),
            ..held.clone()
        }),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_where_the_turned_page_shows_it() {
        let frame = |turned| Frame {
            left: 10.0,
            low: 20.0,
            right: 110.0,
            high: 220.0,
            turned,
        };
        // Where the lower left corner of the shown page, and its upper right one, lie in the file.
        let corners = |turned| {
            let frame = frame(turned);
            let [a, b, c, d, e, f] = frame.matrix();
            let size = frame.size();
            let (u, v) = (size.width as f32 / 10.0, size.height as f32 / 10.0);
            ((e, f), (a * u + c * v + e, b * u + d * v + f))
        };
        assert_eq!(corners(0), ((10.0, 20.0), (110.0, 220.0)));
        assert_eq!(corners(90), ((110.0, 20.0), (10.0, 220.0)));
        assert_eq!(corners(180), ((110.0, 220.0), (10.0, 20.0)));
        assert_eq!(corners(270), ((10.0, 220.0), (110.0, 20.0)));
    }

    #[test]
    fn what_lies_within_another_object_is_found() {
        let mut action = Dictionary::new();
        action.set("S", name("JavaScript"));
        action.set("JS", Object::string_literal("1"));
        let mut field = Dictionary::new();
        field.set("A", action);
        let inside = Object::Array(vec![Object::Null, Object::Dictionary(field)]);
        let program: &dyn Fn(&Dictionary) -> bool = &|held| held.has(b"JS");
        assert!(holds(&inside, program, DEEPEST));
        assert!(!holds(&Object::Array(vec![name("JS")]), program, DEEPEST));
        let mut deep = Object::Null;
        for _ in 0..DEEPEST + 1 {
            deep = Object::Array(vec![deep]);
        }
        assert!(holds(&deep, program, DEEPEST), "nobody looks that far");
    }
}
