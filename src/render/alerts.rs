//! A verdict for other programs: one line, annotations of a GitHub workflow, SARIF 2.1.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::mistakes;
use crate::render::json::pretty;
use crate::screen::alert::{Alert, Level, Point};
use crate::screen::{Role, Span};

/// `failing.http: wrong signature: enc-space-plus: spaces were signed as `+` [body, line 7]`, and
/// a line end. `name`: the file, or `-`.
#[must_use]
pub fn short(alert: &Alert, name: &str) -> String {
    let points = alert.points.iter().map(|point| {
        let place = [
            point.part.clone(),
            point.line.map(|line| format!("line {line}")),
        ];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let place = if place.is_empty() {
            String::new()
        } else {
            format!(" [{}]", place.join(", "))
        };
        format!("{}{place}", said(point))
    });
    let points: Vec<String> = points.collect();
    let colon = if points.is_empty() { "" } else { ": " };
    let line = format!("{name}: {}{colon}{}", alert.verdict, points.join("; "));
    format!("{}\n", Span::new(Role::Plain, &line).text())
}

/// `id: text`.
fn said(point: &Point) -> String {
    if point.id.is_empty() {
        point.text.clone()
    } else {
        format!("{}: {}", point.id, point.text)
    }
}

/// A workflow command for each cause and each finding.
#[must_use]
pub fn github(alert: &Alert, name: &str) -> String {
    let mut out = String::new();
    let mut add = |level: Level, point: &Point| {
        let word = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let mut properties = Vec::new();
        if name != "-" {
            properties.push(format!("file={}", escaped(name, true)));
            properties.extend(point.line.map(|line| format!("line={line}")));
        }
        properties.push(format!("title={}", escaped(&alert.verdict, true)));
        // A String takes all.
        let _ = writeln!(
            out,
            "::{word} {}::{}",
            properties.join(","),
            escaped(&said(point), false)
        );
    };
    alert
        .levelled()
        .for_each(|(level, point)| add(level, point));
    out
}

/// What a workflow command may hold, by its own rules.
fn escaped(text: &str, property: bool) -> String {
    let text = text
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    if property {
        text.replace(':', "%3A").replace(',', "%2C")
    } else {
        text
    }
}

/// A log of one run; what is right has no result.
#[must_use]
pub fn sarif(alert: &Alert, name: &str) -> String {
    let mut rules: BTreeMap<String, Value> = BTreeMap::new();
    let mut results = Vec::new();
    let mut add = |level: Level, point: &Point| {
        let id = if point.id.is_empty() {
            alert.verdict.replace(' ', "-")
        } else {
            point.id.clone()
        };
        rules.entry(id.clone()).or_insert_with(|| rule(&id, point));
        let level = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let text = format!("{}: {}", alert.verdict, point.text);
        let mut result = json!({ "ruleId": id, "level": level, "message": { "text": text } });
        if name != "-" {
            let mut place = json!({ "artifactLocation": { "uri": name.replace('\\', "/") } });
            if let Some(line) = point.line {
                place["region"] = json!({ "startLine": line });
            }
            result["locations"] = json!([{ "physicalLocation": place }]);
        }
        results.push(result);
    };
    alert
        .levelled()
        .filter(|(level, _)| *level != Level::Note)
        .for_each(|(level, point)| add(level, point));
    let rules: Vec<Value> = rules.into_values().collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "countersign",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    }))
}

fn rule(id: &str, point: &Point) -> Value {
    match mistakes::by_id(id) {
        Some(mistake) => json!({
            "id": id,
            "shortDescription": { "text": mistake.title },
            "fullDescription": { "text": mistake.says },
            "help": { "text": format!("countersign mistakes {id}") },
        }),
        None => json!({ "id": id, "shortDescription": { "text": point.text } }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> Alert {
        Alert {
            level: Level::Error,
            verdict: "wrong signature".to_owned(),
            points: vec![Point {
                id: "enc-space-plus".to_owned(),
                text: "spaces were signed as `+`, 100%".to_owned(),
                part: Some("body".to_owned()),
                line: Some(7),
            }],
            findings: Vec::new(),
        }
    }

    #[test]
    fn one_line_says_the_file_the_verdict_the_cause_and_the_place() {
        assert_eq!(
            short(&space(), "failing.http"),
            "failing.http: wrong signature: enc-space-plus: spaces were signed as `+`, 100% [body, line 7]\n"
        );
    }

    // The escapes are those of actions/toolkit, packages/core/src/command.ts.
    #[test]
    fn an_annotation_is_escaped_as_a_workflow_wants_it() {
        assert_eq!(
            github(&space(), "a,b.http"),
            "::error file=a%2Cb.http,line=7,title=wrong signature::enc-space-plus: spaces were signed as `+`, 100%25\n"
        );
    }

    #[test]
    fn sarif_names_the_rule_of_each_result() {
        let log: Value = serde_json::from_str(&sarif(&space(), "failing.http")).unwrap();
        let run = &log["runs"][0];
        assert_eq!(
            run["results"][0]["ruleId"],
            run["tool"]["driver"]["rules"][0]["id"]
        );
        let place = &run["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], 7);
        let right = Alert {
            level: Level::Note,
            ..space()
        };
        let log: Value = serde_json::from_str(&sarif(&right, "-")).unwrap();
        assert_eq!(log["runs"][0]["results"], json!([]));
    }
}
