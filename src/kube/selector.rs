//! Label selectors and what they match.
//!
//! Models apimachinery's pkg/apis/meta/v1/types.go LabelSelector and pkg/labels/selector.go.

use super::object::{Labels, Name, selects};

use super::field::Field;
use super::fields::fields;
use crate::sorted;

fields! {
    /// Which labels belong. All conditions must hold; none match everything.
    pub struct LabelSelector ("LabelSelector", "selector") {
        /// Pairs that must be there.
        match_labels: Labels = "matchLabels";
        /// Further conditions.
        match_expressions: Vec<LabelSelectorRequirement> = "matchExpressions";
    }
    inert [], kept &[]
}

fields! {
    /// One of `matchExpressions`.
    pub struct LabelSelectorRequirement ("LabelSelectorRequirement", "matchExpressions") {
        /// The label's key.
        key: Name = "key";
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: Name = "operator";
        /// For `In` and `NotIn`.
        values: Vec<Name> = "values";
    }
    inert [], kept &[]
}

impl From<Labels> for LabelSelector {
    fn from(match_labels: Labels) -> Self {
        Self { match_labels, ..Self::default() }
    }
}

impl LabelSelector {
    /// Whether these labels belong.
    pub fn matches(&self, labels: &Labels) -> bool {
        selects(&self.match_labels, labels) && self.match_expressions.iter().all(|one| one.holds(labels))
    }

    /// It has no condition.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// As a query of labels: `app=web,tier in (a,b)`. Models labels.Selector.String.
    pub fn in_words(&self) -> String {
        let values = |it: &LabelSelectorRequirement| {
            let mut values = it.values.clone();
            sorted::sort_by_key(&mut values, Name::clone);
            values.join(",")
        };
        let pairs = self.match_labels.iter().map(|(key, value)| (key.clone(), format!("{key}={value}")));
        let further = self.match_expressions.iter().map(|it| {
            let words = match &*it.operator {
                "In" => format!("{} in ({})", it.key, values(it)),
                "NotIn" => format!("{} notin ({})", it.key, values(it)),
                "Exists" => it.key.to_string(),
                _ => format!("!{}", it.key),
            };
            (it.key.clone(), words)
        });
        let mut all: Vec<(Name, String)> = pairs.chain(further).collect();
        sorted::sort_by_key(&mut all, |(key, _)| key.clone());
        all.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(",")
    }

    /// As Go prints it in an event.
    pub fn in_go(&self) -> String {
        let pairs: String = self.match_labels.iter().map(|(key, value)| format!("{key}: {value},")).collect();
        let one = |it: &LabelSelectorRequirement| {
            let (key, operator, values) = (&it.key, &it.operator, it.values.join(" "));
            format!("LabelSelectorRequirement{{Key:{key},Operator:{operator},Values:[{values}],}},")
        };
        let further: String = self.match_expressions.iter().map(one).collect();
        format!(
            "&LabelSelector{{MatchLabels:map[string]string{{{pairs}}},MatchExpressions:[]LabelSelectorRequirement{{{further}}},}}"
        )
    }

    /// As the API writes it in an error.
    pub fn json(&self) -> String {
        self.write().map_or_else(|| "{}".into(), |node| node.json())
    }
}

impl LabelSelectorRequirement {
    /// Models labels.Requirement.Matches.
    fn holds(&self, labels: &Labels) -> bool {
        let value = labels.get(&*self.key);
        let among = value.is_some_and(|value| self.values.contains(value));
        match &*self.operator {
            "In" => among,
            "NotIn" => !among,
            "Exists" => value.is_some(),
            _ => value.is_none(),
        }
    }
}
