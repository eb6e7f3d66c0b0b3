//! Somebody on one line: `Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example`. An address and a number
//! are known by their looks; the rest are names, parted by the first comma.

use crate::base::text;

/// What a line says of somebody; empty what it doesn't.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reached {
    /// Before the first comma.
    pub first: String,
    /// Behind it.
    pub second: String,
    pub email: String,
    pub phone: String,
}

impl Reached {
    pub fn read(line: &str) -> Reached {
        let (mut email, mut phone) = (String::new(), Vec::new());
        let mut rest = Vec::new();
        for word in line.split_whitespace() {
            let bare = word.trim_matches([',', ';', '<', '>']);
            if email.is_empty() && text::is_email(&bare.to_lowercase()) {
                email = bare.to_lowercase();
            } else if is_dialled(bare, !phone.is_empty()) {
                phone.push(bare);
            } else {
                rest.push(word);
            }
        }
        let phone = phone.join(" ");
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        // A few digits are a part of the name: "Studio 54".
        let rest = match digits {
            0 | 7.. => rest.join(" "),
            _ => without(line, &email),
        };
        let (first, second) = rest.split_once(',').unwrap_or((&rest, ""));
        let name = |part: &str| text::clean_line(part.trim_matches([',', ' ']));
        Reached {
            first: name(first),
            second: name(second),
            email,
            phone: if digits >= 7 { phone } else { String::new() },
        }
    }

    /// Under the names of a form's fields, what isn't said left out; the first always stands there.
    pub fn under(self, names: [&'static str; 4]) -> Vec<(&'static str, String)> {
        let values = [self.first, self.second, self.email, self.phone];
        let mut pairs: Vec<(&str, String)> = names.into_iter().zip(values).collect();
        pairs.retain(|(name, value)| *name == names[0] || !value.is_empty());
        pairs
    }
}

/// A word of a telephone number; once one has begun, short groups of digits go on with it.
fn is_dialled(word: &str, begun: bool) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let usual = word
        .chars()
        .all(|c| c.is_ascii_digit() || "+-()./".contains(c));
    usual && (digits >= 3 || begun && digits > 0 || word.starts_with('+') && digits > 0)
}

fn without(line: &str, email: &str) -> String {
    let words = line.split_whitespace();
    let kept = words.filter(|word| {
        let bare = word.trim_matches([',', ';', '<', '>']);
        email.is_empty() || bare.to_lowercase() != email
    });
    kept.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Reached;

    #[test]
    fn a_line_is_taken_apart() {
        let read =
            Reached::read("Alder Creek Veterinary, Naomi Frost 210-555-0100 Naomi@Alder.example");
        let whole = Reached {
            first: "Alder Creek Veterinary".into(),
            second: "Naomi Frost".into(),
            email: "naomi@alder.example".into(),
            phone: "210-555-0100".into(),
        };
        assert_eq!(read, whole);
        let names = read.under(["company", "contact", "email", "phone"]);
        assert_eq!(names[1], ("contact", "Naomi Frost".to_owned()));
    }

    #[test]
    fn a_name_alone_is_a_name() {
        for name in [
            "Luna Nail Bar",
            "Studio 54",
            "1-800 Plumbing",
            "Route 66 Diner",
            "A. & B. Sons",
        ] {
            let pairs = Reached::read(name).under(["company", "contact", "email", "phone"]);
            assert_eq!(pairs, [("company", name.to_owned())]);
        }
        let nothing = Reached::read("").under(["company", "contact", "email", "phone"]);
        assert_eq!(nothing, [("company", String::new())]);
    }

    #[test]
    fn numbers_are_dialled_in_groups() {
        let read = Reached::read("Luna (210) 555 0101");
        assert_eq!(
            (read.first.as_str(), read.phone.as_str()),
            ("Luna", "(210) 555 0101")
        );
    }
}
