//! Objects of the kinds that nothing else on the page shows, in the columns of `kubectl get`.

use crate::kube::object::{Kind, Name};
use crate::kubectl::columns;
use crate::sim::objects::Object;

use super::{ConditionView, View};

/// The kinds, in order.
const LISTED: [Kind; 2] = [Kind::HorizontalPodAutoscaler, Kind::PodDisruptionBudget];

/// The objects of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    pub kind: Kind,
    pub heads: &'static [&'static str],
    /// A cell for each head, the oldest object first.
    pub rows: Vec<Vec<String>>,
    /// The conditions of each, by its name.
    pub conditions: Vec<(Name, Vec<ConditionView>)>,
}

impl View<'_> {
    /// Those of which there is one.
    pub fn lists(&self) -> Vec<ListView> {
        let list = |kind: Kind| {
            let (mut rows, mut conditions) = (Vec::new(), Vec::new());
            self.cluster.objects().each_until(kind, &mut |object| {
                rows.push(columns::row(&object, self.cluster.now()));
                conditions.push((object.metadata().name.clone(), conditions_of(&object)));
                false
            });
            (!rows.is_empty()).then(|| ListView { kind, heads: columns::heads(kind), rows, conditions })
        };
        LISTED.into_iter().filter_map(list).collect()
    }
}

fn conditions_of(object: &Object) -> Vec<ConditionView> {
    match object {
        Object::HorizontalPodAutoscaler(it) => it.status.conditions.iter().map(ConditionView::from).collect(),
        Object::PodDisruptionBudget(budget) => budget.status.conditions.iter().map(ConditionView::from).collect(),
        _ => Vec::new(),
    }
}
