//! Answers as text for people and as JSON.

use super::{Answers, Asked, Share};

/// A line for each manifest with its notes, then one for each request with its reasons.
pub fn text(answers: &Answers, asked: &Asked) -> String {
    let mut text = String::new();
    for manifest in &answers.manifests {
        let verdict = if manifest.accepted { "accepted" } else { "refused" };
        text.push_str(&format!("{} {}: {verdict}\n", manifest.kind, manifest.name));
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
            text.push_str(&format!(", a copy to {copy}"));
        }
        text.push('\n');
        for reason in answer.why.split("; ") {
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
