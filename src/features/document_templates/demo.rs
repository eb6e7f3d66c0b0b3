//! What a demonstration has of templates: an agreement, a brief, and what is handed over.

use super::{add, forms::TemplateForm};
use crate::{
    base::{Result, language::Language},
    data::Visit,
};

const AGREEMENT: &str = "Between {house} and {client}, {address}.

# What is agreed
{house} carries out {title} ({number}) for {client}.

# Price
The work comes to {total}. The offer holds until {valid_until}.

# Signatures
{client}, represented by {contact}

{house}, {today}
";

const BRIEF: &str = "For {client}, written by {me} on {today}.

# What it is about
{title} ({number})

# When
From {start} to {finish}; promised for {promised}.

# Who
{manager} manages it, {lead} leads the team. {contact} ({email}) answers for {client}.
";

const HAND_OVER: &str = "{house} hands over {title} ({number}) to {client} on {today}.

# What is handed over

# Accesses

# Open points

Received by {contact}
";

pub fn make(visit: &Visit) -> Result<()> {
    for (name, body) in [
        ("Agreement", AGREEMENT),
        ("Brief", BRIEF),
        ("Hand-over", HAND_OVER),
    ] {
        let form = TemplateForm {
            name: name.into(),
            body: body.trim_end().into(),
            language: Language::English,
            version: None,
        };
        add(visit, form)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::document_templates::blanks::unknown;

    #[test]
    fn their_blanks_are_known() {
        for body in [AGREEMENT, BRIEF, HAND_OVER] {
            assert_eq!(unknown(body), None);
        }
    }
}
