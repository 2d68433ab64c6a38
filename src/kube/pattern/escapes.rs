//! What a `\` and what `[…]` stand for.

use super::read::Reader;
use super::{Dialect, State, Unreadable};

type Ranges = Vec<(char, char)>;

const WORD: [(char, char); 4] = [('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')];

/// POSIX' classes by their names, in ASCII.
const CLASSES: [(&str, &[(char, char)]); 14] = [
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("ascii", &[('\0', '\x7f')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\x1f'), ('\x7f', '\x7f')]),
    ("digit", &[('0', '9')]),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("word", &WORD),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// All characters but those of ranges.
fn opposite(mut ranges: Ranges) -> Ranges {
    crate::sorted::sort_by(&mut ranges, Ord::cmp);
    let (mut found, mut next) = (Vec::new(), Some('\0'));
    for (from, to) in ranges {
        let Some(start) = next else { break };
        if start < from {
            found.push((start, char::from_u32(u32::from(from) - 1).unwrap_or('\u{d7ff}')));
        }
        next = next.max(char::from_u32(u32::from(to) + 1));
    }
    found.extend(next.map(|start| (start, char::MAX)));
    found
}

impl Reader<'_> {
    /// What a `\` outside of `[…]` stands for.
    pub fn escape(&mut self, at: usize) -> Result<Vec<State>, Unreadable> {
        let pcre = self.dialect == Dialect::Pcre;
        let place = match self.peek() {
            Some('b') => State::Edge { but: false },
            Some('B') => State::Edge { but: true },
            Some('A') => State::Start,
            Some('z') => State::End,
            Some('Z') if pcre => State::End,
            Some('Q') => {
                self.at += 1;
                let rest = &self.chars[self.at..];
                let length = rest.windows(2).position(|two| two == ['\\', 'E']);
                let states = rest[..length.unwrap_or(rest.len())].iter().map(|char| self.literal(at, *char)).collect();
                self.at += length.map_or(rest.len(), |length| length + 2);
                return states;
            }
            _ => {
                let (ranges, but) = self.escaped(at)?;
                return Ok(vec![State::One { ranges: self.folded(at, ranges)?, but }]);
            }
        };
        self.at += 1;
        Ok(vec![place])
    }

    /// The characters that a `\` stands for, or all but those.
    fn escaped(&mut self, at: usize) -> Result<(Ranges, bool), Unreadable> {
        let Some(char) = self.peek() else { return Err(Unreadable::broken(at, "a \\ at the end")) };
        self.at += 1;
        let pcre = self.dialect == Dialect::Pcre;
        let one = |char: char| (vec![(char, char)], false);
        Ok(match char {
            'd' | 'D' => (vec![('0', '9')], char == 'D'),
            'w' | 'W' => (WORD.to_vec(), char == 'W'),
            // RE2's knows no vertical tab.
            's' | 'S' if pcre => (vec![(' ', ' '), ('\t', '\r')], char == 'S'),
            's' | 'S' => (vec![(' ', ' '), ('\t', '\n'), ('\x0c', '\r')], char == 'S'),
            'h' | 'H' if pcre => (vec![(' ', ' '), ('\t', '\t'), ('\u{a0}', '\u{a0}')], char == 'H'),
            'v' | 'V' if pcre => (vec![('\n', '\r'), ('\u{85}', '\u{85}')], char == 'V'),
            'n' => one('\n'),
            't' => one('\t'),
            'r' => one('\r'),
            'f' => one('\x0c'),
            'v' => one('\x0b'),
            'a' => one('\x07'),
            'e' if pcre => one('\x1b'),
            'x' => one(self.hexadecimal(at)?),
            '0'..='7' => one(self.octal(at, char)?),
            'p' | 'P' => return Err(Unreadable::left_out(at, "\\p of Unicode is not simulated")),
            _ if char.is_ascii_alphanumeric() && pcre => {
                return Err(Unreadable::left_out(at, "this \\ is not simulated"));
            }
            _ if char.is_ascii_alphanumeric() || !char.is_ascii() && !pcre => {
                return Err(Unreadable::broken(at, "RE2 has no such \\"));
            }
            _ => one(char),
        })
    }

    /// What follows `\x`: two signs, or any number of them in braces.
    fn hexadecimal(&mut self, at: usize) -> Result<char, Unreadable> {
        let wrong = Unreadable::broken(at, "\\x takes two hexadecimal digits");
        let braces = self.take('{');
        let text = if braces {
            self.until('}').ok_or(wrong)?
        } else {
            let digits = self.chars[self.at..].iter().take(2).take_while(|digit| digit.is_ascii_hexdigit());
            digits.collect()
        };
        if !braces {
            self.at += text.len();
            if text.len() < 2 && self.dialect == Dialect::Pcre {
                return Err(Unreadable::left_out(at, "\\x without two digits is not simulated"));
            }
        }
        let number = u32::from_str_radix(&text, 16).ok().filter(|_| braces || text.len() == 2);
        number.and_then(char::from_u32).ok_or(wrong)
    }

    /// `\0`, or `\12` and `\123`; one digit alone refers back to a group.
    fn octal(&mut self, at: usize, first: char) -> Result<char, Unreadable> {
        let digits = self.chars[self.at..].iter().take(2).take_while(|digit| ('0'..='7').contains(*digit));
        let text: String = std::iter::once(&first).chain(digits).collect();
        if first != '0' && (text.len() == 1 || self.dialect == Dialect::Pcre) {
            let why = "back-references are not simulated";
            return Err(Unreadable { broken: self.dialect == Dialect::Re2, ..Unreadable::left_out(at, why) });
        }
        self.at += text.len() - 1;
        u32::from_str_radix(&text, 8).ok().and_then(char::from_u32).ok_or(Unreadable::broken(at, "no such character"))
    }

    /// The rest of a `[…]`: its characters, or all but those.
    pub fn class(&mut self, at: usize) -> Result<(Ranges, bool), Unreadable> {
        let but = self.take('^');
        let (mut ranges, mut first) = (Ranges::new(), true);
        loop {
            let Some(char) = self.peek() else { return Err(Unreadable::broken(at, "a [ without its ]")) };
            if char == ']' && !first {
                self.at += 1;
                return Ok((ranges, but));
            }
            first = false;
            if char == '[' && self.posix(at, &mut ranges)? {
                continue;
            }
            let (part, opposed) = self.member(at)?;
            let single = part.len() == 1 && part[0].0 == part[0].1 && !opposed;
            let range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            if !single {
                if range && self.dialect == Dialect::Pcre {
                    return Err(Unreadable::broken(at, "a range that begins with a class"));
                }
                ranges.extend(if opposed { opposite(part) } else { part });
                continue;
            }
            let from = part[0].0;
            let mut to = from;
            if range {
                self.at += 1;
                let (end, opposed) = self.member(at)?;
                if end.len() != 1 || end[0].0 != end[0].1 || opposed {
                    return Err(Unreadable::broken(at, "a range that ends with a class"));
                }
                to = end[0].0;
            }
            if to < from {
                return Err(Unreadable::broken(at, "a range from a later to an earlier character"));
            }
            ranges.push((from, to));
        }
    }

    /// One character of a class, or what a `\` stands for in it.
    fn member(&mut self, at: usize) -> Result<(Ranges, bool), Unreadable> {
        let Some(char) = self.peek() else { return Err(Unreadable::broken(at, "a [ without its ]")) };
        self.at += 1;
        if char != '\\' {
            return Ok((vec![(char, char)], false));
        }
        if self.dialect == Dialect::Pcre && self.take('b') {
            return Ok((vec![('\x08', '\x08')], false));
        }
        self.escaped(at)
    }

    /// `[:alpha:]` or `[:^alpha:]` within a class; whether there is one.
    fn posix(&mut self, at: usize, ranges: &mut Ranges) -> Result<bool, Unreadable> {
        let rest = &self.chars[self.at..];
        if rest.get(1) != Some(&':') {
            return Ok(false);
        }
        let Some(length) = rest.windows(2).position(|two| two == [':', ']']).filter(|length| *length > 1) else {
            return Ok(false);
        };
        let inside: String = rest[2..length].iter().collect();
        let name = inside.strip_prefix('^').unwrap_or(&inside);
        if !name.chars().all(|sign| sign.is_ascii_lowercase()) {
            return Ok(false);
        }
        let Some((_, class)) = CLASSES.iter().find(|(other, _)| *other == name) else {
            return Err(Unreadable::broken(at, "no such class"));
        };
        self.at += length + 2;
        ranges.extend(if name == inside { class.to_vec() } else { opposite(class.to_vec()) });
        Ok(true)
    }
}
