//! What works on text alone: `echo`, `grep`, `wc`, `head`, `tail`, `sort`, `uniq`, `seq`, as POSIX has them.

use crate::kube::pattern::{Dialect, Pattern};

/// What a command prints and how it ends; nothing where it is none of these. What goes wrong ends with 2.
pub(super) fn run(verb: &str, words: &[String], input: Option<&str>) -> Option<(String, u8)> {
    let input = input.unwrap_or_default();
    Some(match verb {
        "true" | ":" => (String::new(), 0),
        "false" => (String::new(), 1),
        "echo" => echo(words),
        "seq" => seq(words),
        "grep" => grep(words, input),
        "wc" => wc(words, input),
        "head" | "tail" => ends(verb, words, input),
        "sort" => sort(words, input),
        "uniq" => uniq(words, input),
        _ => return None,
    })
}

fn echo(words: &[String]) -> (String, u8) {
    match words.split_first() {
        Some((flag, rest)) if flag == "-n" => (rest.join(" "), 0),
        _ => (words.join(" ") + "\n", 0),
    }
}

/// Items at most.
const SEQ_MAX: i64 = 100_000;

fn seq(words: &[String]) -> (String, u8) {
    let numbers: Option<Vec<i64>> = words.iter().map(|word| word.parse().ok()).collect();
    let (from, step, to) = match numbers.as_deref() {
        Some([to]) => (1, 1, *to),
        Some([from, to]) => (*from, 1, *to),
        Some([from, step, to]) if *step != 0 => (*from, *step, *to),
        _ => return (format!("seq: invalid argument: '{}'\n", words.join(" ")), 2),
    };
    let goes_on = |number: &i64| if step > 0 { *number <= to } else { *number >= to };
    let numbers = (0..SEQ_MAX).map_while(|index| index.checked_mul(step)?.checked_add(from)).take_while(goes_on);
    (numbers.map(|number| format!("{number}\n")).collect(), 0)
}

/// Flags of one letter each, in any order; what follows them.
fn letters<'a>(words: &'a [String], known: &str) -> Result<(String, Vec<&'a str>), (String, u8)> {
    let (mut flags, mut rest) = (String::new(), Vec::new());
    let mut only_words = false;
    for word in words {
        match word.strip_prefix('-').filter(|letters| !letters.is_empty() && !only_words) {
            Some("-") => only_words = true,
            Some(letters) => {
                if let Some(letter) = letters.chars().find(|letter| !known.contains(*letter)) {
                    return Err((format!("invalid option -- '{letter}'\n"), 2));
                }
                flags.push_str(letters);
            }
            None => rest.push(word.as_str()),
        }
    }
    Ok((flags, rest))
}

fn lines(all: &[&str]) -> String {
    all.iter().map(|line| format!("{line}\n")).collect()
}

/// Lines before and behind a found one: `-A 3`, `-A3`, `-B`, `-C`; and the other words.
fn around(words: &[String]) -> ([usize; 2], Vec<String>) {
    let (mut lines, mut others) = ([0, 0], Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let Some(number) = ["-A", "-B", "-C"].iter().find_map(|flag| word.strip_prefix(flag)) else {
            others.push(word.clone());
            continue;
        };
        let number = if number.is_empty() { rest.next().map_or("", String::as_str) } else { number };
        let number = number.parse().unwrap_or(0);
        if !word.starts_with("-A") {
            lines[0] = number;
        }
        if !word.starts_with("-B") {
            lines[1] = number;
        }
    }
    (lines, others)
}

fn grep(words: &[String], input: &str) -> (String, u8) {
    let ([before, behind], words) = around(words);
    let (flags, rest) = match letters(&words, "vciEowFxq") {
        Ok(read) => read,
        Err((text, code)) => return (format!("grep: {text}"), code),
    };
    let [pattern] = rest.as_slice() else {
        return ("usage: grep [-vcioxqEF] PATTERN\n".into(), 2);
    };
    let has = |flag: char| flags.contains(flag);
    let bare = if has('F') {
        literal(pattern)
    } else if has('E') {
        (*pattern).to_owned()
    } else {
        extended(pattern)
    };
    let case = if has('i') { "(?i)" } else { "" };
    let whole = match (has('x'), has('w')) {
        (true, _) => format!("{case}^(?:{bare})$"),
        (_, true) => format!("{case}\\b(?:{bare})\\b"),
        _ => format!("{case}{bare}"),
    };
    let exact = format!("{case}^(?:{bare})$");
    let (Ok(found_by), Ok(exact)) = (Pattern::new(&whole, Dialect::Re2), Pattern::new(&exact, Dialect::Re2)) else {
        return (format!("grep: {pattern}: invalid regular expression\n"), 2);
    };
    let fits = |line: &str| found_by.finds(line);
    let found: Vec<&str> = input.lines().filter(|line| fits(line) != has('v')).collect();
    let code = u8::from(found.is_empty());
    let text = match () {
        () if has('q') => String::new(),
        () if has('c') => format!("{}\n", found.len()),
        () if has('o') => found.iter().flat_map(|line| parts(line, &exact)).map(|part| format!("{part}\n")).collect(),
        () if before + behind > 0 => {
            let all: Vec<&str> = input.lines().collect();
            let hit: Vec<usize> = (0..all.len()).filter(|at| fits(all[*at]) != has('v')).collect();
            let near = |at: &usize| hit.iter().any(|hit| *at + before >= *hit && *at <= *hit + behind);
            lines(&(0..all.len()).filter(near).map(|at| all[at]).collect::<Vec<_>>())
        }
        () => lines(&found),
    };
    (text, code)
}

