//! The address bar's fragment: which page, with what.

use crate::session::StrategyKind;

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The cluster to play with, perhaps with a strategy to begin with.
    Sandbox(Option<StrategyKind>),
    /// Questions, perhaps of one quiz.
    Quiz(Option<String>),
    /// What is left out, and versions.
    About,
    /// Panics on purpose, to see and test the recovery panel.
    Drill,
}

impl Route {
    /// The page of a fragment such as `#/sandbox?strategy=canary`. Anything unknown is the sandbox.
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match path.split_once('/').unwrap_or((path, "")) {
            ("quiz", "") => Self::Quiz(None),
            ("quiz", id) => Self::Quiz(Some(id.to_string())),
            ("about", _) => Self::About,
            ("drill", _) => Self::Drill,
            _ => Self::Sandbox(
                query.split('&').filter_map(|pair| pair.strip_prefix("strategy=")).find_map(StrategyKind::from_slug),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments() {
        let cases = [
            ("", Route::Sandbox(None)),
            ("#/sandbox", Route::Sandbox(None)),
            ("#/sandbox?strategy=blue-green", Route::Sandbox(Some(StrategyKind::BlueGreen))),
            ("#/sandbox?x=1&strategy=canary", Route::Sandbox(Some(StrategyKind::Canary))),
            ("#/sandbox?strategy=magic", Route::Sandbox(None)),
            ("#/quiz", Route::Quiz(None)),
            ("#/quiz/strategies", Route::Quiz(Some("strategies".into()))),
            ("#/about", Route::About),
            ("#/drill", Route::Drill),
            ("#/nowhere", Route::Sandbox(None)),
        ];
        for (hash, route) in cases {
            assert_eq!(Route::parse(hash), route, "{hash}");
        }
    }
}
