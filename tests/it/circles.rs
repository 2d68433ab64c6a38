//! Files stand in no circle, and the folders of the page know only those below them. Which layer knows which: `layers.rs`.
//!
//! Read from the `use` items and paths of every source. What a file takes from the module it is a part of, and a module from
//! its parts, is no circle: they are one thing in several files.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::sources;

/// The page's folders from the ground up, as `src/ui.rs` lists them: each knows only those before it.
const PAGE: [&str; 7] = ["parts", "draw", "visit", "details", "learn", "sandbox", "shell"];

/// A file and a file it imports from.
type Import = (String, String);

/// The text without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The module of a file: `src/sim/pod.rs` is `sim::pod`.
fn module(path: &str) -> Vec<String> {
    path.trim_start_matches("src/").trim_end_matches(".rs").split('/').map(String::from).collect()
}

/// The paths of a `use` item: of `a::{b, c::{d, e}}` three.
fn paths(item: &str) -> Vec<String> {
    let Some((before, rest)) = item.split_once('{') else {
        return vec![item.split(" as ").next().unwrap_or(item).trim().into()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut depth, mut part, mut found) = (0, String::new(), Vec::new());
    for c in inside.chars().chain([',']) {
        match c {
            ',' if depth == 0 => {
                found.extend(paths(&format!("{}{}", before.trim(), part.trim())));
                part.clear();
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        part.push(c);
    }
    found
}

/// All paths that a text names: those of its `use` items, each with whether it is handed on, and those in its lines.
fn named(text: &str) -> Vec<(bool, String)> {
    let (mut found, mut lines) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(at) = rest.find("use ") {
        let line = rest[..at].rfind('\n').map_or(0, |start| start + 1);
        let before = rest[line..at].trim();
        let (item, after) = rest[at + 4..].split_once(';').unwrap_or(("", ""));
        if before.is_empty() || before.starts_with("pub") {
            lines.push_str(&rest[..at]);
            let item = item.split_whitespace().collect::<Vec<_>>().join(" ");
            found.extend(paths(&item).into_iter().map(|path| (before.starts_with("pub"), path)));
            rest = after;
        } else {
            lines.push_str(&rest[..at + 4]);
            rest = &rest[at + 4..];
        }
    }
    lines.push_str(rest);
    for (at, root) in ["crate::", "super::"].iter().flat_map(|root| lines.match_indices(root)) {
        let free = lines[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
        let more = &lines[at + root.len()..];
        let end = more.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(more.len());
        if free {
            found.push((false, format!("{root}{}", more[..end].trim_end_matches(':'))));
        }
    }
    found
}

struct Tree {
    files: BTreeMap<Vec<String>, String>,
    named: BTreeMap<String, Vec<(bool, String)>>,
}

impl Tree {
    fn read(sources: &[(String, String)]) -> Self {
        let files = sources.iter().map(|(path, _)| (module(path), path.clone())).collect();
        let named = sources.iter().map(|(path, text)| (path.clone(), named(&code(text)))).collect();
        Self { files, named }
    }

    /// The file a path leads to from a file, and what of the path is left in it.
    fn resolve(&self, from: &str, path: &str) -> Option<(&String, Vec<String>)> {
        let mut parts: Vec<String> = path.split("::").map(String::from).collect();
        let own = module(from);
        let mut base = match parts[0].as_str() {
            "crate" | "podyard" => {
                parts.remove(0);
                Vec::new()
            }
            "self" => {
                parts.remove(0);
                own
            }
            "super" => {
                let ups = parts.iter().take_while(|part| *part == "super").count();
                parts.drain(..ups);
                own[..own.len().saturating_sub(ups)].to_vec()
            }
            child if self.files.contains_key(&[own.clone(), vec![child.to_string()]].concat()) => own,
            _ => return None,
        };
        base.extend(parts);
        (1..=base.len()).rev().find_map(|length| Some((self.files.get(&base[..length])?, base[length..].to_vec())))
    }

    /// The same, and where a module hands a name on, the file that has it.
    fn leads_to(&self, from: &str, path: &str, depth: usize) -> Option<String> {
        let (file, rest) = self.resolve(from, path)?;
        let handed = rest.first().filter(|_| depth < 4 && file != from).and_then(|name| {
            let on = self.named[file].iter().filter(|(public, _)| *public);
            let path = on.map(|(_, path)| path).find(|path| path.rsplit("::").next() == Some(name))?;
            self.leads_to(file, path, depth + 1)
        });
        Some(handed.unwrap_or_else(|| file.clone()))
    }

    /// Who imports from whom, tests and a module's own parts aside.
    fn imports(&self) -> BTreeSet<Import> {
        let mut found = BTreeSet::new();
        for (file, named) in &self.named {
            let of_tests = |path: &str| path.contains("/tests");
            for to in named.iter().filter_map(|(_, path)| self.leads_to(file, path, 0)) {
                let (one, other) = (module(file), module(&to));
                if !one.starts_with(&other) && !other.starts_with(&one) && !of_tests(file) && !of_tests(&to) {
                    found.insert((file.clone(), to));
                }
            }
        }
        found
    }
}

/// Files that import each other in a circle: those that reach each other.
fn circles(imports: &BTreeSet<Import>) -> Vec<Vec<String>> {
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, _) in imports {
        let (mut all, mut open) = (BTreeSet::new(), vec![from.as_str()]);
        while let Some(file) = open.pop() {
            let next = imports.iter().filter(|(one, _)| one == file).map(|(_, other)| other.as_str());
            open.extend(next.filter(|other| all.insert(*other)).collect::<Vec<_>>());
        }
        reached.insert(from, all);
    }
    let each =
        |one: &str, other: &str| reached[one].contains(other) && reached.get(other).is_some_and(|it| it.contains(one));
    let mut found: Vec<Vec<String>> = Vec::new();
    for file in reached.keys().filter(|file| reached[**file].contains(**file)) {
        match found.iter_mut().find(|circle| each(file, &circle[0])) {
            Some(circle) => circle.push((*file).into()),
            None => found.push(vec![(*file).into()]),
        }
    }
    found
}

/// Imports that point up in an order of folders.
fn upward(imports: &BTreeSet<Import>, order: &[&str]) -> Vec<String> {
    let place = |path: &str| order.iter().position(|name| path.split('/').nth(2).is_some_and(|part| part == *name));
    let up = imports.iter().filter(|(from, to)| place(from) < place(to) && place(from).is_some());
    up.map(|(from, to)| format!("{from} imports from {to}, which stands above it")).collect()
}

fn tree() -> Tree {
    Tree::read(&sources())
}

#[test]
fn folders_of_the_page_know_those_before_them() {
    let imports = tree().imports();
    assert!(imports.len() > 500, "{} imports were read", imports.len());
    let of_the_page = |path: &str| path.starts_with("src/ui/");
    let imports = imports.into_iter().filter(|(from, to)| of_the_page(from) && of_the_page(to)).collect();
    assert_eq!(upward(&imports, &PAGE), [""; 0]);
}

#[test]
fn no_files_stand_in_a_circle() {
    assert_eq!(circles(&tree().imports()), [[""; 0]; 0]);
}

#[test]
fn circles_and_upward_imports_are_found() {
    let file = |path: &str, text: &str| (path.to_string(), text.to_string());
    let sources = [
        file("src/kube.rs", "pub mod a;\npub use a::{One, Two};\n"),
        file("src/kube/a.rs", "use super::b::Three;\n// use crate::sim::Cluster;\n"),
        file("src/kube/b.rs", "fn f() -> super::c::Four {}\n"),
        file("src/kube/c.rs", "use crate::kube::One;\n"),
        file("src/sim.rs", "use crate::kube::One;\n#[cfg(test)]\nmod tests {\n    use crate::ui::draw;\n}\n"),
        file("src/sim/pod.rs", "use super::Cluster;\nuse crate::kube::{One, a::{self, Two}};\n"),
    ];
    let imports = Tree::read(&sources).imports();
    assert_eq!(circles(&imports), [["src/kube/a.rs", "src/kube/b.rs", "src/kube/c.rs"]], "{imports:?}");
    let page = |from: &str, to: &str| (format!("src/ui/{from}.rs"), format!("src/ui/{to}.rs"));
    let imports =
        BTreeSet::from([page("draw/a", "sandbox/b"), page("sandbox/b", "parts/c"), page("details", "draw/a")]);
    assert_eq!(upward(&imports, &PAGE), ["src/ui/draw/a.rs imports from src/ui/sandbox/b.rs, which stands above it"]);
}