/// A text in which no sign means anything.
fn literal(text: &str) -> String {
    text.chars()
        .flat_map(|sign| (!sign.is_alphanumeric() && sign.is_ascii()).then_some('\\').into_iter().chain([sign]))
        .collect()
}

/// A basic expression as an extended one: what is a sign in one is a letter in the other.
fn extended(basic: &str) -> String {
    let (mut text, mut signs) = (String::new(), basic.chars());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some(next) if "+?|(){}".contains(next) => text.push(next),
                Some(next) => text.extend(['\\', next]),
                None => text.push_str("\\\\"),
            },
            '+' | '?' | '|' | '(' | ')' | '{' | '}' => text.extend(['\\', sign]),
            _ => text.push(sign),
        }
    }
    text
}

/// What of a line fits as a whole: from the left, the longest each time.
fn parts<'a>(line: &'a str, exact: &Pattern) -> Vec<&'a str> {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    let (mut parts, mut from) = (Vec::new(), 0);
    while from + 1 < places.len() {
        let to = (from + 1..places.len()).rev().find(|to| exact.matches(&line[places[from]..places[*to]]));
        if let Some(to) = to {
            parts.push(&line[places[from]..places[to]]);
        }
        from = to.unwrap_or(from + 1);
    }
    parts
}

fn wc(words: &[String], input: &str) -> (String, u8) {
    let (flags, _) = match letters(words, "lwc") {
        Ok(read) => read,
        Err((text, code)) => return (format!("wc: {text}"), code),
    };
    let counts = [('l', input.matches('\n').count()), ('w', input.split_whitespace().count()), ('c', input.len())];
    let wanted = counts.iter().filter(|(flag, _)| flags.is_empty() || flags.contains(*flag));
    let shown: Vec<String> = wanted.map(|(_, count)| count.to_string()).collect();
    (format!("{}\n", shown.join(" ")), 0)
}

/// `head -3`, `head -n 3`, `head -n3`, `tail -n +2`.
fn ends(verb: &str, words: &[String], input: &str) -> (String, u8) {
    let text = words.join("");
    let number = text.strip_prefix("-n").or_else(|| text.strip_prefix("--lines=")).or_else(|| text.strip_prefix('-'));
    let from_front = number.is_some_and(|number| number.starts_with('+'));
    let count: Option<usize> = match number {
        None if text.is_empty() => Some(10),
        None => None,
        Some(number) => number.trim_start_matches('+').parse().ok(),
    };
    let Some(count) = count else { return (format!("{verb}: invalid number of lines: '{}'\n", words.join(" ")), 2) };
    let all: Vec<&str> = input.lines().collect();
    let shown = match verb {
        "head" => &all[..count.min(all.len())],
        _ if from_front => &all[count.saturating_sub(1).min(all.len())..],
        _ => &all[all.len() - count.min(all.len())..],
    };
    (lines(shown), 0)
}

fn sort(words: &[String], input: &str) -> (String, u8) {
    let mut column = None;
    let mut flags = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.strip_prefix("-k") {
            Some(key) => {
                let key = if key.is_empty() { rest.next().map_or("", String::as_str) } else { key };
                column =
                    key.split([',', '.']).next().and_then(|key| key.trim_end_matches(['n', 'r']).parse::<usize>().ok());
                flags.push(format!("-{}", key.chars().filter(|sign| "nr".contains(*sign)).collect::<String>()));
            }
            None => flags.push(word.clone()),
        }
    }
    flags.retain(|flag| flag != "-");
    let (flags, _) = match letters(&flags, "nru") {
        Ok(read) => read,
        Err((text, code)) => return (format!("sort: {text}"), code),
    };
    let has = |flag: char| flags.contains(flag);
    let key = |line: &str| match column {
        Some(column) => line.split_whitespace().nth(column.saturating_sub(1)).unwrap_or("").to_owned(),
        None => line.to_owned(),
    };
    let number = |text: &str| {
        let text = text.trim_start();
        let end = text.char_indices().find(|(at, sign)| !(sign.is_ascii_digit() || *at == 0 && *sign == '-'));
        text[..end.map_or(text.len(), |(at, _)| at)].parse::<i64>().unwrap_or(0)
    };
    let mut all: Vec<&str> = input.lines().collect();
    crate::sorted::sort_by(&mut all, |one, other| {
        let (a, b) = (key(one), key(other));
        let by = if has('n') { number(&a).cmp(&number(&b)).then_with(|| a.cmp(&b)) } else { a.cmp(&b) };
        let by = by.then_with(|| one.cmp(other));
        if has('r') { by.reverse() } else { by }
    });
    if has('u') {
        all.dedup();
    }
    (lines(&all), 0)
}

fn uniq(words: &[String], input: &str) -> (String, u8) {
    let (flags, _) = match letters(words, "cdu") {
        Ok(read) => read,
        Err((text, code)) => return (format!("uniq: {text}"), code),
    };
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for line in input.lines() {
        match runs.last_mut() {
            Some((same, count)) if *same == line => *count += 1,
            _ => runs.push((line, 1)),
        }
    }
    let wanted =
        |(_, count): &&(&str, usize)| (!flags.contains('d') || *count > 1) && (!flags.contains('u') || *count == 1);
    let shown = |(line, count): &(&str, usize)| match flags.contains('c') {
        true => format!("{count:7} {line}\n"),
        false => format!("{line}\n"),
    };
    (runs.iter().filter(wanted).map(shown).collect(), 0)
}
