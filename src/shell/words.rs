//! Words and signs of a script.

use super::script::{Part, Unread, Word, bare, is_name};
use crate::message::Message;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    Pipe,
    And,
    Or,
    Semicolon,
    Newline,
    /// `&`.
    Background,
    /// `>`, `2>`, `>>`.
    Redirect {
        stream: u8,
        adds: bool,
    },
    /// `2>&1`.
    Both,
    /// `<`.
    From,
    /// `<<EOF` with its text.
    Here(Word),
    /// `)`.
    Close,
    End,
}

impl Token {
    /// A word that stands without quotes, which may be a word of the language.
    pub fn bare(&self) -> Option<&str> {
        match self {
            Self::Word(word) => bare(word),
            _ => None,
        }
    }

    pub fn shown(&self) -> String {
        match self {
            Self::Word(word) => bare(word).unwrap_or("\"").to_owned(),
            Self::Pipe => "|".into(),
            Self::And => "&&".into(),
            Self::Or => "||".into(),
            Self::Semicolon => ";".into(),
            Self::Newline | Self::End => "newline".into(),
            Self::Background => "&".into(),
            Self::Redirect { .. } | Self::Both => ">".into(),
            Self::From | Self::Here(_) => "<".into(),
            Self::Close => ")".into(),
        }
    }
}

/// A text gone through from the front.
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Where the token that was read last begins and ends.
    token: (usize, usize),
    /// Where the text behind `<<EOF` ends, and the next line begins.
    behind: Option<usize>,
}

/// Signs that end a word.
const ENDS: &str = " \t\r\n|&;<>()";

impl<'a> Words<'a> {
    pub fn new(text: &'a str, line: usize) -> Self {
        Self { text, at: 0, line, token: (0, 0), behind: None }
    }

    pub fn line(&self) -> usize {
        self.line
    }

    /// Where the token begins that was read last.
    pub fn at_token(&self) -> usize {
        self.token.0
    }

    /// The text from there up to the token that was read last.
    pub fn since(&self, from: usize) -> String {
        self.text[from..self.token.0.max(from)].trim().to_owned()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.rest().starts_with(sign);
        if there {
            self.at += sign.len();
        }
        there
    }

    fn wrong(&self, what: Message) -> Unread {
        Unread::Wrong { line: self.line, what }
    }

    pub fn next(&mut self) -> Result<Token, Unread> {
        self.pass_blanks();
        let from = self.at;
        let token = self.token();
        self.token = (from, self.at);
        token
    }

    /// Blanks, a line that goes on behind `\`, a remark.
    fn pass_blanks(&mut self) {
        loop {
            if self.take("\\\n") || self.take("\\\r\n") {
                self.line += 1;
            } else if self.rest().starts_with([' ', '\t', '\r']) {
                self.at += 1;
            } else if self.rest().starts_with('#') {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else {
                break;
            }
        }
    }

    fn token(&mut self) -> Result<Token, Unread> {
        const SIGNS: [(&str, Token); 12] = [
            ("&&", Token::And),
            ("||", Token::Or),
            ("|", Token::Pipe),
            (";", Token::Semicolon),
            ("2>&1", Token::Both),
            ("&>", Token::Both),
            (")", Token::Close),
            ("2>>", Token::Redirect { stream: 2, adds: true }),
            ("2>", Token::Redirect { stream: 2, adds: false }),
            (">>", Token::Redirect { stream: 1, adds: true }),
            (">", Token::Redirect { stream: 1, adds: false }),
            ("&", Token::Background),
        ];
        if self.rest().is_empty() {
            return Ok(Token::End);
        }
        if self.take("\n") {
            let from = self.at - 1;
            self.at = self.behind.take().unwrap_or(self.at);
            self.line += self.text[from..self.at].matches('\n').count();
            return Ok(Token::Newline);
        }
        if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            self.at += sign.len();
            return Ok(token.clone());
        }
        if self.take("<<") {
            return self.here();
        }
        if self.take("<") {
            return Ok(Token::From);
        }
        if self.rest().starts_with('(') {
            return Err(self.wrong(message!("shell-no-subshell")));
        }
        self.word().map(Token::Word)
    }

