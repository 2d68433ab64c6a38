//! Objects as people write them: the kinds there are, from trees and as trees.

use crate::sorted;

use super::analysis::{AnalysisRun, AnalysisRunSpec, AnalysisRunStatus, AnalysisTemplate, AnalysisTemplateSpec};
use super::autoscaler::{HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus};
use super::canary::{Canary, CanarySpec, FlaggerStatus};
use super::disruption_budget::{PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus};
use super::field::Field;
use super::form::{Form, Leaf, Row, Shape};
use super::meta::Metadata;
use super::object::{Kind, ObjectMeta};
use super::quota::{ResourceQuota, ResourceQuotaSpec};
use super::reader::{Fields, Reader};
use super::rollout::{Rollout, RolloutSpec, RolloutStatus};
use super::route::{HttpRoute, HttpRouteSpec, Ingress, IngressSpec};
use super::service::{Service, ServiceSpec};
use super::three_way::LAST_APPLIED;
use super::tree::{Mapping, Node, Value, path};
use super::workload::{Deployment, DeploymentSpec, DeploymentStatus};
use super::{Malformed, meta, write};

/// A kind that people write.
pub trait Written: Clone {
    const KIND: Kind;
    /// What stands in `spec`.
    type Spec: Field;
    /// Name, labels, annotations.
    fn metadata(&self) -> &ObjectMeta;
    /// An object as a client sends it.
    fn of(metadata: ObjectMeta, spec: Self::Spec) -> Self;
    /// One of the manifests there are.
    fn into_manifest(self) -> Manifest;
    /// The other way round; `None` for a manifest of another kind.
    fn from_manifest(manifest: Manifest) -> Option<Self>;
    /// Takes over what a person writes: labels, annotations, spec.
    fn take_over(&mut self, from: Self);
}

macro_rules! written {
    ($($kind:ident: $spec:ident $(, with $more:ident: $value:expr)?;)*) => {
        /// An object as a person wrote it, with the API server's defaults filled in. Whether the API server takes it is for
        /// validation to say.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Manifest {
            $(
                #[doc = concat!("A manifest of kind ", stringify!($kind), ".")]
                $kind(Box<$kind>),
            )*
        }

        $(
            impl From<$kind> for Manifest {
                fn from(object: $kind) -> Self {
                    Self::$kind(Box::new(object))
                }
            }
        )*

        impl Manifest {
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// Name, labels, annotations.
            pub fn metadata(&self) -> &ObjectMeta {
                match self {
                    $(Self::$kind(object) => &object.metadata,)*
                }
            }

            /// The same, to be changed.
            pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
                match self {
                    $(Self::$kind(object) => &mut object.metadata,)*
                }
            }

            /// The fields of its `spec`.
            pub fn spec_form(&self) -> Form {
                match self {
                    $(Self::$kind(_) => <$spec as Field>::FORM,)*
                }
            }

            fn spec(&self) -> Option<Node> {
                match self {
                    $(Self::$kind(object) => object.spec.write(),)*
                }
            }

            fn read(kind: Kind, metadata: ObjectMeta, reader: &mut Reader, fields: &Fields<'_>) -> Option<Self> {
                match kind {
                    $(Kind::$kind => Some($kind::of(metadata, spec::<$spec>(reader, fields)).into_manifest()),)*
                    _ => None,
                }
            }
        }

        $(
            impl Written for $kind {
                const KIND: Kind = Kind::$kind;
                type Spec = $spec;
                fn metadata(&self) -> &ObjectMeta {
                    &self.metadata
                }
                fn of(metadata: ObjectMeta, spec: $spec) -> Self {
                    Self { metadata, spec $(, $more: $value)? }
                }
                fn into_manifest(self) -> Manifest {
                    Manifest::$kind(Box::new(self))
                }
                fn from_manifest(manifest: Manifest) -> Option<Self> {
                    match manifest {
                        Manifest::$kind(object) => Some(*object),
                        _ => None,
                    }
                }
                fn take_over(&mut self, from: Self) {
                    self.metadata.labels = from.metadata.labels;
                    self.metadata.annotations = from.metadata.annotations;
                    self.spec = from.spec;
                }
            }
        )*
    };
}
written! {
    Deployment: DeploymentSpec, with status: DeploymentStatus::default();
    Service: ServiceSpec;
    HttpRoute: HttpRouteSpec;
    Ingress: IngressSpec;
    ResourceQuota: ResourceQuotaSpec;
    PodDisruptionBudget: PodDisruptionBudgetSpec, with status: PodDisruptionBudgetStatus::default();
    HorizontalPodAutoscaler: HorizontalPodAutoscalerSpec, with status: HorizontalPodAutoscalerStatus::default();
    Rollout: RolloutSpec, with status: RolloutStatus::default();
    AnalysisTemplate: AnalysisTemplateSpec;
    AnalysisRun: AnalysisRunSpec, with status: AnalysisRunStatus::default();
    Canary: CanarySpec, with status: FlaggerStatus::default();
}

