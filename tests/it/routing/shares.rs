//! Weights: exactly 5 of every 100, or 5 of 100 by chance within five standard deviations; mirrors.

use podyard::sim::random::Random;
use podyard::sim::routing::{Destination, Head, HttpRoute, HttpRouteRule, Mirror, Router, Why};
use podyard::world::Split;

use super::{backend, header, named, rule};

fn router(weights: &[i64], split: Split) -> Router {
    let refs = weights.iter().enumerate().map(|(index, weight)| backend(&index.to_string(), *weight)).collect();
    let route = HttpRoute { metadata: named("web", 0), rules: vec![rule(vec![], refs)] };
    Router::gateway(&[(&route).into()], split)
}

fn next(router: &mut Router, random: &mut Random) -> usize {
    match router.decide(&Head::get("/", &[]), &|_, _| Ok(1), random).to {
        Destination::Service(name) => name.parse().unwrap(),
        Destination::Status(status, why) => panic!("{status} {why:?}"),
    }
}

#[test]
fn exactly_so_many_of_every_window() {
    // Weights, and the window after which they must come out to the request, wherever it begins.
    let cases: [(&[i64], usize); 5] =
        [(&[95, 5], 100), (&[19, 1], 20), (&[1, 1], 2), (&[70, 30, 0], 10), (&[1, 2, 3, 4], 10)];
    let mut random = Random::new(1);
    for (weights, window) in cases {
        let mut router = router(weights, Split::Exact);
        let chosen: Vec<usize> = (0..10 * window).map(|_| next(&mut router, &mut random)).collect();
        let total: i64 = weights.iter().sum();
        for (from, seen) in chosen.windows(window).enumerate() {
            for (index, weight) in weights.iter().enumerate() {
                let count = seen.iter().filter(|chosen| **chosen == index).count() as i64;
                assert_eq!(count * total, weight * window as i64, "{weights:?} from request {from}: backend {index}");
            }
        }
    }
}

#[test]
fn the_few_are_spread_evenly() {
    let (mut router, mut random) = (router(&[95, 5], Split::Exact), Random::new(1));
    let canary: Vec<usize> = (0..1_000).filter(|_| next(&mut router, &mut random) == 1).collect();
    assert!(canary.windows(2).all(|pair| pair[1] - pair[0] == 20), "{canary:?}");
}

#[test]
fn a_random_split_stays_within_five_standard_deviations() {
    // 100,000 requests: sd is sqrt(n·p·(1-p)): 69 at 5 %, 145 at 30 %, 158 at 50 %.
    for (weights, share, sd) in [([95, 5], 5_000, 69), ([7, 3], 30_000, 145), ([1, 1], 50_000, 158)] {
        for seed in 1..=5 {
            let (mut router, mut random) = (router(&weights, Split::Random), Random::new(seed));
            let count = (0..100_000).filter(|_| next(&mut router, &mut random) == 1).count();
            assert!(count.abs_diff(share) <= 5 * sd, "{weights:?}, seed {seed}: {count}");
            assert_ne!(count, share, "{weights:?}, seed {seed}: chance is not exact");
        }
    }
}

#[test]
fn each_rule_splits_for_itself() {
    let rules = vec![
        rule(vec![header("x", "1")], vec![backend("0", 1), backend("1", 1)]),
        rule(vec![], vec![backend("0", 1), backend("1", 1)]),
    ];
    let mut router = Router::gateway(&[(&HttpRoute { metadata: named("web", 0), rules }).into()], Split::Exact);
    let mut random = Random::new(1);
    let mut ask = |headers: &[(&str, &str)]| router.decide(&Head::get("/", headers), &|_, _| Ok(1), &mut random).to;
    let zero = Destination::Service("0".into());
    let one = Destination::Service("1".into());
    // Taken in turns the two rules would each see one side only, if they shared a state.
    for _ in 0..10 {
        assert_eq!((ask(&[("x", "1")]), ask(&[])), (zero.clone(), zero.clone()));
        assert_eq!((ask(&[("x", "1")]), ask(&[])), (one.clone(), one.clone()));
    }
}

#[test]
fn mirrors_copy_their_percentage_and_never_change_the_answer() {
    for (percent, least, most) in [(0, 0, 0), (100, 100_000, 100_000), (10, 10_000 - 5 * 95, 10_000 + 5 * 95)] {
        let mirrors = vec![Mirror { service: "shadow".into(), percent }];
        let rules = vec![HttpRouteRule { mirrors, ..rule(vec![], vec![backend("0", 1)]) }];
        let mut router = Router::gateway(&[(&HttpRoute { metadata: named("web", 0), rules }).into()], Split::Random);
        let mut random = Random::new(3);
        let mut copies = 0;
        for _ in 0..100_000 {
            let decision = router.decide(
                &Head::get("/", &[]),
                &|service, _| (service == "0").then_some(1).ok_or(Why::NoService),
                &mut random,
            );
            assert_eq!(decision.to, Destination::Service("0".into()), "a shadow that does not exist harms nobody");
            copies += decision.mirrors.len();
        }
        assert!((least..=most).contains(&copies), "{percent} %: {copies}");
    }
}
