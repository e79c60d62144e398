//! A document on a terminal, or in a pipe: what is said in colour is also said in characters.
//!
//! Only prose is wrapped. What is long and may be copied stays on one line, however long.

use owo_colors::Style;
use unicode_width::UnicodeWidthStr;

use crate::screen::plot::{self, Plot};
use crate::screen::{Aligned, Block, Document, Line, Note, NoteKind, Role, Span, Stage};

/// How each role looks.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    coloured: bool,
}

impl Palette {
    /// Characters alone.
    #[must_use]
    pub fn plain() -> Self {
        Self { coloured: false }
    }

    /// The sixteen colours that every terminal has, so that its owner's theme holds.
    #[must_use]
    pub fn coloured() -> Self {
        Self { coloured: true }
    }

    fn style(self, role: Role) -> Style {
        let style = Style::new();
        if !self.coloured {
            return style;
        }
        match role {
            Role::Plain => style,
            Role::Heading | Role::Command => style.bold(),
            Role::Name => style.blue(),
            Role::Quiet | Role::Separator => style.dimmed(),
            Role::LayerOne => style.cyan(),
            Role::LayerTwo => style.magenta().bold(),
            Role::Right => style.green(),
            Role::Wrong => style.red(),
            Role::Warning => style.yellow(),
        }
    }
}

/// The document as text, prose wrapped at `width` columns.
#[must_use]
pub fn render(document: &Document, width: usize, palette: Palette) -> String {
    let mut page = Page {
        out: String::new(),
        width,
        palette,
    };
    page.blocks(&document.blocks, 0);
    page.out
}

/// Columns before the blocks of a stage.
const STAGE_INDENT: usize = 4;
/// Columns of a stage's title.
const TITLE_WIDTH: usize = 24;
/// Columns before what needs the whole width, under a label.
const WIDE_INDENT: usize = 4;
/// Columns of the longest bar.
const BAR: u64 = 20;
/// Columns of a label.
const LABEL_WIDTH: usize = 19;

struct Page {
    out: String,
    width: usize,
    palette: Palette,
}

impl Page {
    fn blocks(&mut self, blocks: &[Block], indent: usize) {
        // A picture needs a pointer or a tab key.
        let blocks = blocks.iter().flat_map(|block| match block {
            Block::Picture(picture) => picture.instead.as_slice(),
            block => std::slice::from_ref(block),
        });
        let mut before: Option<&Block> = None;
        for block in blocks {
            if before.is_some_and(|before| stands_apart(before, block)) {
                self.out.push('\n');
            }
            self.block(block, indent);
            before = Some(block);
        }
    }

    fn block(&mut self, block: &Block, indent: usize) {
        match block {
            Block::Title(line) => self.prose(line, indent, indent, Some(Role::Heading)),
            Block::Stage(stage) => self.stage(stage, indent),
            Block::Labelled { label, blocks } => self.labelled(label, blocks, indent),
            Block::Paragraph(line) => self.prose(line, indent, indent, None),
            Block::Table(rows) => self.table(rows, indent),
            Block::Code(line) => self.row(line, indent),
            Block::Aligned(aligned) => self.aligned(aligned, indent),
            Block::Note(note) => self.note(note, indent),
            Block::Picture(picture) => self.blocks(&picture.instead, indent),
            Block::Plot(plot) => self.plot(plot, indent),
            Block::List(points) => {
                for point in points {
                    self.indent(indent);
                    self.out.push_str("- ");
                    self.wrapped(point, indent + 2, indent + 2, None);
                }
            }
        }
    }

    fn stage(&mut self, stage: &Stage, indent: usize) {
        self.indent(indent);
        let number = format!("{:>2}  ", stage.number);
        self.span(&Span::new(Role::Quiet, &number));
        self.span(&Span::new(Role::Heading, stage.title));
        if !stage.aside.is_empty() {
            self.indent(TITLE_WIDTH.saturating_sub(stage.title.width()).max(2));
            self.line(&stage.aside);
        }
        self.out.push('\n');
        self.blocks(&stage.blocks, indent + STAGE_INDENT);
    }

