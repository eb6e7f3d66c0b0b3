//! The work as a graph: one node for each piece, two for a summary (where its parts begin, where all of them are over).

use std::collections::BTreeMap;

use super::{At, Because, Refusal, Work, time::Company};
use crate::base::Day;

pub(super) struct Links {
    count: usize,
    /// Followers of a node, each with the working days between.
    pub next: Vec<Vec<(usize, u32)>>,
    /// How many come before each.
    pub waits: Vec<usize>,
    /// The parts of a summary.
    pub parts: Vec<Vec<usize>>,
    /// All nodes, what comes before first.
    order: Vec<usize>,
}

impl Links {
    /// # Errors
    /// When the work waits for itself, with the path.
    pub fn of(work: &[Work]) -> Result<Links, Refusal> {
        let count = work.len();
        let places: BTreeMap<u64, usize> =
            work.iter().enumerate().map(|(at, w)| (w.key, at)).collect();
        let place = |key: u64| places.get(&key).copied();
        let mut links = Links {
            count,
            next: vec![Vec::new(); 2 * count],
            waits: vec![0; 2 * count],
            parts: vec![Vec::new(); count],
            order: Vec::new(),
        };
        for (at, work) in work.iter().enumerate() {
            if let Some(above) = work.parent.and_then(place) {
                links.parts[above].push(at);
            }
        }
        for (at, work) in work.iter().enumerate() {
            for after in &work.after {
                if let Some(before) = place(after.key) {
                    links.link(links.end(before), at, after.lag);
                }
            }
            if let Some(above) = work.parent.and_then(place) {
                links.link(above, at, 0);
                links.link(links.end(at), count + above, 0);
            }
        }
        links.sort(work)?;
        Ok(links)
    }

    fn link(&mut self, from: usize, to: usize, lag: u32) {
        self.next[from].push((to, lag));
        self.waits[to] += 1;
    }

    pub fn len(&self) -> usize {
        2 * self.count
    }

    fn is_summary(&self, at: usize) -> bool {
        !self.parts[at].is_empty()
    }

    /// The node that is passed when a piece of work is over.
    fn end(&self, at: usize) -> usize {
        match self.is_summary(at) {
            true => self.count + at,
            false => at,
        }
    }

    /// Whose node it is.
    pub fn owner(&self, node: usize) -> usize {
        node % self.count.max(1)
    }

    pub fn is_end(&self, node: usize) -> bool {
        node >= self.count
    }

    /// The work of a node that takes time.
    pub fn leaf(&self, node: usize) -> Option<usize> {
        (node < self.count && !self.is_summary(node)).then_some(node)
    }

    fn is_there(&self, node: usize) -> bool {
        node < self.count || self.is_summary(node - self.count)
    }

    /// What waits for nothing.
    pub fn free(&self) -> Vec<usize> {
        let nodes = (0..self.len()).filter(|node| self.is_there(*node));
        nodes.filter(|node| self.waits[*node] == 0).collect()
    }

    /// Kahn's order; what is left over has a circle in it.
    fn sort(&mut self, work: &[Work]) -> Result<(), Refusal> {
        let mut waits = self.waits.clone();
        let mut open = self.free();
        let mut order = Vec::new();
        while let Some(node) = open.pop() {
            order.push(node);
            for (next, _) in &self.next[node] {
                waits[*next] -= 1;
                if waits[*next] == 0 {
                    open.push(*next);
                }
            }
        }
        let stuck = (0..self.len()).find(|node| self.is_there(*node) && waits[*node] > 0);
        self.order = order;
        match stuck {
            None => Ok(()),
            Some(node) => Err(Refusal::Circle(self.circle(work, node, &waits))),
        }
    }

    /// A path round, from what waits with something that waits before it, again and again, until one is met twice. It
    /// begins with the lowest key, so that the same circle is always told in the same words.
    fn circle(&self, work: &[Work], from: usize, waits: &[usize]) -> Vec<u64> {
        let mut before: Vec<Option<usize>> = vec![None; self.len()];
        let waiting = (0..self.len()).zip(waits).filter(|(_, waits)| **waits > 0);
        for (node, _) in waiting {
            for (next, _) in &self.next[node] {
                before[*next] = before[*next].or(Some(node));
            }
        }
        let mut met: Vec<usize> = Vec::new();
        let mut at = from;
        while !met.contains(&at) {
            met.push(at);
            match before[at] {
                Some(other) => at = other,
                None => break,
            }
        }
        let begin = met.iter().position(|node| *node == at).unwrap_or(0);
        let mut path: Vec<u64> = met[begin..]
            .iter()
            .map(|node| work[self.owner(*node)].key)
            .collect();
        path.dedup();
        while path.len() > 1 && path.first() == path.last() {
            path.pop();
        }
        let lowest = path.iter().enumerate().min_by_key(|(_, key)| **key);
        let lowest = lowest.map_or(0, |(at, _)| at);
        path.rotate_left(lowest);
        path
    }

