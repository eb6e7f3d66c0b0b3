//! A day as a ruler: what was done, what runs, what falls due, and where now is. Part `time`.

use maud::{Markup, html};

use super::badge::Tone;

/// Time spent: from and to in minutes of the day.
pub struct Slot {
    pub from: i64,
    pub to: i64,
    pub text: String,
    /// The timer runs.
    pub live: bool,
}

/// Something due at a time of the day.
pub struct Mark {
    pub at: i64,
    pub tone: Tone,
    pub text: String,
}

/// A letter takes about this much of the rule's usual width.
const LETTER: f64 = 0.62;

/// The hours shown: a working day, widened to whatever happens outside of it.
fn span(slots: &[Slot], marks: &[Mark], now: i64) -> (i64, i64) {
    let starts = slots
        .iter()
        .map(|slot| slot.from)
        .chain(marks.iter().map(|mark| mark.at));
    let ends = slots
        .iter()
        .map(|slot| slot.to)
        .chain(marks.iter().map(|mark| mark.at));
    let first = starts.chain([now, 8 * 60]).min().unwrap_or(8 * 60);
    let last = ends.chain([now, 18 * 60]).max().unwrap_or(18 * 60);
    (
        (first / 60 * 60).max(0),
        ((last + 59) / 60 * 60).min(24 * 60),
    )
}

/// `9:00`
pub fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// What of a text fits into a share of the width; nothing when not even a word of it does.
fn fitting(text: &str, wide: f64) -> &str {
    let most = (wide / LETTER) as usize;
    if text.chars().count() <= most {
        return text;
    }
    let first = text.split(' ').next().unwrap_or_default();
    if first.chars().count() <= most {
        first
    } else {
        ""
    }
}

pub fn dayrule(label: &str, slots: &[Slot], marks: &[Mark], now: i64) -> Markup {
    let (from, to) = span(slots, marks, now);
    let share = |minutes: i64| (minutes - from) as f64 / (to - from).max(1) as f64 * 100.0;
    let at = |minutes: i64| format!("{:.2}%", share(minutes));
    let halves: Vec<i64> = (from / 30..=to / 30).map(|half| half * 30).collect();
    html! {
        svg class="chart dayrule" height="92" role="img" aria-label=(label) {
            @for half in &halves {
                @let whole = half % 60 == 0;
                line class="tickm" x1=(at(*half)) x2=(at(*half)) y1="62" y2=(if whole { "70" } else { "66" }) {}
                // The ends carry no number: on a phone it would run into the next one.
                @if whole && *half > from && *half < to {
                    text class=(if half % 120 == 0 { "mid" } else { "mid odd" }) x=(at(*half)) y="86" { (clock(*half)) }
                }
            }
            line class="axis" x1="0" x2="100%" y1="62.5" y2="62.5" {}
            @for slot in slots {
                @let wide = share(slot.to) - share(slot.from);
                svg x=(at(slot.from)) width=(format!("{:.2}%", wide.max(0.6))) y="38" height="24" {
                    rect class=(if slot.live { "slot live" } else { "slot" }) x=".5" y=".5" width="100%" height="30" rx="3" {
                        title { (slot.text) ", " (clock(slot.from)) " to " (clock(slot.to)) }
                    }
                    text class=(if slot.live { "onlive" } else { "val" }) x="7" y="16.5" { (fitting(&slot.text, wide - 1.0)) }
                }
            }
            @for mark in marks {
                @let end = share(mark.at) > 80.0;
                g data-tone=(mark.tone.name()) {
                    line class="stem" x1=(at(mark.at)) x2=(at(mark.at)) y1="20" y2="62" {}
                    circle class="pt" cx=(at(mark.at)) cy="62" r="3.5" {}
                    text class=(if end { "val end" } else { "val mid" }) x=(at(mark.at)) y="13" { (mark.text) }
                }
            }
            line class="now" x1=(at(now)) x2=(at(now)) y1="6" y2="72" {}
            circle class="nowdot" cx=(at(now)) cy="6" r="3" {}
            @let late = share(now) > 88.0;
            text class=(if late { "nowt end" } else { "nowt" }) x=(at(now)) dx=(if late { "-7" } else { "7" }) y="10" { (clock(now)) }
        }
    }
}

/// The first place from the start of the working day where so many minutes fit between what stands already.
pub fn gap(slots: &[Slot], minutes: i64) -> i64 {
    let mut taken: Vec<(i64, i64)> = slots.iter().map(|slot| (slot.from, slot.to)).collect();
    taken.sort_unstable();
    taken.iter().fold(8 * 60, |from, (begins, ends)| {
        if from + minutes <= *begins {
            from
        } else {
            from.max(*ends)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_in_takes_the_first_gap() {
        let taken = |from: i64, to: i64| Slot {
            from,
            to,
            text: String::new(),
            live: false,
        };
        assert_eq!(gap(&[], 60), 480);
        let slots = [taken(600, 660), taken(480, 510)];
        assert_eq!(gap(&slots, 60), 510);
        assert_eq!(gap(&slots, 120), 660);
        assert_eq!(gap(&[taken(400, 500)], 30), 500);
    }

    #[test]
    fn the_rule_holds_whatever_happens() {
        assert_eq!(span(&[], &[], 12 * 60), (480, 1080));
        let early = Slot {
            from: 395,
            to: 425,
            text: "T-1".into(),
            live: false,
        };
        assert_eq!(span(&[early], &[], 20 * 60 + 5), (360, 1260));
        let drawn = dayrule("Today", &[], &[], 23 * 60 + 59).into_string();
        assert!(drawn.contains("23:59") && !drawn.contains("NaN"));
    }

    #[test]
    fn text_is_cut_to_its_place() {
        assert_eq!(fitting("T-12 Booking form", 20.0), "T-12 Booking form");
        assert_eq!(fitting("T-12 Booking form", 5.0), "T-12");
        assert_eq!(fitting("T-12 Booking form", 1.0), "");
    }
}
