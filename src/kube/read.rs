//! Manifests from their text: documents of the kinds that are known, all that is wrong with them in one list.

use crate::sim::object::{Kind, ObjectMeta};
use crate::sorted;

use super::field::Field;
use super::form::{Form, Row, Shape};
use super::meta::Metadata;
use super::quota::{ResourceQuota, ResourceQuotaSpec};
use super::reader::{Fields, Reader};
use super::route::{HttpRoute, HttpRouteSpec, Ingress, IngressSpec};
use super::service::{CLIENT_IP, NONE, Service, ServiceSpec};
use super::tree::{Mapping, Node, Value, refused};
use super::{Malformed, meta, write, yaml};
use crate::kube::workload::{Deployment, DeploymentSpec, DeploymentStatus};
use crate::world::World;

/// Longer texts are refused unread: the API server takes no object of more than 3 MiB.
const BYTES_MAX: usize = 3 * 1024 * 1024;

/// A kind that people write.
pub trait Written: Clone {
    /// The kind.
    const KIND: Kind;
    /// What stands in `spec`.
    type Spec: Field;
    /// Name, labels, annotations.
    fn metadata(&self) -> &ObjectMeta;
    /// Wish.
    fn spec(&self) -> &Self::Spec;
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

        impl Manifest {
            /// The kind.
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
                fn spec(&self) -> &$spec {
                    &self.spec
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
}

impl Manifest {
    /// As a person would write it: what the API server fills in by itself is left out.
    pub fn tree(&self) -> Node {
        let text = |text: &str| Some(Value::Text(text.into()).into());
        let version = KINDS.iter().find(|(kind, _)| *kind == self.kind()).map_or("v1", |(_, version)| version);
        let mut root = Mapping::default();
        root.put("apiVersion", text(version));
        root.put("kind", text(self.kind().as_str()));
        root.put("metadata", meta::write(self.metadata()));
        root.put("spec", self.spec());
        root.end().unwrap_or_else(|| Value::Null.into())
    }

    /// The same as YAML.
    pub fn yaml(&self) -> String {
        write::yaml(&self.tree())
    }
}

/// What a document can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An object of the API server.
    Object(Manifest),
    /// What it stands in.
    World(Box<World>),
}

/// A document of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it says.
    pub content: Content,
    /// Paths of the fields that are written in it and have no effect in the simulator, sorted.
    pub ignored: Vec<String>,
    /// Where it begins, from 1.
    pub line: usize,
}

/// The kinds that can be read, with their versions.
const KINDS: [(Kind, &str); 6] = [
    (Kind::Deployment, "apps/v1"),
    (Kind::Service, "v1"),
    (Kind::HttpRoute, "gateway.networking.k8s.io/v1"),
    (Kind::Ingress, "networking.k8s.io/v1"),
    (Kind::ResourceQuota, "v1"),
    (Kind::World, "podyard/v1"),
];

/// Reads every document of a text.
///
/// # Errors
///
/// Everything that keeps the text from being manifests, in the order of its lines: YAML that cannot be read, kinds that are
/// not known, unknown fields, values of a wrong type.
pub fn read(text: &str) -> Result<Vec<Document>, Vec<Malformed>> {
    read_kinds(text, &KINDS.map(|(kind, _)| kind))
}

