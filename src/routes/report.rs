//! Answers as text for people and as JSON.

use crate::message::Say;

use super::{Answers, Asked, Share};

/// A line for each manifest with its notes, then one for each request with its reasons.
pub fn text(answers: &Answers, asked: &Asked, say: Say) -> String {
    let mut text = String::new();
    for manifest in &answers.manifests {
        let (kind, name) = (&manifest.kind, &manifest.name);
        let verdict = if manifest.accepted {
            message!("route-accepted", kind, name)
        } else {
            message!("route-refused", kind, name)
        };
        text.push_str(&format!("{}\n", say(&verdict.into())));
        for line in manifest.message.lines().chain(manifest.notes.iter().map(String::as_str)) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    for (request, answer) in asked.requests.iter().zip(&answers.requests) {
        let share = |(to, share): (&String, &Share)| format!("{to} {share}");
        let shares: Vec<String> = answer.shares.iter().map(share).collect();
        let host = request.head.host();
        text.push_str(&format!("{} {host}{} → {}", request.head.method, request.head.path, shares.join(", ")));
        for copy in answer.mirrors.iter().map(share) {
            text.push_str(&say(&message!("route-copy-to", copy).into()));
        }
        text.push('\n');
        for reason in &answer.why {
            text.push_str(&format!("  {reason}\n"));
        }
    }
    text
}

/// `{"manifests": […], "requests": […]}`.
pub fn json(answers: &Answers) -> String {
    let text = serde_json::to_string_pretty(answers).expect("texts, numbers and lists have a form in JSON");
    format!("{text}\n")
}
