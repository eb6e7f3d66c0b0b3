//! How far Atrium is with reading documents, and what stands around the process that does it.

use super::check::{Check, Grade};
use crate::{
    base::Result,
    data::Visit,
    extract::{Tried, Walls},
    features::documents,
};

pub fn on_documents(visit: &Visit) -> Result<Vec<Check>> {
    let standing = documents::standing(visit)?;
    let mut value = match (standing.reads, standing.waiting) {
        (false, _) => "nothing reads them".to_owned(),
        (true, 0) => "all are read".to_owned(),
        (true, waiting) => format!("{waiting} wait"),
    };
    if standing.failed > 0 {
        value.push_str(&format!(", {} could not be read", standing.failed));
    }
    if let Some((document, why)) = &standing.trouble {
        value.push_str(&format!("; the last of them: {why} ({document})"));
    }
    let read = Check {
        key: "reading",
        name: "Text in documents",
        value,
        grade: Grade::Good,
        advice: String::new(),
    };
    let walls = standing.walls.map(|(walls, tried)| {
        let (mut value, mut grade) = around(walls, tried);
        if !standing.closed_in {
            value.push_str(", so nothing is read");
            grade = Grade::Act;
        }
        Check {
            key: "reading_walls",
            name: "What reads documents",
            value,
            grade,
            advice: match grade {
                Grade::Good => String::new(),
                _ => "A file that somebody sent is read by a process of its own, which this system doesn't close in as it could. See what the service or the container forbids: setrlimit, seccomp. Where a container can't allow it, the key `read_only_walled` of the configuration has documents read all the same.".into(),
            },
        }
    });
    Ok([Some(read), walls].into_iter().flatten().collect())
}

fn around(walls: Walls, tried: Tried) -> (String, Grade) {
    if !tried.is_held() {
        return ("can do more than it may".into(), Grade::Act);
    }
    match walls.missing().as_slice() {
        [] => ("closed in on all sides".into(), Grade::Good),
        missing => (
            format!("closed in without {}", missing.join(" and ")),
            Grade::Look,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_that_is_missing_is_named() {
        let all = Walls {
            limits: true,
            openings: true,
            calls: true,
        };
        assert_eq!(around(all, Tried::default()).1, Grade::Good);
        let (said, grade) = around(
            Walls {
                calls: false,
                ..all
            },
            Tried::default(),
        );
        assert!(said.contains("the filter of system calls"), "{said}");
        assert_eq!(grade, Grade::Look);
        let tried = Tried {
            opened_a_socket: true,
            ..Tried::default()
        };
        assert_eq!(around(all, tried).1, Grade::Act);
    }
}
