//! A pattern read from left to right into its states.

use super::{Dialect, Pattern, State, Unreadable};

/// Most states of a pattern: `{m,n}` writes its inside out so often.
const STATES_MAX: usize = 5_000;

/// Where in a pattern the reader is, and which flags hold there.
pub(super) struct Reader<'a> {
    pub chars: &'a [char],
    pub at: usize,
    pub dialect: Dialect,
    /// `i`: both cases.
    fold: bool,
    /// `s`: a dot is a line's end too.
    dot_all: bool,
}

impl Unreadable {
    /// The dialect has no such thing.
    pub(super) fn broken(place: usize, why: &'static str) -> Self {
        Self { place, why, broken: true }
    }

    /// The dialect may have it, and it is not simulated.
    pub(super) fn left_out(place: usize, why: &'static str) -> Self {
        Self { place, why, broken: false }
    }
}

impl<'a> Reader<'a> {
    pub fn new(chars: &'a [char], dialect: Dialect) -> Self {
        Self { chars, at: 0, dialect, fold: false, dot_all: false }
    }

    pub fn whole(mut self) -> Result<Vec<State>, Unreadable> {
        let mut states = self.either()?;
        if self.at < self.chars.len() {
            return Err(Unreadable::broken(self.at + 1, "a ) without its ("));
        }
        states.push(State::Match);
        Ok(states)
    }

    pub fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Goes past a text if it stands here.
    pub fn skip(&mut self, wanted: &str) -> bool {
        let found = wanted.chars().enumerate().all(|(index, char)| self.chars.get(self.at + index) == Some(&char));
        self.at += if found { wanted.chars().count() } else { 0 };
        found
    }

