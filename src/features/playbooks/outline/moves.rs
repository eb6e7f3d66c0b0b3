//! Steps come, go and move about, each with what stands below it.

use super::{Level, Move, Outline, Step};
use crate::base::{Error, Result};

impl Outline {
    /// Adds a step below another, behind what that holds already; without one at the end. Gives its key.
    ///
    /// # Errors
    /// When nothing stands above that it could be part of.
    pub fn add(&mut self, mut step: Step, below: Option<u32>) -> Result<u32> {
        step.key = self.next_key();
        let depth = step.level.depth();
        let at = match below.and_then(|key| self.place(key)) {
            None => self.steps.len(),
            Some(at) => {
                // Beside or below whatever of it is of that level or above.
                let beside = std::iter::successors(Some(at), |at| self.above(*at));
                let mut beside = beside.filter(|at| self.steps[*at].level.depth() <= depth);
                // Behind it and its parts.
                beside
                    .next()
                    .map_or(self.steps.len(), |at| self.block(at).end)
            }
        };
        let before = at.checked_sub(1).map(|at| self.steps[at].level.depth());
        if before.map_or(depth > 0, |before| depth > before + 1) {
            return Err(Error::field(
                "level",
                match depth {
                    1 => "A task stands below a milestone. Add a milestone first.",
                    _ => "A subtask stands below a task. Add a task first.",
                },
            ));
        }
        let key = step.key;
        self.steps.insert(at, step);
        Ok(key)
    }

    /// Takes a step out, with all below it; what came after them comes after nothing in their place.
    pub fn remove(&mut self, at: usize) {
        let gone: Vec<u32> = self
            .steps
            .drain(self.block(at))
            .map(|step| step.key)
            .collect();
        for step in &mut self.steps {
            step.after.retain(|key| !gone.contains(key));
        }
    }

    /// Moves a step with all below it; whether anything changed.
    ///
    /// # Errors
    /// When it would not be part of anything.
    pub fn shift(&mut self, at: usize, how: Move) -> Result<bool> {
        let block = self.block(at);
        let depth = self.steps[at].level.depth();
        let to = match how {
            Move::Up => {
                // Before the one beside it, or behind the parts of the whole before its own.
                match (0..at)
                    .rev()
                    .find(|other| self.steps[*other].level.depth() <= depth)
                {
                    Some(other) if self.steps[other].level.depth() == depth => other,
                    Some(other) if other > 0 && depth > 0 => other,
                    _ => return Ok(false),
                }
            }
            Move::Down => match self.steps.get(block.end).map(|next| next.level.depth()) {
                None => return Ok(false),
                Some(next) if next == depth => self.block(block.end).end,
                // At the head of the next whole.
                Some(_) => block.end + 1,
            },
            Move::In | Move::Out => {
                let by: i8 = if how == Move::In { 1 } else { -1 };
                let above = at.checked_sub(1).map(|at| self.steps[at].level.depth());
                let new = depth.saturating_add_signed(by);
                let deepest = block.clone().map(|at| self.steps[at].level.depth()).max();
                let fits = new != depth
                    && deepest.unwrap_or(depth).saturating_add_signed(by) <= 2
                    && above.is_none_or(|above| new <= above + 1)
                    && (above.is_some() || new == 0);
                if !fits {
                    return Ok(false);
                }
                for at in block {
                    let level = &mut self.steps[at].level;
                    *level = Level::at(level.depth().saturating_add_signed(by));
                }
                return Ok(true);
            }
            Move::Before(key) => key
                .map_or(Some(self.steps.len()), |key| self.place(key))
                .ok_or(Error::NotFound)?,
        };
        if block.contains(&to) || to == block.end {
            return Ok(false);
        }
        let before = self.steps.clone();
        let moved: Vec<Step> = self.steps.drain(block.clone()).collect();
        let to = if to > block.start {
            to - moved.len()
        } else {
            to
        };
        self.steps.splice(to..to, moved);
        let ordered = self.steps.iter().scan(None, |last: &mut Option<u8>, step| {
            let depth = step.level.depth();
            let fits = last.map_or(depth == 0, |last| depth <= last + 1);
            *last = Some(depth);
            Some(fits)
        });
        if !ordered.into_iter().all(|fits| fits) {
            self.steps = before;
            return Err(Error::conflict(
                "It would not be part of anything there. A task stands below a milestone, a subtask below a task.",
            ));
        }
        Ok(true)
    }
}
