//! What can be seen of a session's cluster: [`crate::view`] says it, and the session hands in what it has followed.

use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;
use crate::message::{Message, Said, Say};
use crate::playbook::{Choice, Ground, Step, Way};
use crate::scenario::{Leader, StrategyKind};
use crate::sim::event::Event;
use crate::sim::routing::Head;
use crate::sim::shared::Stretch;
use crate::view::{
    Asked, Curve, Kind, Lane, ListView, NodeView, OwnRequest, PodDetail, RequestCard, RequestView, RolloutView,
    RouteView, Sample, ShareSample, TrafficView, View,
};
use crate::world::Entry;

use super::Session;

/// A version that stands beside the one in service, and what the gateway is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub version: u32,
    pub way: Way,
    pub entry: Entry,
}

impl Session {
    /// The cluster as it is looked at.
    pub fn view(&self) -> View<'_> {
        View { cluster: &self.cluster, origin: self.origin, log_start: self.log_start, places: &self.places }
    }

    /// What steps and controls are made of.
    pub fn ground(&self) -> Ground<'_> {
        Ground { scenario: &self.scenario, cluster: &self.cluster, playbook: &self.playbook }
    }

    /// See [`View::lanes`].
    pub fn lanes(&self) -> Vec<Lane> {
        self.view().lanes()
    }

    /// See [`View::all_lanes`].
    pub fn all_lanes(&self) -> Vec<Lane> {
        self.view().all_lanes()
    }

    /// See [`View::summary`].
    pub fn summary(&self) -> Message {
        self.view().summary()
    }

    /// See [`View::summary_of`].
    pub fn summary_of(&self, lanes: &[Lane]) -> Message {
        self.view().summary_of(lanes)
    }

    /// See [`View::traffic`].
    pub fn traffic(&self) -> TrafficView {
        let ground = self.ground();
        self.view().traffic(&Asked { lead: ground.lead(), header: ground.header(), version: self.run_version() })
    }

    /// See [`View::entry_words`].
    pub fn entry_words(&self) -> [Name; 2] {
        self.view().entry_words()
    }

    /// See [`View::requests`].
    pub fn requests(&self, of: Option<u32>) -> Vec<RequestView> {
        self.view().requests(of)
    }

    /// See [`View::users`].
    pub fn users(&self) -> Vec<String> {
        self.view().users()
    }

    /// See [`View::request_card`].
    pub fn request_card(&self, number: u64) -> Option<RequestCard> {
        self.view().request_card(number)
    }

    /// See [`View::routes`].
    pub fn routes(&self) -> Vec<RouteView> {
        self.view().routes()
    }

    /// See [`View::own_request`].
    pub fn own_request(&self, head: &Head) -> OwnRequest {
        self.view().own_request(head)
    }

    /// See [`View::rollouts`].
    pub fn rollouts(&self) -> Vec<RolloutView> {
        self.view().rollouts()
    }

    /// See [`View::lists`].
    pub fn lists(&self) -> Vec<ListView> {
        self.view().lists()
    }

    /// See [`View::nodes`].
    pub fn nodes(&self) -> Vec<NodeView> {
        self.view().nodes()
    }

    /// Notes what each version is asked to take and can: see [`crate::view::Shares`].
    pub(super) fn follow_shares(&mut self) {
        let Self { scenario, cluster, playbook, places, origin, log_start, shares, .. } = self;
        let (cluster, playbook) = (&*cluster, &*playbook);
        let view = View { cluster, origin: *origin, log_start: *log_start, places };
        shares.follow(&view, || Ground { scenario, cluster, playbook }.lead());
    }

    /// The pod that is looked at, there or gone.
    pub fn pod_detail(&self) -> Option<PodDetail> {
        let (uid, name) = self.chosen.clone()?;
        Some(self.view().pod_detail(uid, name))
    }

    /// Looks at a pod from now on.
    pub(super) fn choose_pod(&mut self, uid: Uid) {
        if let Some(pod) = self.cluster.objects().pods.get(&uid) {
            self.chosen = Some((uid, pod.metadata.name.clone()));
        }
    }

    /// See [`View::headline`].
    pub fn headline(&self) -> Option<Said> {
        self.view().headline()
    }

    /// See [`View::events_csv`].
    pub fn events_csv(&self, say: Say) -> String {
        self.view().events_csv(say)
    }

    /// What a person can weigh now: two Deployments behind a gateway that no controller leads.
    pub fn weighed(&self) -> Option<Weighed> {
        let scenario = &self.scenario;
        let by_hand = scenario.strategy() == StrategyKind::Canary && scenario.leader() == Leader::You;
        let two = self.cluster.objects().deployments.len() > 1;
        let version = self.run_version().filter(|_| by_hand && two && scenario.routed())?;
        Some(Weighed { version, way: Way::of(&self.cluster, scenario), entry: scenario.entry() })
    }

    /// The log of this run, without the cluster's start.
    pub fn log(&self) -> Stretch<'_, Event> {
        self.view().log()
    }

    /// Samples in order of time.
    pub fn samples(&self) -> Stretch<'_, Sample> {
        self.samples.all()
    }

    /// The parts of the versions, in order of time.
    pub fn shares(&self) -> Stretch<'_, ShareSample> {
        self.shares.all()
    }

    /// A chart's lines from an instant on, ms of cluster time: see [`View::curves`].
    pub fn curves(&self, kind: Kind, from: Millis) -> Vec<Curve> {
        self.view().curves(kind, self.shares(), from)
    }

    /// See [`View::charts`].
    pub fn charts(&self) -> Vec<Kind> {
        self.view().charts()
    }

    /// See [`Ground::steps`].
    pub fn steps(&self) -> Vec<Step> {
        self.ground().steps()
    }

    /// See [`Ground::choices`].
    pub fn choices(&self) -> Vec<Choice> {
        self.ground().choices()
    }

    /// See [`Ground::judgement`].
    pub fn judgement(&self) -> Vec<Said> {
        self.ground().judgement()
    }

    /// See [`Ground::dependencies`].
    pub fn dependencies(&self) -> Vec<Message> {
        self.ground().dependencies()
    }

    /// See [`Ground::migrations`].
    pub fn migrations(&self) -> Vec<Choice> {
        self.ground().migrations()
    }
}
