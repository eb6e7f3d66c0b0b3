//! What a client says of a project.

use crate::{
    base::Id,
    features::clients::Client,
    web::form::{Form, Optional, Reader},
};

#[derive(Debug, Clone)]
pub struct FeedbackForm {
    /// One to five.
    pub rating: Option<u8>,
    pub words: String,
    /// They don't want to say; they aren't asked again.
    pub declined: bool,
}

impl Form for FeedbackForm {
    fn read(f: &mut Reader) -> Self {
        let rating = f.whole("rating", "Rating", Optional, 1..=5);
        let form = FeedbackForm {
            rating: rating.and_then(|held| u8::try_from(held).ok()),
            words: f.block("words", "In your words", Optional, 4000),
            declined: f.flag("declined", "Rather not say"),
        };
        if form.rating.is_none() && !form.declined {
            f.problem("rating", "Choose one of the five numbers.");
        }
        form
    }
}

/// What a list of feedback may be asked for.
pub struct FeedbackQuery {
    pub client: Option<Id<Client>>,
}

impl Form for FeedbackQuery {
    fn read(f: &mut Reader) -> Self {
        FeedbackQuery {
            client: f.id("client", "Client", Optional),
        }
    }
}
