//! The flags of a command line, read as kubectl reads them. Models spf13/pflag's flag.go and kubectl's pkg/cmd/util
//! UsageErrorf.

use super::printed::Printed;
use crate::kube::errors::quoted;
use crate::kube::spelling;

/// What stands behind a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it is there or not; `--watch=false` too.
    Nothing,
    /// A value: `--output=wide`, `--output wide`, `-o wide`, `-owide`.
    Value,
    /// A whole number.
    Number,
    /// A value behind `=` only; this one where there is none.
    Perhaps(&'static str),
}

/// A flag that a command knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Without its dashes: `output`.
    pub long: &'static str,
    /// `o`; a blank where there is none.
    pub short: char,
    pub takes: Takes,
}

impl Flag {
    pub const fn new(long: &'static str, short: char, takes: Takes) -> Self {
        Self { long, short, takes }
    }
}

/// Flags of every command.
const EVERYWHERE: [Flag; 2] = [Flag::new("namespace", 'n', Takes::Value), Flag::new("context", ' ', Takes::Value)];

/// A line's words, flags and the rest told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// What is no flag, in order.
    pub words: Vec<String>,
    /// What stands behind `--`.
    pub after: Vec<String>,
    flags: Vec<(&'static str, String)>,
}

impl Given {
    /// Reads the words behind a command, e.g. `get` or `rollout status`, which errors name.
    ///
    /// # Errors
    ///
    /// What kubectl prints, and what the command knows here.
    pub fn read(command: &str, known: &[Flag], words: &[String]) -> Result<Self, Printed> {
        let reader = Reader { command, known };
        let mut given = Self::default();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            if word == "--" {
                given.after.extend(rest.cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                given.flags.push(reader.long(long, &mut rest)?);
            } else if word.len() > 1 && word.starts_with('-') {
                reader.short(&word[1..], &mut rest, &mut given.flags)?;
            } else {
                given.words.push(word.clone());
            }
        }
        Ok(given)
    }

    /// A flag that is there or not is there.
    pub fn has(&self, long: &str) -> bool {
        self.value(long).is_some_and(|value| value != "false")
    }

    /// What was last said behind a flag.
    pub fn value(&self, long: &str) -> Option<&str> {
        self.flags.iter().rev().find(|(name, _)| *name == long).map(|(_, value)| value.as_str())
    }

    /// All that was said behind a flag, in order.
    pub fn values<'a>(&'a self, long: &'a str) -> impl Iterator<Item = &'a str> {
        self.flags.iter().filter(move |(name, _)| *name == long).map(|(_, value)| value.as_str())
    }

    /// The number behind a flag that takes one.
    pub fn number(&self, long: &str) -> Option<i64> {
        self.value(long).and_then(|value| value.parse().ok())
    }
}

struct Reader<'a> {
    command: &'a str,
    known: &'a [Flag],
}

