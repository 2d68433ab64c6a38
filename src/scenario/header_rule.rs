//! Whose requests go to the new version whatever the weight, as a line of text.

use crate::kube::errors::Rejected;

/// Whose requests go to the new version whatever the weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderRule {
    /// The header field's name.
    pub name: String,
    /// Its value, or a regular expression for it.
    pub value: String,
    /// `value` is such an expression.
    pub pattern: bool,
}

impl HeaderRule {
    /// Reads `end-user=jason`, or `cookie~.*group=beta.*` with a regular expression; nothing of an empty text.
    ///
    /// # Errors
    ///
    /// What is understood, where the text is neither. Whether a name can be one is for the API server to say.
    pub fn parse(text: &str) -> Result<Option<Self>, Rejected> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let place = text.find(['=', '~']).ok_or_else(|| Rejected {
            message: message!("control-header-rule-neither-name", text).into(),
            hint: message!("control-write-end-user-jason"),
        })?;
        let (name, value) = (text[..place].trim().into(), text[place + 1..].trim().into());
        Ok(Some(Self { name, value, pattern: text[place..].starts_with('~') }))
    }

    /// As [`HeaderRule::parse`] reads it.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.name, if self.pattern { '~' } else { '=' }, self.value)
    }

    /// `end-user: jason`.
    pub fn words(&self) -> String {
        format!("{}: {}", self.name, self.value)
    }
}
