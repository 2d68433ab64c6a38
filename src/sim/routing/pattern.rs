//! Regular expressions as far as routes use them: RE2's syntax without back-references, in time linear in the text.
//!
//! Understood: literals, `\` before a sign, `\d \w \s` and their opposites, `.`, classes `[a-z]` and `[^;]`, groups `(…)` and
//! `(?:…)`, `|`, `* + ?` (lazy ones match the same texts), `{m}`, `{m,}`, `{m,n}`, `^`, `$`. Not: flags, named groups, `\b`.
//! A list of states is followed through the text (Thompson's method), so `(a*)*b` costs no more than `a*b`.

/// Most states of a pattern: `{m,n}` writes its inside out so often.
const STATES_MAX: usize = 2_000;

/// A pattern, ready to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<State>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// One character of these ranges; or of none of them.
    One {
        ranges: Vec<(char, char)>,
        but: bool,
    },
    /// Both ways go on; the numbers are relative to this state.
    Fork(isize, isize),
    Start,
    End,
    Match,
}

/// Why a text is no pattern, and at which character, from 1.
pub(super) type Unreadable = (usize, &'static str);

impl Pattern {
    pub fn new(text: &str) -> Result<Self, Unreadable> {
        let chars: Vec<char> = text.chars().collect();
        let mut reader = Reader { chars: &chars, at: 0 };
        let mut states = reader.either()?;
        if reader.at < chars.len() {
            return Err((reader.at + 1, "a ) without its ("));
        }
        states.push(State::Match);
        Ok(Self(states))
    }

    /// The whole text matches, as Envoy and the Gateway API have it.
    pub fn matches(&self, text: &str) -> bool {
        self.run(text, true)
    }

    /// Some part of the text matches, as in nginx.
    pub fn finds(&self, text: &str) -> bool {
        self.run(text, false)
    }

    fn run(&self, text: &str, whole: bool) -> bool {
        let mut here = Set::new(self.0.len());
        let mut chars = text.chars().peekable();
        here.follow(&self.0, 0, true, chars.peek().is_none());
        loop {
            let next = chars.next();
            if here.matched && (!whole || next.is_none()) {
                return true;
            }
            let Some(char) = next else { return false };
            let last = chars.peek().is_none();
            let mut then = Set::new(self.0.len());
            for state in here.list {
                if let State::One { ranges, but } = &self.0[state] {
                    let within = ranges.iter().any(|(from, to)| (*from..=*to).contains(&char));
                    if within != *but {
                        then.follow(&self.0, state + 1, false, last);
                    }
                }
            }
            if !whole {
                then.follow(&self.0, 0, false, last);
            }
            here = then;
        }
    }
}

/// States the text so far leads to.
struct Set {
    list: Vec<usize>,
    seen: Vec<bool>,
    matched: bool,
}

impl Set {
    fn new(states: usize) -> Self {
        Self { list: Vec::new(), seen: vec![false; states], matched: false }
    }

    /// Adds a state and all that it leads to without a character.
    fn follow(&mut self, states: &[State], from: usize, start: bool, end: bool) {
        let mut open = vec![from];
        while let Some(state) = open.pop() {
            if std::mem::replace(&mut self.seen[state], true) {
                continue;
            }
            match &states[state] {
                State::One { .. } => self.list.push(state),
                State::Fork(one, other) => open.extend([one, other].map(|step| state.wrapping_add_signed(*step))),
                State::Start if start => open.push(state + 1),
                State::End if end => open.push(state + 1),
                State::Start | State::End => {}
                State::Match => self.matched = true,
            }
        }
    }
}

/// Reads a pattern from left to right.
struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// `a|b|c`, up to a `)` or the end.
    fn either(&mut self) -> Result<Vec<State>, Unreadable> {
        let mut one = self.sequence()?;
        if self.take('|') {
            let other = self.either()?;
            let (length, rest) = (one.len() as isize, other.len() as isize);
            one.insert(0, State::Fork(1, length + 2));
            one.push(State::Fork(rest + 1, rest + 1));
            one.extend(other);
        }
        Ok(one)
    }

    fn sequence(&mut self) -> Result<Vec<State>, Unreadable> {
        let mut all = Vec::new();
        while self.peek().is_some_and(|next| next != '|' && next != ')') {
            let begin = self.at;
            let one = self.one()?;
            all.extend(self.repeated(one, begin)?);
            if all.len() > STATES_MAX {
                return Err((begin + 1, "the pattern is too large"));
            }
        }
        Ok(all)
    }

    /// One sign, class or group.
    fn one(&mut self) -> Result<Vec<State>, Unreadable> {
        let at = self.at + 1;
        let Some(char) = self.peek() else { return Ok(Vec::new()) };
        self.at += 1;
        Ok(match char {
            '(' => {
                if self.take('?') && !self.take(':') {
                    return Err((at, "of groups with ? only (?: is understood"));
                }
                let inside = self.either()?;
                if !self.take(')') {
                    return Err((at, "a ( without its )"));
                }
                inside
            }
            '[' => vec![self.class(at)?],
            '.' => vec![State::One { ranges: vec![('\n', '\n')], but: true }],
            '^' => vec![State::Start],
            '$' => vec![State::End],
            '*' | '+' | '?' | '{' => return Err((at, "nothing to repeat")),
            '\\' => {
                let (ranges, but) = self.escaped(at)?;
                vec![State::One { ranges, but }]
            }
            _ => vec![State::One { ranges: vec![(char, char)], but: false }],
        })
    }

    /// What follows a `\`.
    fn escaped(&mut self, at: usize) -> Result<(Vec<(char, char)>, bool), Unreadable> {
        let Some(char) = self.peek() else { return Err((at, "a \\ at the end")) };
        self.at += 1;
        Ok(match char {
            'd' | 'D' => (vec![('0', '9')], char == 'D'),
            'w' | 'W' => (vec![('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')], char == 'W'),
            's' | 'S' => (vec![(' ', ' '), ('\t', '\r')], char == 'S'),
            'n' => (vec![('\n', '\n')], false),
            't' => (vec![('\t', '\t')], false),
            _ if char.is_ascii_alphanumeric() => return Err((at, "this \\ is not understood")),
            _ => (vec![(char, char)], false),
        })
    }

    /// The rest of a `[…]`.
    fn class(&mut self, at: usize) -> Result<State, Unreadable> {
        let but = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let Some(mut from) = self.peek() else { return Err((at, "a [ without its ]")) };
            self.at += 1;
            if from == ']' && !ranges.is_empty() {
                return Ok(State::One { ranges, but });
            }
            if from == '\\' {
                let (escaped, opposite) = self.escaped(at)?;
                if opposite {
                    return Err((at, "an opposite such as \\D inside [ ] is not understood"));
                }
                if escaped.len() > 1 || escaped[0].0 != escaped[0].1 {
                    ranges.extend(escaped);
                    continue;
                }
                from = escaped[0].0;
            }
            let range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            let to = if range { self.chars[self.at + 1] } else { from };
            self.at += 2 * usize::from(range);
            if to < from {
                return Err((at, "a range from a later to an earlier sign"));
            }
            ranges.push((from, to));
        }
    }

    /// The repetition after `one`, if there is any.
    fn repeated(&mut self, one: Vec<State>, begin: usize) -> Result<Vec<State>, Unreadable> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                let least = self.number();
                let most = if self.take(',') { self.number() } else { least };
                let (Some(least), Some('}')) = (least, self.peek()) else {
                    return Err((begin + 1, "a repetition is {2}, {2,} or {2,5}"));
                };
                (least, most)
            }
            _ => return Ok(one),
        };
        self.at += 1;
        self.take('?'); // Lazy: other parts are captured, the same texts match.
        if most.is_some_and(|most| most < least) || least.max(most.unwrap_or(0)) > 100 {
            return Err((begin + 1, "a repetition goes up, and to 100 at most"));
        }
        let length = one.len() as isize;
        let mut all: Vec<State> = one.iter().cloned().cycle().take(one.len() * least).collect();
        match most {
            None => {
                all.push(State::Fork(1, length + 2));
                all.extend(one);
                all.push(State::Fork(-length, 1));
            }
            Some(most) => {
                for _ in least..most {
                    all.push(State::Fork(1, length + 1));
                    all.extend(one.iter().cloned());
                }
            }
        }
        Ok(all)
    }

    fn number(&mut self) -> Option<usize> {
        let digits: String = self.chars[self.at..].iter().take_while(|next| next.is_ascii_digit()).collect();
        self.at += digits.len();
        digits.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts() {
        let beta = "^(.*?;)?\\s*(group=beta)(;.*)?$";
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("jason", &["jason"], &["jaso", "jasons", "Jason", ""]),
            (
                beta,
                &["group=beta", "a=b;group=beta", "a=b; group=beta;c=d"],
                &["group=betas", "xgroup=beta", "group=alpha"],
            ),
            ("a|bc|", &["a", "bc", ""], &["b", "abc"]),
            ("(a*)*b", &["b", "aab"], &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ba"]),
            ("[a-c]{2,3}", &["ab", "ccc"], &["a", "abca", "ad"]),
            ("[^;]+", &["ana", "é"], &["a;b", ""]),
            ("x?y+", &["y", "xyy"], &["x", "xx"]),
            ("\\d{2}\\.\\w", &["42.a", "00._"], &["42xa", "4.a"]),
            ("[]a]", &["]", "a"], &["b"]),
            ("[\\d-]+", &["1-2"], &["a"]),
            (".", &["é", " "], &["\n", ""]),
            ("a{0}", &[""], &["a"]),
            ("(?:ab){2,}", &["abab", "ababab"], &["ab", "aba"]),
        ];
        for (pattern, yes, no) in cases {
            let read = Pattern::new(pattern).unwrap();
            yes.iter().for_each(|text| assert!(read.matches(text), "{pattern} matches {text:?}"));
            no.iter().for_each(|text| assert!(!read.matches(text), "{pattern} does not match {text:?}"));
        }
    }

    #[test]
    fn parts_of_texts() {
        let cases =
            [("b", "abc", true), ("^b", "abc", false), ("c$", "abc", true), ("b$", "abc", false), ("", "x", true)];
        for (pattern, text, found) in cases {
            assert_eq!(Pattern::new(pattern).unwrap().finds(text), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn unreadable_ones_say_where() {
        let cases = [
            ("a(b", 2),
            ("a)b", 2),
            ("[ab", 1),
            ("*a", 1),
            ("a\\", 2),
            ("(?i)a", 1),
            ("a{2", 1),
            ("a{3,2}", 1),
            ("[z-a]", 1),
            ("\\b", 1),
            ("a{1000}", 1),
            ("((a{100}){100}){100}", 2),
        ];
        for (pattern, place) in cases {
            assert_eq!(Pattern::new(pattern).map_err(|(place, _)| place), Err(place), "{pattern}");
        }
    }

    #[test]
    fn a_hard_text_costs_little() {
        // With back-tracking this would take 2^5000 steps.
        assert!(!Pattern::new("(a|a)*(a|aa)+c").unwrap().matches(&"a".repeat(5_000)));
    }
}
