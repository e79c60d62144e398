//! A document as one HTML file: nothing is fetched, light and dark, readable in print and by
//! keyboard. What happened and where stands first; then a card for the cause, one for the texts, and
//! one, closed, for the rest.
//!
//! All text goes through maud, which escapes it. The page's Content-Security-Policy allows its one
//! style sheet and its one script, which copies text, by their hashes, and nothing else: whatever a
//! request holds cannot act here. Without the script all is there but the buttons.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::redact::Shared;
use crate::screen::{Aligned, Block, Document, Line, NoteKind, Role, Span, Stage};

mod picture;
mod plot;

/// How a page looks: its one style sheet.
pub const STYLE: &str = include_str!("html/style.css");

/// What a page does: it puts a button before what is to be copied.
pub const SCRIPT: &str = include_str!("html/copy.js");

/// The document as a page. `subject`: what it is about, for its title.
#[must_use]
pub fn render(document: &Shared<Document>, subject: &Line) -> String {
    page(&content(document, subject), subject)
}

/// A document that never had a secret in it, as a page.
#[must_use]
pub fn public(document: &Document, subject: &Line) -> String {
    page(&of_document(document, subject, None), subject)
}

fn page(content: &Markup, subject: &Line) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; \
         base-uri 'none'; form-action 'none'"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (subject.text()) " · countersign" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (content) }
                footer {
                    p { "countersign " (env!("CARGO_PKG_VERSION")) ", RFC 5849. This page loads nothing and sends nothing." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// The document as a piece of a page that has [`STYLE`].
#[must_use]
pub fn fragment(document: &Shared<Document>, subject: &Line) -> String {
    content(document, subject).into_string()
}

fn content(document: &Shared<Document>, subject: &Line) -> Markup {
    let notice = if document.is_masked() {
        super::MASKED
    } else {
        super::NOT_MASKED
    };
    of_document(document.get(), subject, Some(notice))
}

fn of_document(document: &Document, subject: &Line, notice: Option<&str>) -> Markup {
    let blocks = &document.blocks;
    let (title, blocks) = match blocks.split_first() {
        Some((Block::Title(title), rest)) => (title, rest),
        _ => (subject, blocks.as_slice()),
    };
    // What is said of the verdict stands with it.
    let said = blocks
        .iter()
        .take_while(|block| matches!(block, Block::Paragraph(_)))
        .count();
    let (said, blocks) = blocks.split_at(said);
    // Only a verdict's screen has these parts.
    let cards = match notice {
        Some(_) => Cards::of(blocks),
        None => Cards::plain(blocks),
    };
    html! {
        header.verdict.(verdict(title)) {
            @if subject.text() != title.text() { p.request { (line(subject)) } }
            h1 { (prose(title)) }
            @for block in said { (self::block(block, 2)) }
            @for block in &cards.lead { (self::block(block, 2)) }
            @if let Some(notice) = notice { p.talk { (notice) } }
        }
        @for block in &cards.plain { (top(block)) }
        @if !cards.cause.is_empty() {
            section.card { @for block in &cards.cause { (self::block(block, 2)) } }
        }
        @if !cards.texts.is_empty() {
            section.card { @for block in &cards.texts { (self::block(block, 2)) } }
        }
        @if !cards.rest.is_empty() {
            details.card open[cards.is_short()] {
                summary { "More" }
                @for block in &cards.rest { (self::block(block, 3)) }
            }
        }
    }
}

/// The blocks of a page, by where they stand.
#[derive(Default)]
struct Cards<'a> {
    /// Where the two part: above the fold.
    lead: Vec<&'a Block>,
    /// Who does it, the mend, the proof.
    cause: Vec<&'a Block>,
    /// The texts by parameter.
    texts: Vec<&'a Block>,
    /// Notes, and what is to be copied.
    rest: Vec<&'a Block>,
    /// The stages of a screen that has no verdict, each a card of its own.
    plain: Vec<&'a Block>,
}

impl<'a> Cards<'a> {
    fn plain(blocks: &'a [Block]) -> Self {
        Self {
            plain: blocks.iter().collect(),
            ..Self::default()
        }
    }

    fn of(blocks: &'a [Block]) -> Self {
        let mut cards = Self::default();
        if blocks.iter().any(|block| matches!(block, Block::Stage(_))) {
            return Self::plain(blocks);
        }
        for block in blocks {
            match block {
                Block::Picture(_) => cards.texts.push(block),
                Block::Note(_) => cards.rest.push(block),
                Block::Labelled { blocks, .. }
                    if cards.lead.is_empty()
                        && blocks.iter().any(|one| matches!(one, Block::Aligned(_))) =>
                {
                    cards.lead.push(block);
                }
                Block::Aligned(_) if !cards.rest.is_empty() => cards.rest.push(block),
                Block::Labelled { blocks, .. }
                    if !blocks.is_empty()
                        && blocks.iter().all(|one| matches!(one, Block::Code(_))) =>
                {
                    cards.rest.push(block);
                }
                Block::Code(_) => cards.rest.push(block),
                _ => cards.cause.push(block),
            }
        }
        cards
    }

    /// Whether nothing stands above the rest, so that it need not be opened.
    fn is_short(&self) -> bool {
        self.cause.is_empty() && self.texts.is_empty()
    }
}

fn verdict(title: &Line) -> &'static str {
    match title.0.first().map(Span::role) {
        Some(Role::Right) => "is-right",
        Some(Role::Wrong) => "is-wrong",
        Some(Role::Warning) => "is-warning",
        _ => "is-plain",
    }
}

