//! What changes for requests alone: clients, routes, Services, what the application depends on.

use podyard::kube::field::Field;
use podyard::kube::manifest::Manifest;
use podyard::kube::object::{Kind, Labels, Name, ObjectMeta, labels};
use podyard::kube::time::SECOND;
use podyard::sim::command::Command;
use podyard::sim::random::Random;
use podyard::sim::routing::{BackendRef, Destination, Head, HttpRoute, HttpRouteRule, Ingress, Mirror};
use podyard::text::said;
use podyard::view::{Places, Rank, View};
use podyard::world::{Clients, Dependency, Entry, Split, Versions};

use super::plan::Act;
use super::run::Run;

/// Every combination of the ways in, of keeping connections, trying again, asking for files and logging in.
fn clients(which: usize) -> Clients {
    let bit = |place: usize| ((which / 3) >> place) & 1 == 1;
    Clients {
        entry: [Entry::Service, Entry::HttpRoute, Entry::Ingress][which % 3],
        split: if bit(0) { Split::Exact } else { Split::Random },
        keep_alive: bit(1).then_some(20 * SECOND),
        retries: u32::from(bit(2)) * 2,
        assets: u32::from(bit(3)),
        sessions: bit(4),
        timeout: if bit(0) { 2 * SECOND } else { 100 * SECOND },
        ..Clients::of(1)
    }
}

/// A route whose gateway waits for a try, and tries again, in one of many ways.
fn tries(which: usize) -> podyard::kube::route::HttpRoute {
    let pick = |place: usize, of: &[&'static str]| of[which / place % of.len()];
    let timeouts = pick(1, &["{}", "{request: 1s}", "{backendRequest: 20ms}", "{request: 2s, backendRequest: 500ms}"]);
    let codes = pick(4, &["[]", "[500]", "[500, 503, 504]"]);
    let backoff = pick(12, &["", ", backoff: 10ms", ", backoff: 1s"]);
    let text = format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{parentRefs: [{{name: gateway}}], \
         rules: [{{backendRefs: [{{name: web, port: 80}}, {{name: web, port: 8080}}], timeouts: {timeouts}, retry: {{codes: {codes}, \
         attempts: {}{backoff}}}}}]}}\n",
        which % 4
    );
    let document = podyard::documents::read(&text).expect("a route").remove(0);
    match document.content {
        podyard::documents::Content::Object(Manifest::HttpRoute(route)) => *route,
        _ => unreachable!("it is a route"),
    }
}

/// A main Ingress and its canary; with a behavior above 0 a cookie keeps users, in one of its ways.
fn ingresses(weight: i64, behavior: usize) -> [(&'static str, Labels); 2] {
    let of = |pairs: &[(&str, &str)]| {
        let prefixed: Vec<(String, &str)> =
            pairs.iter().map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), *value)).collect();
        labels(&prefixed.iter().map(|(key, value)| (&**key, *value)).collect::<Vec<_>>())
    };
    let mode = if behavior.is_multiple_of(2) { "persistent" } else { "balanced" };
    let main = if behavior == 0 { of(&[]) } else { of(&[("affinity", "cookie"), ("affinity-mode", mode)]) };
    let keeps = if behavior > 2 { "legacy" } else { "sticky" };
    let weight = weight.to_string();
    [
        ("web", main),
        ("canary", of(&[("canary", "true"), ("canary-weight", &weight), ("affinity-canary-behavior", keeps)])),
    ]
}