    fn labelled(&mut self, label: &Line, blocks: &[Block], indent: usize) {
        self.indent(indent);
        self.line(label);
        let inner = indent + LABEL_WIDTH;
        let taken = indent + width(label);
        // What is wide and never wrapped has a line of its own, and the whole width.
        if let [Block::Code(line)] = blocks
            && inner + width(line) > self.width
        {
            self.out.push('\n');
            self.row(line, indent + WIDE_INDENT);
            return;
        }
        if taken + 2 > inner || matches!(blocks, [Block::Aligned(_), ..]) {
            self.out.push('\n');
            self.blocks(blocks, inner);
            return;
        }
        let start = self.out.len();
        self.blocks(blocks, inner);
        // The label takes the place of the first line's indent.
        let first = self.out.split_off(start);
        let blanks = first.len() - first.trim_start_matches(' ').len();
        self.out.push_str(&first[blanks.min(taken)..]);
    }

    fn table(&mut self, rows: &[Vec<Line>], indent: usize) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        // The last cell of a row needs no room: nothing stands after it.
        let followed = |column: usize| {
            rows.iter()
                .filter(move |row| column + 1 < row.len())
                .filter_map(move |row| row.get(column))
        };
        let widest = |column: usize| followed(column).map(width).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| widest(column).min(MAX_COLUMN))
            .collect();
        for row in rows {
            self.indent(indent);
            for (column, cell) in row.iter().enumerate() {
                self.line(cell);
                if column + 1 < row.len() && row[column + 1..].iter().any(|cell| !cell.is_empty()) {
                    let target = widths.get(column).copied().unwrap_or_default();
                    self.indent(target.saturating_sub(width(cell)) + 2);
                }
            }
            self.out.push('\n');
        }
    }

    fn plot(&mut self, plot: &Plot, indent: usize) {
        match plot {
            Plot::Bars(bars) => {
                let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default();
                let rows = bars.iter().map(|bar| {
                    let drawn = plot::bar(bar.count, most, BAR);
                    vec![
                        bar.name.clone(),
                        Line::plain(&format!("{:>9}", bar.count)),
                        Line::of(bar.role, &drawn),
                    ]
                });
                self.table(&rows.collect::<Vec<_>>(), indent);
            }
            Plot::Time(time) => {
                let roles = [Role::Wrong, Role::Right, Role::Warning];
                let rows = roles.iter().filter_map(|role| {
                    let drawn = time.sparkline(*role);
                    let name = plot::named(*role);
                    (!drawn.trim().is_empty())
                        .then(|| vec![Line::of(Role::Quiet, name), Line::of(*role, &drawn)])
                });
                self.table(&rows.collect::<Vec<_>>(), indent);
                let text = format!("{} to {}, {} a mark", time.from, time.to, time.span);
                self.prose(&Line::of(Role::Quiet, &text), indent, indent, None);
            }
        }
    }

    fn aligned(&mut self, aligned: &Aligned, label: usize) {
        // Under a label the room of the label is used as well.
        let indent = label;
        let indent = if indent < LABEL_WIDTH {
            indent
        } else {
            indent - LABEL_WIDTH + WIDE_INDENT
        };
        let labels = aligned
            .rows
            .iter()
            .map(|(label, _)| width(label))
            .max()
            .unwrap_or_default();
        for (label, text) in &aligned.rows {
            self.indent(indent);
            self.line(label);
            self.indent(labels - width(label) + 2);
            self.line(text);
            self.out.push('\n');
        }
        if !aligned.marks.is_empty() {
            self.indent(indent + labels + 2);
            self.line(&aligned.marks);
        }
        let at = indent + labels + 2 + width(&aligned.marks);
        let beside = !aligned.marks.is_empty() && at + 2 + width(&aligned.said) <= self.width;
        if beside && !aligned.said.is_empty() {
            self.indent(2);
            self.line(&aligned.said);
        }
        if !aligned.marks.is_empty() {
            self.out.push('\n');
        }
        if !beside && !aligned.said.is_empty() {
            self.prose(&aligned.said, label, label, None);
        }
    }

    fn note(&mut self, note: &Note, indent: usize) {
        let (mark, role) = match note.kind {
            NoteKind::Info => ("i ", Role::Quiet),
            NoteKind::Warning => ("! ", Role::Warning),
        };
        self.indent(indent);
        self.span(&Span::new(role, mark));
        self.wrapped(&note.text, indent + 2, indent + 2, None);
    }

    fn row(&mut self, line: &Line, indent: usize) {
        self.indent(indent);
        self.line(line);
        self.out.push('\n');
    }

    fn prose(&mut self, line: &Line, first: usize, rest: usize, role: Option<Role>) {
        self.indent(first);
        self.wrapped(line, first, rest, role);
    }

    /// Writes words from column `at` on; further lines start at `rest`.
    fn wrapped(&mut self, line: &Line, mut at: usize, rest: usize, role: Option<Role>) {
        let mut fresh = true;
        for span in &line.0 {
            let role = role
                .filter(|_| span.role() == Role::Plain)
                .unwrap_or(span.role());
            // The words of a span that stand on one line are written as one.
            let mut run = String::new();
            for (index, word) in span.text().split(' ').enumerate() {
                let blank = index > 0;
                let len = word.width() + usize::from(blank);
                if blank && !fresh && at + len > self.width {
                    self.span(&Span::new(role, &std::mem::take(&mut run)));
                    self.out.push('\n');
                    self.indent(rest);
                    at = rest;
                } else if blank {
                    run.push(' ');
                    at += 1;
                }
                run.push_str(word);
                at += word.width();
                fresh &= word.is_empty();
            }
            self.span(&Span::new(role, &run));
        }
        self.out.push('\n');
    }

    fn line(&mut self, line: &Line) {
        line.0.iter().for_each(|span| self.span(span));
    }

    fn span(&mut self, span: &Span) {
        let style = self.palette.style(span.role());
        if style.is_plain() || span.text().is_empty() {
            self.out.push_str(span.text());
        } else {
            self.out.push_str(&style.style(span.text()).to_string());
        }
    }

    fn indent(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }
}