/// A block of its own on the page.
fn top(block: &Block) -> Markup {
    match block {
        Block::Title(_) | Block::Stage(_) | Block::Labelled { .. } | Block::Note(_) => {
            self::block(block, 2)
        }
        _ => html! { section { (self::block(block, 2)) } },
    }
}

fn block(block: &Block, level: usize) -> Markup {
    match block {
        Block::Title(title) => heading(level, &prose(title)),
        Block::Stage(stage) => self::stage(stage, level),
        Block::Labelled { label, blocks } => html! {
            section {
                @if !label.is_empty() { (heading(level, &prose(label))) }
                @for block in blocks { (self::block(block, level + 1)) }
            }
        },
        Block::Paragraph(text) => html! { p { (prose(text)) } },
        Block::Table(rows) => table(rows),
        Block::Code(text) => html! { pre.box.copied tabindex="0" { code { (line(text)) } } },
        Block::Aligned(aligned) => self::aligned(aligned),
        Block::Note(note) => {
            let (class, kind) = match note.kind {
                NoteKind::Info => ("info", "Note: "),
                NoteKind::Warning => ("warning", "Warning: "),
            };
            html! { p.note.(class) { strong { (kind) } (prose(&note.text)) } }
        }
        Block::List(points) => html! { ul { @for point in points { li { (prose(point)) } } } },
        Block::Picture(picture) => picture::render(picture),
        Block::Plot(plot) => plot::render(plot),
    }
}

fn heading(level: usize, text: &Markup) -> Markup {
    match level {
        2 => html! { h2 { (text) } },
        3 => html! { h3 { (text) } },
        _ => html! { h4 { (text) } },
    }
}

fn stage(stage: &Stage, level: usize) -> Markup {
    let title = html! { span.number { (stage.number) } (stage.title) };
    html! {
        section id=(stage.id) {
            (heading(level, &title))
            @if !stage.aside.is_empty() { p.aside { (line(&stage.aside)) } }
            @for block in &stage.blocks { (self::block(block, level + 1)) }
        }
    }
}

fn table(rows: &[Vec<Line>]) -> Markup {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns == 0 {
        return html! {};
    }
    html! {
        div.box tabindex="0" {
            table {
                @for row in rows {
                    tr {
                        @for column in 0..columns {
                            td { @if let Some(cell) = row.get(column) { (line(cell)) } }
                        }
                    }
                }
            }
        }
    }
}

fn aligned(aligned: &Aligned) -> Markup {
    let width = |text: &Line| text.text().chars().count();
    let labels = aligned
        .rows
        .iter()
        .map(|(label, _)| width(label))
        .max()
        .unwrap_or_default();
    html! {
        pre.box tabindex="0" {
            @for (label, text) in &aligned.rows {
                (line(label)) (" ".repeat(labels - width(label) + 2)) (line(text)) "\n"
            }
            @if !aligned.marks.is_empty() {
                span aria-hidden="true" { (" ".repeat(labels + 2)) (line(&aligned.marks)) }
            }
        }
        @if !aligned.said.is_empty() { p { (prose(&aligned.said)) } }
    }
}

/// Prose: what stands between backticks in it is code.
fn prose(text: &Line) -> Markup {
    html! {
        @for span in &text.0 {
            @let parts: Vec<&str> = span.text().split('`').collect();
            span.(class(span.role())) {
                @if parts.len() % 2 == 1 {
                    @for (index, part) in parts.iter().enumerate() {
                        @if index % 2 == 1 { code { (part) } } @else { (part) }
                    }
                } @else {
                    (span.text())
                }
            }
        }
    }
}

fn line(text: &Line) -> Markup {
    html! { @for span in &text.0 { (self::span(span)) } }
}

fn span(span: &Span) -> Markup {
    match span.role() {
        Role::Plain => html! { (span.text()) },
        role => html! { span class=(class(role)) { (span.text()) } },
    }
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Plain => "plain",
        Role::Heading => "heading",
        Role::Name => "name",
        Role::Quiet => "quiet",
        Role::Separator => "separator",
        Role::LayerOne => "one",
        Role::LayerTwo => "two",
        Role::Right => "right",
        Role::Wrong => "wrong",
        Role::Warning => "warning",
        Role::Command => "command",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup_and_the_policy_names_the_style() {
        let hostile = "\"><img src=x onerror=alert(1)><script>alert(2)</script>";
        let text = Line::plain(hostile);
        let blocks = vec![
            Block::Title(text.clone()),
            Block::Paragraph(text.clone()),
            Block::Code(text.clone()),
            Block::Table(vec![vec![text.clone()]]),
            Block::List(vec![text.clone()]),
        ];
        let page = render(&Shared::with_secrets(Document { blocks }), &text);
        // The page's own script, and no other.
        let own = format!("<script>{SCRIPT}</script>");
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains(&own) && !page.contains("<img"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
        assert!(page.contains("default-src 'none'; style-src 'sha256-"));
        let hash = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")));
    }
}