/// The same where only some kinds make sense.
///
/// # Errors
///
/// As [`read`], and a document of another kind.
pub fn read_kinds(text: &str, wanted: &[Kind]) -> Result<Vec<Document>, Vec<Malformed>> {
    if text.len() > BYTES_MAX {
        return Err(vec![refused(1, &format!("{} bytes are too many", text.len()), "give at most 3 MiB")]);
    }
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    if documents.is_empty() {
        return Err(vec![refused(1, "nothing is written here", &format!("give the YAML of {}", named(wanted)))]);
    }
    let mut problems = Vec::new();
    let read: Vec<Document> = documents.iter().filter_map(|root| document(root, wanted, &mut problems)).collect();
    sorted::sort_by(&mut problems, Ord::cmp);
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// One Deployment and nothing else, with the paths of what has no effect.
///
/// # Errors
///
/// As [`read`], and a second document.
pub fn deployment(text: &str) -> Result<(Deployment, Vec<String>), Vec<Malformed>> {
    let mut documents = read_kinds(text, &[Kind::Deployment])?.into_iter();
    match (documents.next(), documents.next()) {
        (Some(Document { content: Content::Object(Manifest::Deployment(deployment)), ignored, .. }), None) => {
            Ok((*deployment, ignored))
        }
        (_, second) => {
            let fix = "give one Deployment alone, without what stands before or after a `---`";
            Err(vec![refused(second.map_or(1, |second| second.line), "a second document begins here", fix)])
        }
    }
}

/// `a Deployment`, `an HTTPRoute, an Ingress or a Service`.
fn named(kinds: &[Kind]) -> String {
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let article = if matches!(kind, Kind::HttpRoute | Kind::Ingress) { "an" } else { "a" };
            format!("{article} {}", kind.as_str())
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// An object from a tree, such as one that was patched.
///
/// # Errors
///
/// Everything that keeps it from being of this kind.
pub fn object(root: &Node, kind: Kind) -> Result<Manifest, Vec<Malformed>> {
    let mut problems = Vec::new();
    let read = document(root, &[kind], &mut problems);
    match read.map(|document| document.content) {
        Some(Content::Object(manifest)) if problems.is_empty() => Ok(manifest),
        _ => Err(problems),
    }
}

fn document(root: &Node, wanted: &[Kind], problems: &mut Vec<Malformed>) -> Option<Document> {
    let kind = match kind(root, wanted) {
        Ok(kind) => kind,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let mut reader = Reader::default();
    if kind == Kind::World {
        let content = Content::World(Box::new(world(&mut reader, root)));
        problems.append(&mut reader.problems);
        return Some(Document { content, ignored: reader.ignored, line: root.line });
    }
    let fields = reader.open(root, "", &ROOT);
    let metadata = metadata(&mut reader, &fields, kind);
    let manifest = Manifest::read(kind, metadata, &mut reader, &fields)?;
    if let Manifest::Service(service) = &manifest {
        check_affinity(&service.spec, &mut reader, &fields);
    }
    problems.append(&mut reader.problems);
    Some(Document { content: Content::Object(manifest), ignored: topmost(reader.ignored), line: root.line })
}

/// A World has its fields where others have a spec; a name has no effect.
fn world(reader: &mut Reader, root: &Node) -> World {
    let mut fields = root.clone();
    if let Value::Map(pairs) = &mut fields.value {
        let named = pairs.iter().any(|(key, _)| key.text == "metadata");
        reader.ignored.extend(named.then(|| "metadata".into()));
        if let Some((key, _)) = pairs.iter().find(|(key, _)| key.text == "spec") {
            reader.problem(key.line, "spec", "a World has no spec", "write its fields at the left, beside kind");
        }
        pairs.retain(|(key, _)| !["apiVersion", "kind", "metadata", "spec"].contains(&key.text.as_str()));
    }
    World::read(reader, &fields, "").unwrap_or_default()
}

fn metadata(reader: &mut Reader, fields: &Fields<'_>, kind: Kind) -> ObjectMeta {
    let metadata: Metadata = reader.field(fields, "metadata").unwrap_or_default();
    if metadata.name.is_empty() && reader.ignored.iter().any(|path| path == "metadata.generateName") {
        let what = "the name would be made up at creation";
        reader.problem(fields.line, "metadata.generateName", what, "write metadata.name");
    }
    // What the API server says of a Deployment without one stands in its validation.
    if metadata.name.is_empty() && kind != Kind::Deployment {
        reader.problem(fields.line, "metadata.name", "no name is given", "write metadata: with name: web");
    }
    metadata.into_meta()
}

fn spec<T: Field>(reader: &mut Reader, fields: &Fields<'_>) -> T {
    // A kind without a spec is read as one whose spec is empty: what it needs is then missing.
    let nothing = Node { line: fields.line, value: Value::Null };
    T::read(reader, fields.get("spec").unwrap_or(&nothing), "spec").unwrap_or_else(T::absent)
}

fn check_affinity(spec: &ServiceSpec, reader: &mut Reader, fields: &Fields<'_>) {
    if ![NONE, CLIENT_IP].contains(&&*spec.session_affinity) {
        let given = fields.get("spec").and_then(|spec| spec.field("sessionAffinity"));
        let what = format!("Unsupported value: {:?}", spec.session_affinity);
        let line = given.map_or(fields.line, |node| node.line);
        reader.problem(line, "spec.sessionAffinity", what, "write ClientIP or None");
    }
}

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

/// Which of the wanted kinds a tree is.
fn kind(root: &Node, wanted: &[Kind]) -> Result<Kind, Malformed> {
    let wrong = |line, field: &str, what: String, fix: String| Malformed { line, field: field.into(), what, fix };
    let Value::Map(pairs) = &root.value else {
        let what = format!("not {}: no mapping of fields", named(wanted));
        let example = KINDS.iter().find(|(kind, _)| wanted.contains(kind)).unwrap_or(&KINDS[0]);
        let fix = format!("begin with apiVersion: {} and kind: {}", example.1, example.0.as_str());
        return Err(wrong(root.line, "", what, fix));
    };
    let text = |name: &str| match root.field(name).map(|node| &node.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let line = |name: &str| pairs.iter().find(|(key, _)| key.text == name).map_or(root.line, |(key, _)| key.line);
    let (given, version) = (text("kind"), text("apiVersion"));
    let known = KINDS.iter().find(|(kind, _)| kind.as_str() == given && wanted.contains(kind));
    let Some((kind, wanted_version)) = known else {
        let (what, fix) = match given.as_str() {
            "" => ("no kind is given".into(), format!("write kind: {}", names(wanted))),
            "List" => (format!("not {} but a List", named(wanted)), "give its items, with --- between".into()),
            other => (format!("not {} but a {other}", named(wanted)), format!("write kind: {}", names(wanted))),
        };
        return Err(wrong(line("kind"), "kind", what, fix));
    };
    if version == *wanted_version {
        return Ok(*kind);
    }
    let what = match version.as_str() {
        "" => "no version is given".into(),
        other => format!("there is no {given} in {other:?}"),
    };
    Err(wrong(line("apiVersion"), "apiVersion", what, format!("write apiVersion: {wanted_version}")))
}

fn names(kinds: &[Kind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// Without the paths below others of the list, sorted, each once.
fn topmost(mut paths: Vec<String>) -> Vec<String> {
    sorted::sort_by(&mut paths, Ord::cmp);
    paths.dedup();
    let below = |path: &str, above: &str| path.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '[']));
    let all = paths.clone();
    paths.retain(|path| !all.iter().any(|above| below(path, above)));
    paths
}
