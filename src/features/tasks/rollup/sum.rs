//! Parts taken together: their mean, exactly, by what each of them weighs.

use crate::features::projects::{Rest, TaskPart as Part, TaskStatus as Status};

/// The parts together: minutes (0 when none is estimated), progress, how many count, are completed, are started.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    pub minutes: u32,
    pub rest: Option<Rest>,
    pub progress: u8,
    pub total: u32,
    pub done: u32,
    pub started: u32,
}

/// Finer than this no weight is kept: a plan with so odd a mean is rounded below a millionth of a minute.
const FINEST: u128 = 1 << 20;

pub fn sum(parts: &[Part]) -> Sum {
    let counted: Vec<&Part> = parts.iter().filter(|part| part.counts).collect();
    // All in one unit that divides each of them, so that nothing is cut off.
    let unit = unit(&counted);
    let weight = |part: &Part| {
        let rest = part.rest.map_or(0, |rest| {
            u128::from(rest.over) * unit / u128::from(rest.of.max(1))
        });
        u128::from(part.minutes) * unit + rest
    };
    let (mut estimated, mut unestimated) = (0u128, 0u128);
    let (mut known, mut earned, mut beside) = (0u128, 0u128, 0u128);
    for part in &counted {
        let progress = u128::from(part.progress);
        match part.minutes {
            0 => {
                unestimated += 1;
                beside += progress;
            }
            _ => {
                estimated += 1;
                known += weight(part);
                earned += weight(part) * progress;
            }
        }
    }
    let all = estimated + unestimated;
    // An unestimated one weighs the mean of the others, so it has to be multiplied by their number.
    let mean = match estimated {
        0 => beside.checked_div(all),
        _ => (earned * estimated + known * beside).checked_div(known * all),
    };
    let mean = mean.unwrap_or(0).min(100) as u8;
    let done = counted
        .iter()
        .filter(|part| part.state == Status::Completed)
        .count();
    let (minutes, rest) = minutes(known * all, estimated * unit);
    Sum {
        minutes,
        rest,
        progress: if done < counted.len() {
            mean.min(99)
        } else {
            mean
        },
        total: counted.len() as u32,
        done: done as u32,
        started: counted
            .iter()
            .filter(|part| part.state.is_started())
            .count() as u32,
    }
}

/// The parts of a minute that every weight is a whole number of.
fn unit(parts: &[&Part]) -> u128 {
    let mut unit: u128 = 1;
    for rest in parts.iter().filter_map(|part| part.rest) {
        let of = u128::from(rest.of.max(1));
        unit *= of / common(unit, of);
        if unit > u128::from(u32::MAX) {
            return FINEST;
        }
    }
    unit
}

fn common(a: u128, b: u128) -> u128 {
    match b {
        0 => a,
        b => common(b, a % b),
    }
}

/// A fraction as whole minutes and what is left.
fn minutes(top: u128, bottom: u128) -> (u32, Option<Rest>) {
    if bottom == 0 {
        return (0, None);
    }
    let (whole, left) = (top / bottom, top % bottom);
    let most = common(left, bottom).max(1);
    let (over, of) = match u32::try_from(bottom / most) {
        Ok(of) => (left / most, of),
        Err(_) => (left * FINEST / bottom, FINEST as u32),
    };
    let rest = Rest {
        over: over as u32,
        of,
    };
    (
        u32::try_from(whole).unwrap_or(u32::MAX),
        (rest.over > 0).then_some(rest),
    )
}
