//! Regular expressions as routes and schemas use them, in two dialects: RE2's (the Gateway API's, and Go's, in which the
//! API server's schemas are written) and PCRE's (ingress-nginx'). Only whether a text matches is asked, never what part of it.
//!
//! A list of states is followed through the text (Thompson's method), so `(a*)*b` costs no more than `a*b`. Left out, and
//! said where one is read: back-references, look-behind, atomic groups, possessive repetitions, `\\p{…}`, the other case of
//! letters beyond ASCII.
//! Source: github.com/google/re2 doc/syntax.txt, pcre2pattern(3).

mod escapes;
mod read;

use read::Reader;

/// Whose syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// RE2 and Go.
    Re2,
    /// PCRE as nginx uses it: bytes are not looked at, characters are.
    Pcre,
}

/// A pattern, ready to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<State>);

/// What the text must have at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// One character of these ranges; or of none of them.
    One {
        ranges: Vec<(char, char)>,
        but: bool,
    },
    /// Both ways go on; the numbers are relative to this state.
    Fork(isize, isize),
    Start,
    End,
    /// Between a word's character and another; or not there.
    Edge {
        but: bool,
    },
    /// From here on the text matches another pattern; or does not.
    Ahead {
        pattern: Pattern,
        but: bool,
    },
    Match,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// At which character, from 1.
    pub place: usize,
    /// In our words.
    pub why: &'static str,
    /// The dialect itself has no such pattern; else it is only not simulated.
    pub broken: bool,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// Why it is none, and whether the dialect itself would say so.
    pub fn new(text: &str, dialect: Dialect) -> Result<Self, Unreadable> {
        let chars: Vec<char> = text.chars().collect();
        Reader::new(&chars, dialect).whole().map(Self)
    }

    pub(super) fn of(states: Vec<State>) -> Self {
        Self(states)
    }

    /// The whole text matches, as Envoy and the Gateway API have it.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.run(&text, 0, true, false)
    }

    /// Some part of the text matches, as in nginx and in schemas.
    pub fn finds(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.run(&text, 0, false, true)
    }

    /// Whether it matches from a place on: up to the end of the text, or from a later place too.
    fn run(&self, text: &[char], from: usize, whole: bool, anywhere: bool) -> bool {
        let mut here = Set::new(self.0.len());
        here.follow(&self.0, 0, text, from);
        for at in from.. {
            if here.matched && (!whole || at == text.len()) {
                return true;
            }
            let Some(char) = text.get(at) else { return false };
            let mut then = Set::new(self.0.len());
            for state in here.list {
                if let State::One { ranges, but } = &self.0[state] {
                    let within = ranges.iter().any(|(from, to)| (*from..=*to).contains(char));
                    if within != *but {
                        then.follow(&self.0, state + 1, text, at + 1);
                    }
                }
            }
            if anywhere {
                then.follow(&self.0, 0, text, at + 1);
            }
            here = then;
        }
        false
    }
}