    fn word(&mut self) -> Result<Word, Unread> {
        let mut parts = Vec::new();
        let mut quoted_nothing = false;
        while let Some(sign) = self.rest().chars().next() {
            match sign {
                _ if ENDS.contains(sign) => break,
                '\'' => {
                    self.at += 1;
                    let end = self.rest().find('\'').ok_or(Unread::Open)?;
                    let text = &self.rest()[..end];
                    self.line += text.matches('\n').count();
                    parts.push(Part::Text(text.into()));
                    (self.at, quoted_nothing) = (self.at + end + 1, true);
                }
                '"' => {
                    self.at += 1;
                    self.filled_in(&mut parts, Some('"'))?;
                    quoted_nothing = true;
                }
                '\\' => {
                    self.at += 1;
                    let Some(next) = self.rest().chars().next() else { return Err(Unread::Open) };
                    self.at += next.len_utf8();
                    if next != '\n' {
                        // So that it is not taken for a word of the language.
                        parts.push(Part::Text(String::new()));
                        parts.push(Part::Text(next.into()));
                    }
                }
                '$' => self.dollar(&mut parts, false)?,
                '`' => return Err(self.wrong(message!("shell-no-backticks"))),
                '{' if self.range(&mut parts) => {}
                _ => {
                    let end = self.rest()[sign.len_utf8()..]
                        .find(|next: char| ENDS.contains(next) || "'\"\\$`{".contains(next));
                    let end = end.map_or(self.rest().len(), |end| end + sign.len_utf8());
                    parts.push(Part::Text(self.rest()[..end].into()));
                    self.at += end;
                }
            }
        }
        if quoted_nothing && parts.len() == 1 {
            parts.push(Part::Text(String::new()));
        }
        Ok(parts)
    }