impl Manifest {
    /// As a person would write it: what the API server fills in by itself is left out, and what kubectl notes of the last
    /// `apply`.
    pub fn tree(&self) -> Node {
        let mut tree = self.stored();
        if self.metadata().annotation(LAST_APPLIED).is_some() {
            let alone = self.metadata().annotations.len() == 1;
            let at =
                if alone { "metadata.annotations".into() } else { format!("metadata.annotations[{LAST_APPLIED}]") };
            tree.put(&path(&at), Value::Null);
        }
        tree
    }

    /// The same with what kubectl notes of the last `apply`: what patches and merges begin with.
    pub fn stored(&self) -> Node {
        let text = |text: &str| Some(Value::Text(text.into()).into());
        let mut root = Mapping::default();
        root.put("apiVersion", text(self.kind().api_version()));
        root.put("kind", text(self.kind().as_str()));
        root.put("metadata", meta::write(self.metadata()));
        root.put("spec", self.spec());
        root.end().unwrap_or_else(|| Value::Null.into())
    }

    /// Every field that somebody can set, as it stands: see [`Shape::fields_of`]. A name is none: it stays.
    pub fn fields(&self) -> Vec<Leaf> {
        let (tree, mut found) = (self.tree(), Vec::new());
        for (name, form) in [("metadata", Form::Mapping(&METADATA)), ("spec", self.spec_form())] {
            if let Form::Mapping(shape) = form {
                shape.fields_of(name, tree.field(name), false, &mut found);
            }
        }
        found
    }

    /// The same as YAML.
    pub fn yaml(&self) -> String {
        write::yaml(&self.tree())
    }
}

/// An object of a kind from a tree, such as one that was patched, with the paths of what has no effect. Which kind the tree
/// says that it is was looked at before.
///
/// # Errors
///
/// Everything that keeps it from being of this kind.
pub fn object(root: &Node, kind: Kind) -> Result<(Manifest, Vec<String>), Vec<Malformed>> {
    let mut reader = Reader::default();
    let fields = reader.open(root, "", &ROOT);
    let metadata = metadata(&mut reader, &fields, kind);
    match Manifest::read(kind, metadata, &mut reader, &fields) {
        Some(manifest) if reader.problems.is_empty() => Ok((manifest, topmost(reader.ignored))),
        _ => Err(reader.problems),
    }
}

fn metadata(reader: &mut Reader, fields: &Fields<'_>, kind: Kind) -> ObjectMeta {
    let metadata: Metadata = reader.field(fields, "metadata").unwrap_or_default();
    if metadata.name.is_empty() && reader.ignored.iter().any(|path| path == "metadata.generateName") {
        let what = message!("manifest-name-would-made-up");
        reader.problem(fields.line, "metadata.generateName", what, message!("manifest-write-metadata-name"));
    }
    // What the API server says of a Deployment without one stands in its validation.
    if metadata.name.is_empty() && kind != Kind::Deployment {
        reader.problem(
            fields.line,
            "metadata.name",
            message!("manifest-no-name-given"),
            message!("manifest-write-metadata-name-web"),
        );
    }
    metadata.into_meta()
}

fn spec<T: Field>(reader: &mut Reader, fields: &Fields<'_>) -> T {
    // A kind without a spec is read as one whose spec is empty: what it needs is then missing.
    let nothing = Node { line: fields.line, value: Value::Null };
    T::read(reader, fields.get("spec").unwrap_or(&nothing), "spec").unwrap_or_else(T::absent)
}

/// What of an object's metadata can become something else.
const METADATA: Shape = Shape {
    name: "ObjectMeta",
    rows: &[Row::new("labels", Form::Labels), Row::new("annotations", Form::Labels)],
    inert: &[],
    kept: &[],
};

const ROOT: Shape = Shape {
    name: "",
    rows: &[
        Row::new("apiVersion", Form::Text),
        Row::new("kind", Form::Text),
        Row::new("metadata", Form::Mapping(&Metadata::SHAPE)),
        Row::new("spec", Form::Text),
    ],
    inert: &[],
    kept: &["status"],
};

/// Without the paths below others of the list, sorted, each once.
fn topmost(mut paths: Vec<String>) -> Vec<String> {
    sorted::sort_by(&mut paths, Ord::cmp);
    paths.dedup();
    let below = |path: &str, above: &str| path.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '[']));
    let all = paths.clone();
    paths.retain(|path| !all.iter().any(|above| below(path, above)));
    paths
}
