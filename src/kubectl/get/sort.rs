//! `--sort-by`. Models kubectl's pkg/cmd/get/sorter.go.

use std::cmp::Ordering;

use super::super::jsonpath::{Template, relaxed_text};
use super::super::printed::Printed;
use super::item::{Item, What};
use crate::kube::quantity::Quantity;
use crate::kube::tree::Value;
use crate::sim::Cluster;
use crate::sorted;

/// What objects are sorted by.
#[derive(Clone, Debug)]
pub struct Order {
    template: Template,
    /// As errors name it.
    field: String,
}

impl Order {
    /// Reads what stands behind `--sort-by`.
    ///
    /// # Errors
    ///
    /// What kubectl prints.
    pub fn read(text: &str) -> Result<Self, Printed> {
        let wrong = |why: String| Printed::wrong(format!("error: {why}"));
        Ok(Self { template: Template::relaxed(text).map_err(wrong)?, field: relaxed_text(text).map_err(wrong)? })
    }

    /// Sorts objects of each kind; those that have no such field come first.
    ///
    /// # Errors
    ///
    /// No object of a kind has it.
    pub fn sort(&self, items: &mut Vec<Item>, cluster: &Cluster) -> Result<(), Printed> {
        let mut whats: Vec<What> = Vec::new();
        let mut keyed = Vec::new();
        for item in items.drain(..) {
            let what = item.what();
            let place = whats.iter().position(|known| *known == what).unwrap_or_else(|| {
                whats.push(what);
                whats.len() - 1
            });
            let key = self.template.find(&item.tree(cluster)).first().map(|node| node.value.clone());
            keyed.push((place, key, item));
        }
        for place in 0..whats.len() {
            if keyed.iter().all(|(own, key, _)| *own != place || key.is_none()) {
                let field = &self.field;
                return Err(Printed::wrong(format!(
                    "error: couldn't find any field with path \"{field}\" in the list of objects"
                )));
            }
        }
        sorted::sort_by(&mut keyed, |one, other| {
            one.0.cmp(&other.0).then_with(|| match (&one.1, &other.1) {
                (Some(one), Some(other)) => compare(one, other),
                (one, other) => one.is_some().cmp(&other.is_some()),
            })
        });
        items.extend(keyed.into_iter().map(|(_, _, item)| item));
        Ok(())
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => one.cmp(other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => match (Quantity::parse(one), Quantity::parse(other)) {
            (Some(one), Some(other)) => one.nano().cmp(&other.nano()),
            _ => natural(one, other),
        },
        _ => Ordering::Equal,
    }
}

/// Numbers in texts count as numbers: `web-9` comes before `web-10`. Models fvbommel/sortorder NaturalLess.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (Some(first), Some(second)) = (one.chars().next(), other.chars().next()) else {
            return one.len().cmp(&other.len());
        };
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number, behind) = digits(one);
            let (number_of_other, behind_other) = digits(other);
            let order = number.len().cmp(&number_of_other.len()).then_with(|| number.cmp(number_of_other));
            if order.is_ne() {
                return order;
            }
            (one, other) = (behind, behind_other);
        } else if first != second {
            return first.cmp(&second);
        } else {
            (one, other) = (&one[first.len_utf8()..], &other[second.len_utf8()..]);
        }
    }
}

/// A number at the start, without zeros before it, and what is behind.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (number, behind) = text.split_at(end);
    (number.trim_start_matches('0'), behind)
}
