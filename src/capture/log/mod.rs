//! What HTTP clients write into logs: exchanges whose lines stand behind prefixes and marks.
//!
//! Three steps: each line is freed of what its log put before it ([`line`], [`prefix`]) and of its
//! quoting ([`wire`]), keeping its place; lines are given to the request or the answer that they
//! belong to ([`Sorter`]); each request is then read as raw HTTP is.

mod access;
mod exchange;
mod line;
mod prefix;
mod trace;
mod wire;

use self::exchange::Exchange;
use self::line::{Seen, Start, Style, Way};
use super::lines::{Line, lines};
use super::{Captured, Options, sections};
use crate::error::Error;
use crate::request::Text;

/// More ways of writing than this are not learnt from one log.
const STYLES: usize = 8;

/// Why a text is a log of HTTP, if it is one: a request line stands in it behind a prefix or mark.
pub(crate) fn detect(text: &[u8]) -> Option<&'static str> {
    if trace::detect(text) {
        return Some("it has the titles of curl's trace");
    }
    let marked = lines(text)
        .filter_map(|line| Some((line::start(text, line.range)?, line.next)))
        .find(|(start, next)| !start.style.is_plain() && start.is_message(text, *next))
        .map(|_| "a request line stands in it behind the mark or prefix of a log");
    marked.or_else(|| access::detect(text).then_some("its lines are those of an access log"))
}

/// Reads the exchanges of a log.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    if sections::detect(bytes) {
        return sections::read(text, options).map(|one| vec![one]);
    }
    if trace::detect(bytes) {
        return trace::read(text, options);
    }
    let all: Vec<Line> = lines(bytes).collect();
    let starts: Vec<Option<Start>> = all
        .iter()
        .map(|line| line::start(bytes, line.range.clone()))
        .collect();
    if starts.iter().all(Option::is_none) {
        return Ok(access::read(text, options));
    }
    let mut styles: Vec<&Style> = Vec::new();
    for start in starts.iter().flatten() {
        if styles.len() < STYLES && !styles.contains(&&start.style) {
            styles.push(&start.style);
        }
    }
    let mut sorter = Sorter {
        text,
        styles,
        exchanges: Vec::new(),
        state: State::Outside,
        unused: Vec::new(),
        scheme: None,
    };
    for (place, line) in all.iter().enumerate() {
        match starts.get(place).and_then(Option::as_ref) {
            Some(start) if sorter.begins(start, line) => {
                let bare = all.get(place + 1).is_some_and(|next| {
                    !start.style.shape.is_empty() && sorter.see(next).is_none()
                });
                sorter.begin(start, bare);
            }
            _ => sorter.take(line),
        }
    }
    let Sorter {
        exchanges, unused, ..
    } = sorter;
    let mut read = Vec::new();
    for exchange in &exchange::merged(exchanges) {
        read.push(exchange.captured(text, options)?);
    }
    if let Some(first) = read.first_mut() {
        let places = unused.into_iter().filter_map(|range| text.locate(range));
        first.unused.extend(places);
    }
    Ok(read)
}

/// Where in an exchange the next unmarked line belongs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// To none.
    Outside,
    /// To what is sent.
    Sending,
    /// To the answer.
    Answering,
    /// To an answer that another logger has told before.
    Echo,
}

/// Gives each line to the exchange that it belongs to.
struct Sorter<'a> {
    text: &'a Text,
    styles: Vec<&'a Style>,
    exchanges: Vec<Exchange<'a>>,
    state: State,
    /// Lines that belong to none, by their places in the text.
    unused: Vec<std::ops::Range<usize>>,
    scheme: Option<&'static str>,
}

impl<'a> Sorter<'a> {
    /// The line without its prefix and mark, if a style knows it: the longest prefix wins.
    fn see(&self, line: &Line) -> Option<(&'a Style, Seen)> {
        let seen = self.styles.iter().filter_map(|style| {
            let seen = style.see(self.text.bytes(), line.range.clone())?;
            Some((*style, seen))
        });
        seen.max_by_key(|(_, seen)| (seen.way != Way::Unmarked, seen.content.start))
    }

    /// Whether a request line begins an exchange here: one in the middle of a body does not.
    fn begins(&self, start: &Start, line: &Line) -> bool {
        let plain = start.style.is_plain();
        let received = self
            .see(line)
            .is_some_and(|(_, seen)| seen.way == Way::Received);
        let inside = plain && self.state == State::Sending;
        !received && !inside
    }

    fn begin(&mut self, start: &'a Start, bare: bool) {
        let mut exchange = Exchange::new(&start.style, bare, self.scheme);
        exchange.send(self.text, start.content.clone());
        self.exchanges.push(exchange);
        self.state = State::Sending;
    }