    /// Between double quotes, or up to the end: only variables and outputs are something else than what stands there.
    fn filled_in(&mut self, parts: &mut Word, end: Option<char>) -> Result<(), Unread> {
        let mut text = String::new();
        while let Some(sign) = self.rest().chars().next() {
            match sign {
                _ if Some(sign) == end => break,
                '$' => {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                    self.dollar(parts, true)?;
                    continue;
                }
                '\\' => {
                    self.at += 1;
                    let Some(next) = self.rest().chars().next() else { return Err(Unread::Open) };
                    if !"\\$`\n".contains(next) && Some(next) != end {
                        text.push('\\');
                    }
                    if next != '\n' {
                        text.push(next);
                    }
                    self.at += next.len_utf8();
                    continue;
                }
                '\n' => self.line += 1,
                _ => {}
            }
            text.push(sign);
            self.at += sign.len_utf8();
        }
        parts.push(Part::Text(text));
        match end {
            Some(end) if !self.rest().starts_with(end) => Err(Unread::Open),
            Some(_) => {
                self.at += 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// `$name`, `${name}`, `$?`, `$(…)`; a `$` alone stands for itself.
    fn dollar(&mut self, parts: &mut Word, quoted: bool) -> Result<(), Unread> {
        self.at += 1;
        if self.take("((") {
            return Err(self.wrong(message!("shell-no-arithmetic")));
        }
        if self.take("(") {
            let (line, text) = (self.line, self.inside()?.to_owned());
            self.line += text.matches('\n').count();
            parts.push(Part::Output { text, line, quoted });
            return Ok(());
        }
        if self.take("?") {
            parts.push(Part::Variable { name: "?".into(), quoted });
            return Ok(());
        }
        let braced = self.take("{");
        let end = self.rest().find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
        let name = &self.rest()[..end.unwrap_or(self.rest().len())];
        if !is_name(name) {
            if braced {
                return Err(self.wrong(message!("shell-no-name")));
            }
            parts.push(Part::Text("$".into()));
            return Ok(());
        }
        self.at += name.len();
        if braced && !self.take("}") {
            return Err(self.wrong(message!("shell-no-name")));
        }
        parts.push(Part::Variable { name: name.into(), quoted });
        Ok(())
    }

    /// Up to the bracket that closes; quotes within it may hold others.
    fn inside(&mut self) -> Result<&'a str, Unread> {
        let (text, mut depth, mut quote) = (self.rest(), 1, None::<char>);
        let mut signs = text.char_indices();
        while let Some((at, sign)) = signs.next() {
            match (sign, quote) {
                ('\\', None | Some('"')) => drop(signs.next()),
                ('\'' | '"', None) => quote = Some(sign),
                (_, Some(open)) => quote = Some(open).filter(|open| *open != sign),
                ('(', None) => depth += 1,
                (')', None) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += at + 1;
                return Ok(&text[..at]);
            }
        }
        Err(Unread::Open)
    }

    /// `{1..5}`.
    fn range(&mut self, parts: &mut Word) -> bool {
        let read = || {
            let inner = self.rest().strip_prefix('{')?.split_once('}')?.0;
            let (from, to) = inner.split_once("..")?;
            Some((from.parse().ok()?, to.parse().ok()?, inner.len() + 2))
        };
        let Some((from, to, length)) = read() else { return false };
        parts.push(Part::Range(from, to));
        self.at += length;
        true
    }

    /// The text behind `<<EOF`: from the next line on up to the word alone. What else stands in the line comes first.
    fn here(&mut self) -> Result<Token, Unread> {
        let tabs = self.take("-");
        self.pass_blanks();
        let quoted = self.rest().starts_with(['\'', '"']);
        let word = self.word()?;
        let text = |part: &Part| if let Part::Text(text) = part { text.clone() } else { String::new() };
        let end: String = word.iter().map(text).collect();
        let begin = self.behind.or_else(|| self.rest().find('\n').map(|at| self.at + at + 1)).ok_or(Unread::Open)?;
        let (mut behind, mut text) = (begin, String::new());
        for line in self.text[begin..].split_inclusive('\n') {
            behind += line.len();
            let bare = if tabs { line.trim_start_matches('\t') } else { line };
            if bare.trim_end_matches(['\n', '\r']) == end {
                self.behind = Some(behind);
                let mut parts = vec![Part::Text(text.clone())];
                if !quoted {
                    parts.clear();
                    Words::new(&text, self.line + 1).filled_in(&mut parts, None)?;
                }
                return Ok(Token::Here(parts));
            }
            text.push_str(bare);
        }
        Err(Unread::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words with their parts joined by `·`, signs as they are.
    fn tokens(text: &str) -> Vec<String> {
        let mut words = Words::new(text, 1);
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Variable { name, quoted } => format!("{}{name}", if *quoted { "$$" } else { "$" }),
            Part::Output { .. } => "$()".into(),
            Part::Range(from, to) => format!("{from}..{to}"),
        };
        let word = |word: &Word| format!("[{}]", word.iter().map(part).collect::<Vec<_>>().join("·"));
        let mut all = Vec::new();
        loop {
            match words.next() {
                Ok(Token::End) => break,
                Ok(Token::Word(read)) => all.push(word(&read)),
                Ok(Token::Here(read)) => all.push(format!("<<{}", word(&read))),
                Ok(other) => all.push(other.shown()),
                Err(unread) => {
                    all.push(if unread == Unread::Open { "open".into() } else { "wrong".into() });
                    break;
                }
            }
        }
        all
    }

    #[test]
    fn words_are_told_apart_as_a_shell_tells_them() {
        let cases: [(&str, &[&str]); 19] = [
            ("kubectl get pods", &["[kubectl]", "[get]", "[pods]"]),
            ("a  'b c' \"d e\"", &["[a]", "[b c·]", "[d e·]"]),
            ("a=\"x y\"z", &["[a=·x y·z]"]),
            ("echo $x ${y}z \"$x\"", &["[echo]", "[$x]", "[$y·z]", "[·$$x·]"]),
            ("a|b&&c||d;e", &["[a]", "|", "[b]", "&&", "[c]", "||", "[d]", ";", "[e]"]),
            ("a > b 2>/dev/null 2>&1", &["[a]", ">", "[b]", ">", "[/dev/null]", ">"]),
            ("for i in {1..3}", &["[for]", "[i]", "[in]", "[1..3]"]),
            ("a # b\nc", &["[a]", "newline", "[c]"]),
            ("a \\\n b", &["[a]", "[b]"]),
            ("a 'b", &["[a]", "open"]),
            ("a \"b", &["[a]", "open"]),
            ("a \\", &["[a]", "open"]),
            ("$(seq 1 3)", &["[$()]"]),
            ("$(seq 1", &["open"]),
            ("cat <<EOF | wc\nx $y\nEOF\nb", &["[cat]", "<<[x ·$$y·\n]", "|", "[wc]", "newline", "[b]"]),
            ("cat <<'EOF'\nx $y\nEOF\n", &["[cat]", "<<[x $y\n]", "newline"]),
            ("cat <<EOF\nx", &["[cat]", "open"]),
            ("a `b`", &["[a]", "wrong"]),
            ("jsonpath='{.a[*]}' {.b}", &["[jsonpath=·{.a[*]}]", "[{.b}]"]),
        ];
        for (text, expected) in cases {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }
}
