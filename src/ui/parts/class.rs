//! The class attribute of an element. Yew's `classes!` keeps a hash set of texts behind it; here it is one text.

use yew::AttrValue;

/// What may be a class: nothing, where a condition is not met.
pub(crate) trait Part {
    fn part(&self) -> &str;
}

impl Part for &str {
    fn part(&self) -> &str {
        self
    }
}

impl Part for Option<&str> {
    fn part(&self) -> &str {
        self.unwrap_or_default()
    }
}

impl Part for String {
    fn part(&self) -> &str {
        self
    }
}

/// Class names with a blank between, without those that are none.
pub(crate) fn joined(parts: &[&str]) -> AttrValue {
    let mut all = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let between = if all.is_empty() { "" } else { " " };
        all.extend([between, part]);
    }
    all.into()
}

/// Classes: `classes!("pod", shape, wide.then_some("wide"))`.
macro_rules! classes {
    ($($part:expr),* $(,)?) => {
        $crate::ui::parts::class::joined(&[$($crate::ui::parts::class::Part::part(&$part)),*])
    };
}
pub(crate) use classes;

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_none_leaves_no_blank() {
        assert_eq!(classes!("pod", None::<&str>, "", format!("of-{}", 2)), "pod of-2");
        assert_eq!(classes!(None::<&str>), "");
    }
}