    /// Gives a line that begins no request to where it belongs.
    fn take(&mut self, line: &Line) {
        let bytes = self.text.bytes();
        let whole = &bytes[line.range.clone()];
        let (style, seen) = match self.see(line) {
            Some((style, seen)) => (Some(style), seen),
            None => (
                None,
                Seen {
                    way: Way::Unmarked,
                    prefixed: false,
                    content: line.range.clone(),
                },
            ),
        };
        let content = &bytes[seen.content.clone()];
        let talk = seen.way == Way::Talk
            || seen.way == Way::Unmarked && self.is_foreign(whole, &seen)
            || exchange::is_progress(content);
        if talk {
            self.talk(whole, line, seen.way);
            return;
        }
        let Some(exchange) = self.exchanges.last_mut() else {
            self.scheme = exchange::scheme_in(whole, self.scheme);
            self.leave(line);
            return;
        };
        match seen.way {
            Way::Sent if exchange::ends_message(content) => self.state = State::Outside,
            Way::Sent => {
                exchange.send(self.text, seen.content);
                self.state = State::Sending;
            }
            Way::Received => {
                self.state = exchange.receive(self.text, style, seen.content, self.state);
            }
            Way::Body if self.state == State::Answering => exchange.answer(self.text, seen.content),
            Way::Body => exchange.send_body(self.text, seen.content),
            Way::Unmarked | Way::Talk => self.unmarked(line, seen),
        }
    }

    /// A line without a mark goes where the one before it went.
    fn unmarked(&mut self, line: &Line, seen: Seen) {
        let content = &self.text.bytes()[seen.content.clone()];
        let Some(exchange) = self.exchanges.last_mut() else {
            return;
        };
        let frame = exchange::is_frame(content) || super::http::is_markup(content);
        if frame && self.state != State::Outside {
            self.state = State::Outside;
            return;
        }
        let quoted = exchange.style.quoted;
        if quoted.is_some_and(|how| {
            wire::unquoted(&self.text.slice(seen.content.clone()), how).is_none()
        }) {
            self.state = State::Outside;
        }
        match self.state {
            State::Sending if super::http::is_status_line(content) => {
                self.state = exchange.receive(self.text, None, seen.content, self.state);
            }
            State::Sending if super::http::labelled_status(content).is_some() => {
                let skip = super::http::labelled_status(content).unwrap_or_default();
                let range = seen.content.start + skip..seen.content.end;
                self.state = exchange.receive(self.text, None, range, self.state);
            }
            State::Sending if exchange::arrow_status(content).is_some() => {
                let skip = exchange::arrow_status(content).unwrap_or_default();
                let range = seen.content.start + skip..seen.content.end;
                self.state = exchange.receive(self.text, None, range, self.state);
            }
            State::Sending if seen.prefixed && exchange::status_alone(content).is_some() => {
                exchange.status_in(content);
                self.state = State::Outside;
            }
            State::Sending => exchange.send(self.text, seen.content),
            State::Answering => exchange.answer(self.text, seen.content),
            State::Echo => {}
            State::Outside if exchange.is_unanswered() && super::http::is_status_line(content) => {
                self.state = exchange.receive(self.text, None, seen.content, self.state);
            }
            State::Outside => self.leave(line),
        }
    }

    /// Whether an unmarked line is another message of the log.
    fn is_foreign(&self, whole: &[u8], seen: &Seen) -> bool {
        let Some(exchange) = self.exchanges.last() else {
            return false;
        };
        let shape = &exchange.style.shape;
        if seen.prefixed {
            return exchange.bare;
        }
        shape.is_of_the_log(whole) || prefix::begins_with_time(whole)
    }

    /// The client's own words: they may tell the scheme and the status, and end a message.
    fn talk(&mut self, whole: &[u8], line: &Line, way: Way) {
        self.scheme = exchange::scheme_in(whole, self.scheme);
        let Some(exchange) = self.exchanges.last_mut() else {
            if way != Way::Talk {
                self.leave(line);
            }
            return;
        };
        exchange.scheme = exchange::scheme_in(whole, exchange.scheme);
        let told = exchange.status_in(whole);
        // curl prints the answer's body behind its last words.
        let goes_on =
            exchange::is_progress(whole) || way == Way::Talk && self.state == State::Answering;
        if !goes_on {
            self.state = State::Outside;
        }
        if way != Way::Talk && !told && !exchange::is_progress(whole) {
            self.leave(line);
        }
    }

    /// Keeps the place of a line that is not used.
    fn leave(&mut self, line: &Line) {
        if self.text.bytes()[line.range.clone()]
            .trim_ascii()
            .is_empty()
        {
            return;
        }
        match self.unused.last_mut() {
            Some(last)
                if self.text.bytes()[last.end..line.range.start]
                    .trim_ascii()
                    .is_empty() =>
            {
                last.end = line.range.end;
            }
            _ => self.unused.push(line.range.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(paste: &str) -> Vec<Captured> {
        read(&Text::copied(paste.as_bytes(), 0), &Options::default()).unwrap()
    }

    #[test]
    fn a_body_that_holds_a_request_line_stays_one() {
        let read = all("> POST /x HTTP/1.1\n> Host: h\n>\nGET /y HTTP/1.1\n* done\n");
        assert_eq!(read.len(), 1);
        assert_eq!(
            read[0].request.body.as_ref().unwrap().bytes(),
            "GET /y HTTP/1.1"
        );
    }

    #[test]
    fn lines_of_other_loggers_are_left_out_and_that_is_said() {
        let read = all(
            "12:00:01 DEBUG a.b - >> POST /x HTTP/1.1\n12:00:01 DEBUG a.b - >> Host: h\n12:00:01 \
             WARN [x] other - slow\n12:00:01 DEBUG a.b - >>\n12:00:01 DEBUG a.b - >> a=b\n",
        );
        assert_eq!(read[0].request.headers.len(), 1);
        assert_eq!(read[0].request.body.as_ref().unwrap().bytes(), "a=b");
        assert_eq!(read[0].unused.len(), 1);
    }
}
