//! What stands on a sheet in the order in which it is read, and as what: the structure tree of the file (ISO 32000-1, 14.7),
//! by which it is read aloud, reflowed and searched. Nothing here knows where on a page anything stands.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// What a piece of a sheet is.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// At its level, 1 above all; with what it says, which outlines show.
    Heading(u16, String),
    Paragraph,
    /// A picture, with what it shows in words.
    Figure(String),
    List,
    /// One of a list, with its name and what it says.
    Item,
    Name,
    Said,
    Table,
    Head,
    Rows,
    Foot,
    Row,
    /// Names a column.
    ColumnName,
    /// Names a row.
    RowName,
    Cell,
}

impl Role {
    fn tag(&self) -> TagKind {
        match self {
            Role::Heading(level, said) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                Tag::Hn(level, Some(said.clone())).into()
            }
            Role::Paragraph => Tag::P.into(),
            Role::Figure(said) => Tag::Figure(Some(said.clone())).into(),
            Role::List => Tag::L(ListNumbering::None).into(),
            Role::Item => Tag::LI.into(),
            Role::Name => Tag::Lbl.into(),
            Role::Said => Tag::LBody.into(),
            Role::Table => Tag::Table.into(),
            Role::Head => Tag::THead.into(),
            Role::Rows => Tag::TBody.into(),
            Role::Foot => Tag::TFoot.into(),
            Role::Row => Tag::TR.into(),
            Role::ColumnName => Tag::TH(TableHeaderScope::Column).into(),
            Role::RowName => Tag::TH(TableHeaderScope::Row).into(),
            Role::Cell => Tag::TD.into(),
        }
    }
}

/// A piece of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece(usize);

/// The pieces of a sheet, each below another or at the top, in the order in which they are read.
#[derive(Debug, Default)]
pub struct Tags {
    pieces: Vec<(Role, Vec<Piece>)>,
    top: Vec<Piece>,
}

impl Tags {
    pub fn add(&mut self, below: Option<Piece>, role: Role) -> Piece {
        let piece = Piece(self.pieces.len());
        self.pieces.push((role, Vec::new()));
        match below.and_then(|Piece(n)| self.pieces.get_mut(n)) {
            Some((_, pieces)) => pieces.push(piece),
            None => self.top.push(piece),
        }
        piece
    }

    /// The tree of the file, once it is known what on its pages each piece is. Pieces of which nothing was printed are left
    /// out.
    pub fn tree(&self, printed: Vec<(Piece, Identifier)>, language: &str) -> TagTree {
        let mut of: Vec<Vec<Identifier>> = self.pieces.iter().map(|_| Vec::new()).collect();
        for (Piece(n), identifier) in printed {
            if let Some(of) = of.get_mut(n) {
                of.push(identifier);
            }
        }
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for piece in &self.top {
            if let Some(group) = self.group(*piece, &mut of) {
                tree.push(group);
            }
        }
        tree
    }

    fn group(&self, Piece(n): Piece, of: &mut [Vec<Identifier>]) -> Option<TagGroup> {
        let (role, pieces) = self.pieces.get(n)?;
        let own = of.get_mut(n).map(std::mem::take).unwrap_or_default();
        let mut children: Vec<Node> = own.into_iter().map(Node::from).collect();
        for piece in pieces {
            children.extend(self.group(*piece, of).map(Node::from));
        }
        // A cell is there though nothing stands in it: a row has as many as its table has columns.
        let kept = matches!(role, Role::Cell | Role::ColumnName | Role::RowName);
        (kept || !children.is_empty()).then(|| TagGroup::with_children(role.tag(), children))
    }
}