    /// Up to a sign, which is gone past; `None` if it never comes.
    pub fn until(&mut self, end: char) -> Option<String> {
        let length = self.chars[self.at..].iter().position(|next| *next == end)?;
        let text = self.chars[self.at..self.at + length].iter().collect();
        self.at += length + 1;
        Some(text)
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
                return Err(Unreadable::left_out(begin + 1, "the pattern is too large"));
            }
        }
        Ok(all)
    }

    /// One character, class, group or place.
    fn one(&mut self) -> Result<Vec<State>, Unreadable> {
        let at = self.at + 1;
        let Some(char) = self.peek() else { return Ok(Vec::new()) };
        if matches!(char, '*' | '+' | '?') || self.repetition().is_some() {
            return Err(Unreadable::broken(at, "nothing to repeat"));
        }
        self.at += 1;
        Ok(match char {
            '(' => self.group(at)?,
            '[' => {
                let (ranges, but) = self.class(at)?;
                vec![State::One { ranges: self.folded(at, ranges)?, but }]
            }
            '.' if self.dot_all => vec![State::One { ranges: Vec::new(), but: true }],
            '.' => vec![State::One { ranges: vec![('\n', '\n')], but: true }],
            // `m` changes nothing here: no text of a request has a line's end.
            '^' => vec![State::Start],
            '$' => vec![State::End],
            '\\' => self.escape(at)?,
            _ => vec![self.literal(at, char)?],
        })
    }

    pub fn literal(&self, at: usize, char: char) -> Result<State, Unreadable> {
        Ok(State::One { ranges: self.folded(at, vec![(char, char)])?, but: false })
    }

    /// Ranges with the other case of their letters, where that is asked for. nginx' PCRE knows the case of ASCII's alone;
    /// of RE2's others, which would take Unicode's tables, a single letter is left out.
    pub fn folded(&self, at: usize, mut ranges: Vec<(char, char)>) -> Result<Vec<(char, char)>, Unreadable> {
        if !self.fold {
            return Ok(ranges);
        }
        for (from, to) in ranges.clone() {
            let shared = |low: char, high: char| (from.max(low) <= to.min(high)).then(|| (from.max(low), to.min(high)));
            let small = shared('A', 'Z').map(|(from, to)| (from.to_ascii_lowercase(), to.to_ascii_lowercase()));
            let large = shared('a', 'z').map(|(from, to)| (from.to_ascii_uppercase(), to.to_ascii_uppercase()));
            ranges.extend(small.into_iter().chain(large));
            if from == to && !from.is_ascii() && self.dialect == Dialect::Re2 {
                return Err(Unreadable::left_out(at, "the other case of this letter is not simulated"));
            }
        }
        Ok(ranges)
    }

    /// What follows a `(`.
    fn group(&mut self, at: usize) -> Result<Vec<State>, Unreadable> {
        let before = (self.fold, self.dot_all);
        let pcre = self.dialect == Dialect::Pcre;
        let mut ahead = None;
        if self.take('?') {
            if self.skip("#") && pcre {
                return self.until(')').map(|_| Vec::new()).ok_or(Unreadable::broken(at, "a ( without its )"));
            }
            let named = ["P<", "<"].into_iter().find(|start| {
                let next = self.chars.get(self.at + start.len());
                !matches!(next, Some('=' | '!')) && self.skip(start)
            });
            if named.is_some() {
                let name = self.until('>').unwrap_or_default();
                if name.is_empty() || !name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') {
                    return Err(Unreadable::broken(at, "a group without a name"));
                }
            } else if pcre && self.skip("=") {
                ahead = Some(false);
            } else if pcre && self.skip("!") {
                ahead = Some(true);
            } else if self.flags(at)? {
                // They hold up to the end of the group around them.
                return Ok(Vec::new());
            }
        } else if pcre && self.peek() == Some('*') {
            return Err(Unreadable::left_out(at, "verbs such as (*UTF8) are not simulated"));
        }
        let mut inside = self.either()?;
        if !self.take(')') {
            return Err(Unreadable::broken(at, "a ( without its )"));
        }
        (self.fold, self.dot_all) = before;
        if let Some(but) = ahead {
            inside.push(State::Match);
            return Ok(vec![State::Ahead { pattern: Pattern::of(inside), but }]);
        }
        Ok(inside)
    }

    /// `i-s` of `(?i-s)` or of `(?i-s:`; whether the group ended with them.
    fn flags(&mut self, at: usize) -> Result<bool, Unreadable> {
        let mut on = true;
        loop {
            let Some(flag) = self.peek() else { return Err(Unreadable::broken(at, "a ( without its )")) };
            self.at += 1;
            match flag {
                ':' => return Ok(false),
                ')' => return Ok(true),
                '-' if on => on = false,
                'i' => self.fold = on,
                's' => self.dot_all = on,
                'm' | 'U' => {}
                _ if self.dialect == Dialect::Pcre => {
                    return Err(Unreadable::left_out(at, "this kind of ( ) is not simulated"));
                }
                _ => return Err(Unreadable::broken(at, "RE2 has no such group")),
            }
        }
    }

    /// The `{m,n}` that stands here, and behind which sign it ends. What is none is literal.
    fn repetition(&self) -> Option<(usize, Option<usize>, usize)> {
        if self.peek() != Some('{') {
            return None;
        }
        let length = self.chars[self.at..].iter().position(|next| *next == '}')?;
        let inside: String = self.chars[self.at + 1..self.at + length].iter().collect();
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let (least, most) = match inside.split_once(',') {
            None => (number(&inside)?, Some(number(&inside)?)),
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        Some((least, most, self.at + length + 1))
    }

    /// The repetitions after `one`, if there are any.
    fn repeated(&mut self, mut one: Vec<State>, begin: usize) -> Result<Vec<State>, Unreadable> {
        let mut again = false;
        loop {
            let written = self.repetition();
            let (least, most) = match (self.peek(), written) {
                (Some('*'), _) => (0, None),
                (Some('+'), _) => (1, None),
                (Some('?'), _) => (0, Some(1)),
                (_, Some((least, most, _))) => (least, most),
                _ => return Ok(one),
            };
            let pcre = self.dialect == Dialect::Pcre;
            if again && (!pcre || written.is_none()) {
                return Err(Unreadable::broken(begin + 1, "a repetition of a repetition"));
            }
            self.at = written.map_or(self.at + 1, |(_, _, end)| end);
            self.take('?'); // Lazy: other parts are captured, the same texts match.
            if pcre && self.peek() == Some('+') {
                return Err(Unreadable::left_out(begin + 1, "possessive repetitions are not simulated"));
            }
            let limit = if pcre { 65_535 } else { 1_000 };
            if most.is_some_and(|most| most < least) || least.max(most.unwrap_or(0)) > limit {
                return Err(Unreadable::broken(begin + 1, "a repetition goes up, and has a limit"));
            }
            if one.len() * least.max(most.unwrap_or(0)).max(1) > STATES_MAX {
                return Err(Unreadable::left_out(begin + 1, "the pattern is too large"));
            }
            one = times(&one, least, most);
            again = true;
        }
    }
}

/// States so often behind each other.
fn times(one: &[State], least: usize, most: Option<usize>) -> Vec<State> {
    let length = one.len() as isize;
    let mut all: Vec<State> = one.iter().cloned().cycle().take(one.len() * least).collect();
    match most {
        None => {
            all.push(State::Fork(1, length + 2));
            all.extend(one.iter().cloned());
            all.push(State::Fork(-length, 1));
        }
        Some(most) => {
            for _ in least..most {
                all.push(State::Fork(1, length + 1));
                all.extend(one.iter().cloned());
            }
        }
    }
    all
}