fn is_word(char: Option<&char>) -> bool {
    char.is_some_and(|char| char.is_ascii_alphanumeric() || *char == '_')
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

    /// Adds a state and all that it leads to without a character, at a place of the text.
    fn follow(&mut self, states: &[State], from: usize, text: &[char], at: usize) {
        let mut open = vec![from];
        while let Some(state) = open.pop() {
            if std::mem::replace(&mut self.seen[state], true) {
                continue;
            }
            let goes_on = match &states[state] {
                State::One { .. } => {
                    self.list.push(state);
                    false
                }
                State::Fork(one, other) => {
                    open.extend([one, other].map(|step| state.wrapping_add_signed(*step)));
                    false
                }
                State::Start => at == 0,
                State::End => at == text.len(),
                State::Edge { but } => {
                    let before = at.checked_sub(1).and_then(|before| text.get(before));
                    (is_word(before) != is_word(text.get(at))) != *but
                }
                State::Ahead { pattern, but } => pattern.run(text, at, false, false) != *but,
                State::Match => {
                    self.matched = true;
                    false
                }
            };
            if goes_on {
                open.push(state + 1);
            }
        }
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
            let read = Pattern::new(pattern, Dialect::Re2).unwrap();
            yes.iter().for_each(|text| assert!(read.matches(text), "{pattern} matches {text:?}"));
            no.iter().for_each(|text| assert!(!read.matches(text), "{pattern} does not match {text:?}"));
        }
    }

    #[test]
    fn parts_of_texts() {
        let cases =
            [("b", "abc", true), ("^b", "abc", false), ("c$", "abc", true), ("b$", "abc", false), ("", "x", true)];
        for (pattern, text, found) in cases {
            assert_eq!(Pattern::new(pattern, Dialect::Re2).unwrap().finds(text), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn the_same_text_in_two_dialects() {
        // Pattern, text, whether RE2 matches the whole of it, whether PCRE finds it; `None` where the dialect has no such pattern.
        type Case = (&'static str, &'static str, Option<bool>, Option<bool>);
        let cases: &[Case] = &[
            ("(?i)^beta$", "BETA", Some(true), Some(true)),
            ("(?i:b)eta", "Beta", Some(true), Some(true)),
            ("(?i:b)eta", "BETA", Some(false), Some(false)),
            ("a(?i)b|c", "C", Some(true), Some(true)),
            ("(?i)é", "É", None, Some(false)),
            ("(?i)[^a]", "A", Some(false), Some(false)),
            ("\\bbeta\\b", "beta", Some(true), Some(true)),
            ("\\bbeta\\b", "betas", Some(false), Some(false)),
            ("e\\Bt", "beta", Some(false), Some(true)),
            ("\\x41\\x{42}", "AB", Some(true), Some(true)),
            ("[\\D]+", "ab", Some(true), Some(true)),
            ("[^\\D]+", "12", Some(true), Some(true)),
            ("[^\\D]+", "ab", Some(false), Some(false)),
            ("a{b", "a{b", Some(true), Some(true)),
            ("{", "{", Some(true), Some(true)),
            ("[0-9a-f]{128}", "ab", Some(false), Some(false)),
            ("[[:alnum:]]+", "abc123", Some(true), Some(true)),
            ("[[:alnum:]]+", "a]", Some(false), Some(true)),
            ("[[:digit:]]{3}", "123", Some(true), Some(true)),
            ("[[:^digit:]]", "a", Some(true), Some(true)),
            ("[\\w-\\d]", "-", Some(true), None),
            ("(?P<name>a)", "a", Some(true), Some(true)),
            ("\\Qa.b\\E", "a.b", Some(true), Some(true)),
            ("\\Qa.b\\E", "axb", Some(false), Some(false)),
            ("^(?=.*Android).*Chrome", "Android Chrome", None, Some(true)),
            ("^(?=.*Android).*Chrome", "Chrome", None, Some(false)),
            ("a(?!b)", "ab", None, Some(false)),
            ("a(?!b)", "ac", None, Some(true)),
            ("a(?#b)c", "ac", None, Some(true)),
            ("a{2}{2}", "aaaa", None, Some(true)),
            ("(a|b)*?c", "abc", Some(true), Some(true)),
            ("\\s", "\x0b", Some(false), Some(true)),
            ("(?s).", "\n", Some(true), Some(true)),
            ("a**", "a", None, None),
            ("(", "", None, None),
            ("[z-a]", "", None, None),
            ("[[:nothing:]]", "", None, None),
        ];
        for (pattern, text, re2, pcre) in cases {
            let found = Pattern::new(pattern, Dialect::Re2).ok().map(|read| read.matches(text));
            assert_eq!(found, *re2, "RE2: {pattern} and {text:?}");
            let found = Pattern::new(pattern, Dialect::Pcre).ok().map(|read| read.finds(text));
            assert_eq!(found, *pcre, "PCRE: {pattern} and {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_broken_or_only_left_out() {
        // Pattern, where it says so, whether RE2 and whether PCRE itself refuses it; `None` where it can be read.
        let cases = [
            ("a(b", 2, Some(true), Some(true)),
            ("a)b", 2, Some(true), Some(true)),
            ("[ab", 1, Some(true), Some(true)),
            ("*a", 1, Some(true), Some(true)),
            ("{2}", 1, Some(true), Some(true)),
            ("a\\", 2, Some(true), Some(true)),
            ("a{3,2}", 1, Some(true), Some(true)),
            ("[z-a]", 1, Some(true), Some(true)),
            ("a{1001}", 1, Some(true), None),
            ("((a{100}){100}){100}", 2, Some(false), Some(false)),
            ("(a)\\1", 4, Some(true), Some(false)),
            ("a++", 1, Some(true), Some(false)),
            ("\\p{L}+", 1, Some(false), Some(false)),
            ("(?i)é", 5, Some(false), None),
            ("(?i)[aé]", 5, Some(false), None),
            ("(?<=a)b", 1, Some(true), Some(false)),
            ("(?>a)b", 1, Some(true), Some(false)),
        ];
        let verb = Pattern::new("(*UTF8)a", Dialect::Pcre).err();
        assert_eq!(verb.map(|why| (why.place, why.broken)), Some((1, false)));
        for (pattern, place, re2, pcre) in cases {
            for (dialect, expected) in [(Dialect::Re2, re2), (Dialect::Pcre, pcre)] {
                let found = Pattern::new(pattern, dialect).err().map(|why| (why.place, why.broken));
                assert_eq!(found, expected.map(|broken| (place, broken)), "{dialect:?}: {pattern}");
            }
        }
    }

    #[test]
    fn a_hard_text_costs_little() {
        // With back-tracking this would take 2^5000 steps.
        assert!(!Pattern::new("(a|a)*(a|aa)+c", Dialect::Re2).unwrap().matches(&"a".repeat(5_000)));
    }
}