impl Reader<'_> {
    fn all(&self) -> impl Iterator<Item = &Flag> {
        self.known.iter().chain(&EVERYWHERE)
    }

    fn long<'a>(
        &self,
        word: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(&'static str, String), Printed> {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let Some(flag) = self.all().find(|flag| flag.long == name) else {
            let near = spelling::nearest(name, self.all().map(|flag| flag.long));
            return Err(self.unknown(&format!("unknown flag: --{name}"), near));
        };
        let missing = || self.wrong(&format!("flag needs an argument: --{name}"));
        let value = match (flag.takes, value) {
            (_, Some(value)) => value.to_owned(),
            (Takes::Nothing, None) => "true".into(),
            (Takes::Perhaps(usual), None) => usual.into(),
            (Takes::Value | Takes::Number, None) => rest.next().ok_or_else(missing)?.clone(),
        };
        self.checked(flag, value)
    }

    /// `-w`, `-o wide`, `-owide`, `-o=wide`, `-Aw`.
    fn short<'a>(
        &self,
        word: &str,
        rest: &mut impl Iterator<Item = &'a String>,
        flags: &mut Vec<(&'static str, String)>,
    ) -> Result<(), Printed> {
        for (at, letter) in word.char_indices() {
            let Some(flag) = self.all().find(|flag| flag.short == letter && letter != ' ') else {
                return Err(self.unknown(&format!("unknown shorthand flag: '{letter}' in -{word}"), None));
            };
            let behind = &word[at + letter.len_utf8()..];
            let value = match flag.takes {
                Takes::Nothing | Takes::Perhaps(_) if !behind.starts_with('=') => {
                    let usual = if let Takes::Perhaps(usual) = flag.takes { usual } else { "true" };
                    flags.push(self.checked(flag, usual.into())?);
                    continue;
                }
                _ if !behind.is_empty() => behind.strip_prefix('=').unwrap_or(behind).to_owned(),
                _ => {
                    let missing = || self.wrong(&format!("flag needs an argument: '{letter}' in -{word}"));
                    rest.next().ok_or_else(missing)?.clone()
                }
            };
            flags.push(self.checked(flag, value)?);
            break;
        }
        Ok(())
    }

    fn checked(&self, flag: &Flag, value: String) -> Result<(&'static str, String), Printed> {
        let short = if flag.short == ' ' { String::new() } else { format!("-{}, ", flag.short) };
        let invalid = |why: &str| {
            self.wrong(&format!("invalid argument {} for \"{short}--{}\" flag: {why}", quoted(&value), flag.long))
        };
        match flag.takes {
            Takes::Nothing if !["true", "false"].contains(&value.as_str()) => {
                Err(invalid(&format!("strconv.ParseBool: parsing {}: invalid syntax", quoted(&value))))
            }
            Takes::Number if value.parse::<i64>().is_err() => {
                Err(invalid(&format!("strconv.ParseInt: parsing {}: invalid syntax", quoted(&value))))
            }
            _ => Ok((flag.long, value)),
        }
    }

    fn wrong(&self, what: &str) -> Printed {
        Printed::wrong(format!("error: {what}\nSee 'kubectl {} --help' for usage.", self.command))
    }

    /// kubectl's own error, then what there is here.
    fn unknown(&self, what: &str, near: Option<&str>) -> Printed {
        let name = |flag: &Flag| match flag.short {
            ' ' => format!("--{}", flag.long),
            short => format!("--{} (-{short})", flag.long),
        };
        let known: Vec<String> = self.known.iter().map(name).collect();
        let mut printed = self.wrong(what);
        if let Some(near) = near {
            printed = printed.with(message!("kubectl-did-you-mean", near = format!("--{near}")));
        }
        printed.with(match known.as_slice() {
            [] => message!("kubectl-knows-no-flags", command = self.command),
            known => message!("kubectl-knows-flags", command = self.command, known = known.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Flag; 5] = [
        Flag::new("output", 'o', Takes::Value),
        Flag::new("watch", 'w', Takes::Nothing),
        Flag::new("show-labels", ' ', Takes::Nothing),
        Flag::new("replicas", ' ', Takes::Number),
        Flag::new("cascade", ' ', Takes::Perhaps("background")),
    ];

    fn read(line: &str) -> Result<Given, Printed> {
        let words: Vec<String> = line.split(' ').map(Into::into).collect();
        Given::read("get", &KNOWN, &words)
    }

    #[test]
    fn flags_are_read_as_kubectl_reads_them() {
        type Row = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);
        let cases: [Row; 9] = [
            ("pods -o wide", &["pods"], &[("output", "wide")]),
            ("pods -owide -w", &["pods"], &[("output", "wide"), ("watch", "true")]),
            ("-wo=yaml pods web", &["pods", "web"], &[("watch", "true"), ("output", "yaml")]),
            ("--output=json pods", &["pods"], &[("output", "json")]),
            ("--output json pods", &["pods"], &[("output", "json")]),
            ("--watch=false pods", &["pods"], &[("watch", "false")]),
            ("x --replicas 3", &["x"], &[("replicas", "3")]),
            ("x --cascade y", &["x", "y"], &[("cascade", "background")]),
            ("x --cascade=orphan -n default", &["x"], &[("cascade", "orphan"), ("namespace", "default")]),
        ];
        for (line, words, flags) in cases {
            let given = read(line).unwrap();
            let flags: Vec<(&str, String)> = flags.iter().map(|(name, value)| (*name, (*value).into())).collect();
            assert_eq!(
                (given.words, given.flags),
                (words.iter().map(|word| (*word).into()).collect(), flags),
                "{line}"
            );
        }
        let given = read("a -- -o b").unwrap();
        assert_eq!((given.words, given.after), (vec!["a".to_string()], vec!["-o".to_string(), "b".into()]));
    }

    #[test]
    fn what_is_unknown_comes_with_what_is_known() {
        let notes = read("--outptu wide").unwrap_err().notes;
        let known = "--output (-o), --watch (-w), --show-labels, --replicas, --cascade";
        assert_eq!(
            notes,
            [
                message!("kubectl-did-you-mean", near = "--output"),
                message!("kubectl-knows-flags", command = "get", known)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_as_kubectl_says_it() {
        let see = "See 'kubectl get --help' for usage.\n";
        let cases = [
            ("--outptu wide", format!("error: unknown flag: --outptu\n{see}")),
            ("-x", format!("error: unknown shorthand flag: 'x' in -x\n{see}")),
            ("pods -o", format!("error: flag needs an argument: 'o' in -o\n{see}")),
            ("pods --output", format!("error: flag needs an argument: --output\n{see}")),
            (
                "--replicas=x",
                format!(
                    "error: invalid argument \"x\" for \"--replicas\" flag: strconv.ParseInt: parsing \"x\": invalid \
                     syntax\n{see}"
                ),
            ),
            (
                "--watch=x",
                format!(
                    "error: invalid argument \"x\" for \"-w, --watch\" flag: strconv.ParseBool: parsing \"x\": invalid \
                     syntax\n{see}"
                ),
            ),
        ];
        for (line, expected) in cases {
            let printed = read(line).unwrap_err();
            assert_eq!((printed.stderr, printed.code, printed.stdout), (expected, 1, String::new()), "{line}");
        }
    }
}