/// A longer cell pushes the next one of its row, and no other row.
const MAX_COLUMN: usize = 40;

fn width(line: &Line) -> usize {
    line.0.iter().map(|span| span.text().width()).sum()
}

fn begins(line: &Line) -> Option<Role> {
    line.0.first().map(Span::role)
}

/// Whether an empty line stands between two blocks.
fn stands_apart(before: &Block, after: &Block) -> bool {
    match (before, after) {
        // What stands under a heading belongs to it, and a quiet line to what it follows.
        (Block::Paragraph(above), Block::Paragraph(below))
            if begins(above) == Some(Role::Heading) || begins(below) == Some(Role::Quiet) =>
        {
            false
        }
        (Block::Aligned(_), Block::Paragraph(_) | Block::Note(_))
        | (Block::Paragraph(_) | Block::Note(_), Block::Aligned(_)) => false,
        (Block::Stage(_) | Block::Title(_) | Block::Aligned(_), _)
        | (_, Block::Stage(_) | Block::Title(_) | Block::Aligned(_))
        | (Block::Code(_), Block::Table(_))
        | (Block::Table(_), Block::Paragraph(_) | Block::Code(_))
        | (Block::Paragraph(_), Block::Paragraph(_)) => true,
        (Block::Paragraph(_), Block::Labelled { .. })
        | (Block::Labelled { .. }, Block::Paragraph(_) | Block::Note(_))
        | (Block::Note(_), Block::Labelled { .. }) => true,
        (Block::Labelled { blocks: above, .. }, Block::Labelled { blocks: below, .. }) => {
            let long = |blocks: &[Block]| {
                matches!(blocks, [Block::Code(line)] if width(line) > 70)
                    || matches!(blocks, [Block::Aligned(_)])
            };
            above.len() > 1 || below.len() > 1 || long(above) || long(below)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(blocks: Vec<Block>, width: usize) -> String {
        render(&Document { blocks }, width, Palette::plain())
    }

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        let long = "one two three four five six";
        let blocks = vec![
            Block::Paragraph(Line::plain(long)),
            Block::Code(Line::plain(long)),
        ];
        assert_eq!(
            plain(blocks, 14),
            "one two three\nfour five six\none two three four five six\n"
        );
    }

    #[test]
    fn a_label_stands_beside_what_it_names() {
        let blocks = vec![Block::Labelled {
            label: "fix".into(),
            blocks: vec![Block::Code("a".into()), Block::Code("b".into())],
        }];
        assert_eq!(
            plain(blocks, 80),
            "fix                a\n                   b\n"
        );
    }

    #[test]
    fn wide_characters_keep_a_table_aligned() {
        let rows = vec![
            vec!["写真".into(), "x".into()],
            vec!["abcd".into(), "y".into()],
        ];
        assert_eq!(plain(vec![Block::Table(rows)], 80), "写真  x\nabcd  y\n");
    }

    #[test]
    fn colours_come_from_roles_and_only_when_asked() {
        let blocks = vec![Block::Code(Line::of(Role::LayerTwo, "%2520"))];
        let document = Document { blocks };
        assert_eq!(render(&document, 80, Palette::plain()), "%2520\n");
        let coloured = render(&document, 80, Palette::coloured());
        assert_eq!(coloured, "\u{1b}[35;1m%2520\u{1b}[0m\n");
    }
}