impl Run {
    /// What changes for requests alone.
    pub fn steer(&mut self, act: &Act) {
        match act {
            Act::Clients(which) => self.command("other clients", Command::clients(&clients(*which))),
            Act::Route(web, nowhere) => {
                let backend = |(service, weight): (&str, i64)| BackendRef { service: service.into(), weight };
                let backend_refs = [("web", *web), ("nowhere", *nowhere)].map(backend).into();
                let mirrors = vec![Mirror { service: "web".into(), percent: 30 }];
                let rules = vec![HttpRouteRule { backend_refs, mirrors, ..HttpRouteRule::default() }];
                let metadata = ObjectMeta::named("web", Labels::default());
                let route = podyard::kube::route::HttpRoute::from(&HttpRoute { metadata: metadata.clone(), rules });
                self.command("route applied", Command::apply(route));
                let ingress = Ingress { metadata, path: "/".into(), service: "web".into() };
                self.command("route applied", Command::apply(podyard::kube::route::Ingress::from(&ingress)));
            }
            Act::Tries(which) => self.command("route with tries", Command::apply(tries(*which))),
            Act::Canary(weight, behavior) => {
                for (name, annotations) in ingresses(*weight, *behavior) {
                    let metadata = ObjectMeta { annotations, ..ObjectMeta::named(name, Labels::default()) };
                    let service = if name == "web" { "web" } else { "spare" };
                    let ingress = Ingress { metadata, path: "/".into(), service: service.into() };
                    let kind = if *behavior == 0 { "canary Ingress" } else { "cookie affinity" };
                    self.command(kind, Command::apply(podyard::kube::route::Ingress::from(&ingress)));
                }
                // The canary leads to the same pods by another name.
                let spare = podyard::kube::service::Service::new("spare", labels(&[("app", "web")]));
                drop(self.cluster.apply(Command::apply(spare)));
            }
            Act::DeleteRoute => {
                for (kind, name) in [(Kind::HttpRoute, "web"), (Kind::Ingress, "web"), (Kind::Ingress, "canary")] {
                    self.command("route deleted", Command::Delete { kind, name: name.into() });
                }
            }
            Act::Migrate(one, other) => {
                let versions = Versions { min: *one.min(other), max: *one.max(other) };
                self.command("migration", Command::migrate(Dependency::Database, versions));
                self.command("migration", Command::migrate(Dependency::Api, versions));
            }
            Act::Affinity(session_affinity) => {
                let affinity = if *session_affinity { "ClientIP" } else { "None" };
                let command =
                    Command::patch_spec(Kind::Service, "web", "sessionAffinity", Name::from(affinity).write());
                self.command("affinity", command);
            }
            _ => unreachable!("nothing of the traffic's"),
        }
    }

    /// What the gateway can do with a request adds up, and what it does is one of those things.
    pub fn shares_add_up(&self) -> Result<(), String> {
        let (Some(router), _) = self.cluster.router() else { return Ok(()) };
        for user in ["jason", "ana"] {
            let head = Head::get("/", &[("end-user", user), ("cookie", "INGRESSCOOKIE=1|a")]);
            let usable = |service: &str, port: Option<&podyard::kube::int_or_string::IntOrString>| {
                let service = self.cluster.backend(service, port)?;
                Ok(self.cluster.usable_endpoints(&service.metadata.name).len())
            };
            let odds = router.odds(&head, &usable);
            let possible: Vec<&Destination> =
                odds.to.iter().filter(|(_, weight)| *weight > 0).map(|(to, _)| to).collect();
            let decision = router.clone().decide(&head, &usable, &mut Random::new(1));
            if !possible.contains(&&decision.to) {
                return Err(format!("{user}: {:?} is none of {:?}", decision.to, odds.to));
            }
            let answered = |to: &Destination| match to {
                Destination::Service(service) => usable(service, None).is_ok_and(|endpoints| endpoints > 0),
                Destination::Status(status, _) => (300..600).contains(status),
            };
            if let Some(to) = possible.iter().find(|to| !answered(to)) {
                return Err(format!("{user}: {to:?} has a share and no endpoint"));
            }
        }
        Ok(())
    }

    /// The sentence under the picture is true of the cluster as it is.
    pub fn says_no_untruth(&self) -> Result<(), String> {
        let view = View { cluster: &self.cluster, origin: 0, log_start: 0, places: &Places::default() };
        let Some((rank, sentence)) = view.voice() else { return Ok(()) };
        let sentence = said(&sentence);
        let objects = self.cluster.objects();
        let direct = self.cluster.world().clients.entry == Entry::Service;
        let down = self.cluster.usable_endpoints("web").is_empty();
        let ready = |pod: &podyard::sim::pod::Pod| pod.status.ready && pod.metadata.deletion_timestamp.is_none();
        let all_ready = objects.pods.values().all(|pod| ready(pod));
        let whole = objects.deployment("web").is_some_and(|web| podyard::view::is_complete(web));
        let past =
            view.rollouts().iter().any(|it| it.conditions.iter().any(|it| &*it.reason == "ProgressDeadlineExceeded"));
        let forbidden = view.rollouts().iter().any(|it| it.conditions.iter().any(|it| &*it.kind == "ReplicaFailure"));
        let wrong = match rank {
            Rank::Outage => direct && !down,
            Rank::Stuck => all_ready && !past && !forbidden,
            Rank::Happened => sentence.starts_with("Rollout of web complete") && !whole,
            Rank::NodeLost => (0..objects.nodes.len()).all(|node| self.cluster.reachable(node as u32)),
            Rank::Aborted | Rank::PartFails | Rank::VersionFails => false,
        };
        if wrong || direct && down && rank != Rank::Outage {
            return Err(format!("{rank:?}: {sentence}"));
        }
        Ok(())
    }
}
