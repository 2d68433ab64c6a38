//! The requests' file: `{"services": {"web": 2}, "requests": [{"path": "/", "headers": [["end-user", "jason"]]}]}`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kube::object::Name;
use crate::message::Message;
use crate::sim::routing::{Head, Why, query};

/// What is asked of routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Usable endpoints by Service; a Service that is not named does not exist. Without a map all exist, with one each.
    pub services: Option<BTreeMap<String, usize>>,
    /// In order.
    pub requests: Vec<Request>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it says before its body; its host is among the header fields.
    pub head: Head,
}

impl Asked {
    /// How many endpoints a Service has.
    ///
    /// # Errors
    ///
    /// There is no such Service.
    pub fn usable(&self, service: &str) -> Result<usize, Why> {
        match &self.services {
            None => Ok(1),
            Some(services) => services.get(service).copied().ok_or(Why::NoService),
        }
    }
}

#[derive(Deserialize)]
struct File {
    services: Option<BTreeMap<String, usize>>,
    #[serde(default)]
    requests: Vec<Line>,
}

/// A request as it is written. Fields of tests, such as what is expected, stand beside these and are not looked at.
#[derive(Deserialize)]
struct Line {
    method: Option<String>,
    host: Option<String>,
    path: Option<String>,
    query: Option<Pairs>,
    headers: Option<Pairs>,
}

/// Names with values: as a list of pairs, as an object, or as `a=b&c=d`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pairs {
    List(Vec<(String, String)>),
    Map(BTreeMap<String, String>),
    Text(String),
}

impl Pairs {
    fn all(self) -> Vec<(Name, Name)> {
        match self {
            Self::List(pairs) => {
                pairs.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect()
            }
            Self::Map(pairs) => {
                pairs.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect()
            }
            Self::Text(text) => query(text.trim_start_matches('?')),
        }
    }
}

/// Reads the file.
///
/// # Errors
///
/// The field, what is wrong with it, and the cure.
pub fn asked(text: &str) -> Result<Asked, Message> {
    let reader = &mut serde_json::Deserializer::from_str(text);
    let wrong = |error: serde_path_to_error::Error<serde_json::Error>| {
        message!(
            "route-requests-file",
            path = error.path().to_string(),
            why = error.inner().to_string(),
            example = EXAMPLE
        )
    };
    let file: File = serde_path_to_error::deserialize(reader).map_err(wrong)?;
    Ok(Asked { services: file.services, requests: file.requests.into_iter().map(request).collect() })
}

const EXAMPLE: &str =
    "{\"services\": {\"web\": 2}, \"requests\": [{\"path\": \"/\", \"headers\": [[\"end-user\", \"jason\"]]}]}";

fn request(line: Line) -> Request {
    let mut headers = line.headers.map(Pairs::all).unwrap_or_default();
    if let Some(host) = line.host {
        headers.insert(0, ("host".into(), host.as_str().into()));
    }
    let mut head = Head::of(line.method.as_deref().unwrap_or("GET"), line.path.as_deref().unwrap_or("/"), headers);
    head.query.extend(line.query.map(Pairs::all).unwrap_or_default());
    Request { head }
}