    /// How urgent each is and by when it has to be over, with what waits for it: by work, leaves and summaries alike.
    pub fn urgency(&self, work: &[Work]) -> Vec<(u8, Day)> {
        let own = |node: usize| {
            let work = &work[self.owner(node)];
            (work.priority, work.due.unwrap_or(Day(i32::MAX)))
        };
        let mut all: Vec<(u8, Day)> = (0..self.len())
            .map(|node| match self.is_end(node) {
                // A summary's own word holds for its parts.
                true => own(node),
                false if self.leaf(node).is_none() => (0, Day(i32::MAX)),
                false => own(node),
            })
            .collect();
        for node in self.order.iter().rev() {
            for (next, _) in &self.next[*node] {
                let (priority, due) = all[*next];
                all[*node] = (all[*node].0.max(priority), all[*node].1.min(due));
            }
        }
        all.truncate(self.count);
        all
    }

    /// Summaries, those within others first.
    pub fn summaries_upwards(&self) -> Vec<usize> {
        let ends = self.order.iter().filter(|node| self.is_end(**node));
        ends.map(|node| self.owner(*node)).collect()
    }

    /// What the end of the plan hangs on: from what ends last back over why each began when it did.
    pub fn chain(
        &self,
        work: &[Work],
        spans: &[(At, Option<Because>)],
        last: Option<At>,
    ) -> Vec<bool> {
        let places: BTreeMap<u64, usize> =
            work.iter().enumerate().map(|(at, w)| (w.key, at)).collect();
        let mut critical = vec![false; self.count];
        let mut open: Vec<usize> = (0..self.count)
            .filter(|at| self.leaf(*at).is_some() && Some(spans[*at].0) == last)
            .collect();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut critical[at], true) {
                continue;
            }
            let Some(Because::After(key) | Because::Busy(Some(key))) = spans[at].1 else {
                continue;
            };
            open.extend(places.get(&key));
        }
        for at in self.summaries_upwards() {
            critical[at] = self.parts[at].iter().any(|part| critical[*part]);
        }
        critical
    }

    /// Working days by which each end may move without moving the end of the whole, over dependencies and over whoever
    /// works on one after the other. It is counted in the company's working minutes and cut to whole days.
    pub fn slack(
        &self,
        work: &[Work],
        spans: &[(At, At, Option<Because>)],
        company: &mut Company<'_>,
    ) -> Vec<u32> {
        let places: BTreeMap<u64, usize> =
            work.iter().enumerate().map(|(at, w)| (w.key, at)).collect();
        let Some(last) = spans.iter().map(|(_, end, _)| *end).max() else {
            return Vec::new();
        };
        let finish = company.minutes(last);
        let length = company.length();
        let mut follows: Vec<Vec<usize>> = vec![Vec::new(); self.count];
        for (at, (_, _, because)) in spans.iter().enumerate() {
            if let Some(Because::Busy(Some(key))) = because
                && let Some(before) = places.get(key)
            {
                follows[*before].push(at);
            }
        }
        // The latest moment at which a node may begin; a summary's end has no length.
        let mut latest: Vec<i64> = vec![finish; self.len()];
        let mut turn: Vec<usize> = self.order.clone();
        // What its person does next comes later in time, not always in the order of dependencies.
        turn.sort_by_key(|node| {
            let (start, end, _) = spans[self.owner(*node)];
            match (self.is_end(*node), self.leaf(*node)) {
                (true, _) => (end, end),
                (false, None) => (start, start),
                (false, Some(_)) => (start, end),
            }
        });
        for node in turn.iter().rev() {
            let mut most = finish;
            for (next, lag) in &self.next[*node] {
                most = most.min(match i64::from(*lag) {
                    0 => latest[*next],
                    // It may end at any time of the day that lies so far before.
                    lag => (latest[*next].div_euclid(length) - lag + 1) * length,
                });
            }
            if let Some(at) = self.leaf(*node) {
                for next in &follows[at] {
                    most = most.min(latest[*next]);
                }
                let (start, end, _) = spans[at];
                most -= company.minutes(end) - company.minutes(start);
            }
            latest[*node] = most;
        }
        (0..self.count)
            .map(|at| {
                let (start, end, _) = spans[at];
                let room = match self.is_summary(at) {
                    true => latest[self.count + at] - company.minutes(end),
                    false => latest[at] - company.minutes(start),
                };
                u32::try_from(room.div_euclid(length)).unwrap_or(0)
            })
            .collect()
    }
}
