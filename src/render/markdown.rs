//! A document as Markdown that fits a bug report (`CommonMark` with GitHub's tables).
//!
//! Text of a request never becomes markup: values stand in code, whose fence is longer than any
//! run of backticks in them, and all other text is escaped.

use crate::language::by_name;
use crate::redact::Shared;
use crate::screen::plot::{self, Plot};
use crate::screen::{Aligned, Block, Document, Line, Note, NoteKind, Role, Span, Stage};

/// The document as Markdown. `subject`: what it is about, above its title.
#[must_use]
pub fn render(document: &Shared<Document>, subject: &Line) -> String {
    let mut page = Page { out: String::new() };
    if !subject.is_empty() {
        let mut spans = subject.0.iter();
        let request = spans.next().map(Span::text).unwrap_or_default();
        let rest: String = spans.map(|span| escaped(span.text())).collect();
        page.paragraph(&(code(request) + &rest));
    }
    let blocks = &document.get().blocks;
    let (titles, rest) =
        blocks.split_at(usize::from(matches!(blocks.first(), Some(Block::Title(_)))));
    page.blocks(titles);
    let said = if document.is_masked() {
        super::MASKED
    } else {
        super::NOT_MASKED
    };
    page.paragraph(&format!("> {}", escaped(said)));
    page.blocks(rest);
    page.out
}

/// A document that never had a secret in it, as Markdown.
#[must_use]
pub fn public(document: &Document) -> String {
    let mut page = Page { out: String::new() };
    page.blocks(&document.blocks);
    page.out
}

/// A plot as the table of its values.
fn rows(plot: &Plot) -> Vec<Vec<Line>> {
    match plot {
        Plot::Bars(bars) => bars
            .iter()
            .map(|bar| vec![bar.name.clone(), Line::plain(&bar.count.to_string())])
            .collect(),
        Plot::Time(time) => time
            .columns
            .iter()
            .filter(|column| column.parts.iter().any(|(_, count)| *count > 0))
            .map(|column| {
                let said = plot::said(&column.parts);
                vec![Line::plain(&column.at), Line::plain(&said)]
            })
            .collect(),
    }
}

struct Page {
    out: String,
}

impl Page {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Title(line) => self.paragraph(&format!("## {}", prose(line))),
                Block::Stage(stage) => self.stage(stage),
                Block::Labelled { label, blocks } => self.labelled(label, blocks),
                Block::Paragraph(line) => self.paragraph(&prose(line)),
                Block::Table(rows) => self.table(rows),
                Block::Code(line) => self.fenced(&line.text()),
                Block::Aligned(aligned) => self.aligned(aligned),
                Block::Note(note) => self.note(note),
                Block::List(points) => {
                    let points: Vec<String> = points
                        .iter()
                        .map(|point| format!("- {}", prose(point)))
                        .collect();
                    self.paragraph(&points.join("\n"));
                }
                Block::Picture(picture) => self.blocks(&picture.instead),
                Block::Plot(plot) => self.table(&rows(plot)),
            }
        }
    }

    fn paragraph(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn stage(&mut self, stage: &Stage) {
        self.paragraph(&format!("### {}. {}", stage.number, escaped(stage.title)));
        if !stage.aside.is_empty() {
            self.paragraph(&cell(&stage.aside));
        }
        self.blocks(&stage.blocks);
    }

    fn labelled(&mut self, label: &Line, blocks: &[Block]) {
        if let [Block::Code(text)] = blocks
            && !label.is_empty()
            && text.text().len() > WALL
        {
            // A wall of text is there for who opens it.
            let summary = escaped(&label.text());
            self.paragraph(&format!("<details><summary>{summary}</summary>"));
            self.fenced(&text.text());
            self.paragraph("</details>");
            return;
        }
        if !label.is_empty() {
            self.paragraph(&format!("**{}**", prose(label)));
        }
        self.blocks(blocks);
    }

    /// A list: GitHub's tables want a row of names, and these have none. Code of a language stands
    /// in a fence of its own.
    fn table(&mut self, rows: &[Vec<Line>]) {
        let mut points: Vec<String> = Vec::new();
        let mut code: Vec<(&Line, Vec<String>)> = Vec::new();
        for row in rows {
            match row.as_slice() {
                [name, text] if is_code(name, text) => code.push((name, vec![text.text()])),
                [name, text] if name.is_empty() && is_command(text) && !code.is_empty() => {
                    if let Some((_, lines)) = code.last_mut() {
                        lines.push(text.text());
                    }
                }
                row => {
                    let cells: Vec<String> = row
                        .iter()
                        .filter(|cell| !cell.is_empty())
                        .map(cell)
                        .collect();
                    points.push(format!("- {}", cells.join(" ")));
                }
            }
        }
        if !points.is_empty() {
            self.paragraph(&points.join("\n"));
        }
        for (name, lines) in code {
            let name = name.text();
            self.paragraph(&escaped(&name));
            let id = by_name(&name).map_or("text", |language| language.id);
            self.fenced_as(id, &lines.join("\n"));
        }
    }

    fn aligned(&mut self, aligned: &Aligned) {
        let width = |line: &Line| line.text().chars().count();
        let labels = aligned
            .rows
            .iter()
            .map(|(label, _)| width(label))
            .max()
            .unwrap_or_default();
        let mut lines: Vec<String> = aligned
            .rows
            .iter()
            .map(|(label, text)| {
                let pad = " ".repeat(labels - width(label) + 2);
                // As a diff has it: what is there is taken out, what is right is put in.
                let sign = match label.0.first().map(Span::role) {
                    Some(Role::Right) => '+',
                    Some(Role::Wrong) => '-',
                    _ => ' ',
                };
                format!("{sign} {}{pad}{}", label.text(), text.text())
            })
            .collect();
        if !aligned.marks.is_empty() {
            lines.push(format!(
                "{}{}",
                " ".repeat(labels + 4),
                aligned.marks.text()
            ));
        }
        let parts = lines.iter().any(|line| line.starts_with(['+', '-']));
        let language = if parts { "diff" } else { "text" };
        self.fenced_as(language, &lines.join("\n"));
        if !aligned.said.is_empty() {
            self.paragraph(&prose(&aligned.said));
        }
    }

    fn note(&mut self, note: &Note) {
        let kind = match note.kind {
            NoteKind::Info => "Note",
            NoteKind::Warning => "Warning",
        };
        self.paragraph(&format!("> **{kind}:** {}", prose(&note.text)));
    }

    fn fenced(&mut self, text: &str) {
        self.fenced_as("text", text);
    }

    fn fenced_as(&mut self, language: &str, text: &str) {
        let fence = "`".repeat((longest_run(text) + 1).max(3));
        self.paragraph(&format!("{fence}{language}\n{text}\n{fence}"));
    }
}

