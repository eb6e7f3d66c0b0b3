//! What was measured: rows under headings, printed as they come or as JSON at the end, and how cost grows with size.

use serde_json::{Value, json};

/// In what a row is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unit {
    /// Milliseconds of the server's CPU for one of it.
    Cpu,
    Milliseconds,
    Seconds,
    ASecond,
    Kilobytes,
    Megabytes,
    /// Of threads, of streams.
    Count,
}

impl Unit {
    const fn words(self) -> &'static str {
        match self {
            Unit::Cpu => "ms CPU",
            Unit::Milliseconds => "ms",
            Unit::Seconds => "s",
            Unit::ASecond => "a second",
            Unit::Kilobytes => "KB",
            Unit::Megabytes => "MB",
            Unit::Count => "",
        }
    }

    const fn decimals(self) -> usize {
        match self {
            Unit::Cpu => 3,
            Unit::Seconds | Unit::Kilobytes => 1,
            _ => 0,
        }
    }
}

/// One figure, with what it may be at most.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    value: f64,
    unit: Unit,
    budget: Option<f64>,
    /// Wall times in milliseconds: the middle one, and that of the slowest in a hundred.
    walls: Option<(f64, f64)>,
}

impl Row {
    pub fn new(name: impl Into<String>, value: f64, unit: Unit) -> Row {
        Row {
            name: name.into(),
            value,
            unit,
            budget: None,
            walls: None,
        }
    }

    pub fn budget(mut self, most: f64) -> Row {
        self.budget = Some(most);
        self
    }

    pub fn walls(mut self, middle: f64, slow: f64) -> Row {
        self.walls = Some((middle, slow));
        self
    }

    fn line(&self) -> String {
        let decimals = self.unit.decimals();
        let mut out = format!(
            "  {:<44} {:>9.decimals$} {:<9}",
            self.name,
            self.value,
            self.unit.words()
        );
        match self.budget {
            // To three places: what fills its budget to the last drop is within it.
            Some(most) if self.value <= most => out.push_str(&format!("of {most:<5}  ")),
            Some(most) => out.push_str(&format!("of {most:<5}! ")),
            None => out.push_str("          "),
        }
        if let Some((middle, slow)) = self.walls {
            out.push_str(&format!("p50 {middle:>8.2} ms  p99 {slow:>8.2} ms"));
        }
        out.trim_end().to_owned()
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name, "value": self.value, "unit": self.unit.words(), "budget": self.budget,
            "p50_ms": self.walls.map(|walls| walls.0), "p99_ms": self.walls.map(|walls| walls.1),
        })
    }
}

struct Section {
    title: String,
    scale: Option<u32>,
    rows: Vec<Row>,
}

pub struct Report {
    aloud: bool,
    sections: Vec<Section>,
}

impl Report {
    /// `aloud` prints each row as it comes; otherwise all of it is printed as JSON at the end.
    pub fn new(aloud: bool) -> Report {
        Report {
            aloud,
            sections: Vec::new(),
        }
    }

    pub fn begin(&mut self, title: &str, scale: Option<u32>) {
        if self.aloud {
            say!("\n{title}");
        }
        self.sections.push(Section {
            title: title.to_owned(),
            scale,
            rows: Vec::new(),
        });
    }

    pub fn add(&mut self, row: Row) {
        if self.aloud {
            say!("{}", row.line());
        }
        if let Some(section) = self.sections.last_mut() {
            section.rows.push(row);
        }
    }

    pub fn finish(&self) {
        if !self.aloud {
            say!("{}", self.json());
            return;
        }
        let grown = self.growth();
        if let (Some((small, large)), false) = (self.ends(), grown.is_empty()) {
            say!("\nCPU at scale {large} over scale {small}");
            for (name, ratio) in grown {
                say!("  {name:<44} {ratio:>9.2}");
            }
        }
    }

    fn sized(&self) -> impl DoubleEndedIterator<Item = (&Section, u32)> {
        let sections = self.sections.iter();
        sections.filter_map(|section| section.scale.map(|scale| (section, scale)))
    }

    /// The smallest and the largest size, when there are two.
    fn ends(&self) -> Option<(u32, u32)> {
        let (first, last) = (self.sized().next()?.1, self.sized().next_back()?.1);
        (first != last).then_some((first, last))
    }

    /// What each row of CPU costs in the last size, in units of the first.
    fn growth(&self) -> Vec<(String, f64)> {
        let (Some((first, small)), Some((last, large))) =
            (self.sized().next(), self.sized().next_back())
        else {
            return Vec::new();
        };
        if small == large {
            return Vec::new();
        }
        let held = |row: &&Row| row.unit == Unit::Cpu;
        let rows = first.rows.iter().filter(held);
        rows.filter_map(|row| {
            let then = last.rows.iter().find(|other| other.name == row.name)?;
            Some((row.name.clone(), then.value / row.value))
        })
        .collect()
    }

    fn json(&self) -> Value {
        let sections = self.sections.iter().map(|section| {
            let rows: Vec<Value> = section.rows.iter().map(Row::json).collect();
            json!({ "title": section.title, "scale": section.scale, "rows": rows })
        });
        let growth: serde_json::Map<String, Value> = self
            .growth()
            .into_iter()
            .map(|(name, ratio)| (name, json!(ratio)))
            .collect();
        json!({ "version": env!("CARGO_PKG_VERSION"), "sections": sections.collect::<Vec<_>>(), "growth": growth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_it_keeps_its_budget_and_how_it_grows() {
        let mut report = Report::new(false);
        for (scale, cost) in [(1, 0.5), (100, 0.75)] {
            report.begin("Size", Some(scale));
            report.add(
                Row::new("my day", cost, Unit::Cpu)
                    .budget(0.6)
                    .walls(1.0, 2.0),
            );
            report.add(Row::new("memory", 50.0, Unit::Megabytes));
        }
        assert_eq!(report.growth(), [("my day".to_owned(), 1.5)]);
        let lines: Vec<String> = report
            .sections
            .iter()
            .map(|section| section.rows[0].line())
            .collect();
        assert!(
            lines[0].contains("of 0.6 ") && lines[1].contains("of 0.6  !")
                || lines[1].contains("!")
        );
        let json = report.json();
        assert_eq!(json["sections"][1]["rows"][0]["value"], 0.75);
        assert_eq!(json["sections"][1]["rows"][0]["p99_ms"], 2.0);
        assert_eq!(json["growth"]["my day"], 1.5);
    }
}