/// A text that is longer is a wall.
const WALL: usize = 200;

/// Whether a row is a line of code beside its language.
fn is_code(name: &Line, text: &Line) -> bool {
    is_command(text) && by_name(&name.text()).is_some()
}

fn is_command(text: &Line) -> bool {
    text.0
        .first()
        .is_some_and(|span| span.role() == Role::Command)
}

/// A line of prose: what stands between backticks in it is code, all else is escaped.
fn prose(line: &Line) -> String {
    let text = line.text();
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(&text);
    }
    let parts = parts.into_iter().enumerate().map(|(index, part)| {
        if index % 2 == 1 {
            code(part)
        } else {
            escaped(part)
        }
    });
    parts.collect()
}

/// A cell: values are code, talk is prose.
fn cell(line: &Line) -> String {
    let is_talk = |span: &Span| matches!(span.role(), Role::Quiet | Role::Heading | Role::Warning);
    let mut out = String::new();
    for run in line.0.chunk_by(|a, b| is_talk(a) == is_talk(b)) {
        let run = Line(run.to_vec());
        if run.0.first().is_some_and(is_talk) {
            out.push_str(&prose(&run));
        } else {
            out.push_str(&code(&run.text()));
        }
    }
    out
}

/// A code span, its fence longer than any run of backticks in it.
fn code(text: &str) -> String {
    if text.trim().is_empty() {
        return escaped(text);
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// Text that no reader of Markdown or HTML takes for markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let opens_a_list = matches!(character, '.' | ')')
            && !text[..at].is_empty()
            && text[..at].bytes().all(|byte| byte.is_ascii_digit());
        if opens_a_list || "\\`*_[]<>|~#&$+=".contains(character) || (character == '-' && at == 0) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(blocks: Vec<Block>) -> String {
        let document = Shared::with_secrets(Document { blocks });
        let page = render(&document, &Line::default());
        let start = page.find("\n\n").map_or(0, |at| at + 2);
        page[start..].to_owned()
    }

    #[test]
    fn no_value_becomes_markup() {
        let hostile = "<img src=x onerror=alert(1)> [a](javascript:b) | ``` *c*";
        let page = shown(vec![Block::Paragraph(Line::plain("1. *a* `<b>` @c"))]);
        assert_eq!(page, "1\\. \\*a\\* `<b>` @c\n");
        let page = shown(vec![Block::Code(Line::plain(hostile))]);
        assert_eq!(page, format!("````text\n{hostile}\n````\n"));
        let page = shown(vec![Block::Table(vec![vec![Line::plain(hostile)]])]);
        assert_eq!(
            page,
            "- ````<img src=x onerror=alert(1)> [a](javascript:b) | ``` *c*````\n"
        );
        let page = shown(vec![Block::Paragraph(Line::plain("one ` <script>"))]);
        assert_eq!(page, "one \\` \\<script\\>\n");
    }

    #[test]
    fn marks_stand_under_what_they_mark() {
        let aligned = Aligned {
            rows: vec![
                ("right".into(), "a%2520b".into()),
                ("signed".into(), "a%2Bb".into()),
            ],
            marks: " ^^^".into(),
            ..Aligned::default()
        };
        assert_eq!(
            shown(vec![Block::Aligned(aligned)]),
            "```text\n  right   a%2520b\n  signed  a%2Bb\n           ^^^\n```\n"
        );
    }
}
