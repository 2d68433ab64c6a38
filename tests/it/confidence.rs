//! The table of requests needed, and ranges of chance.

use podyard::confidence::{expected_range, requests_needed};

#[test]
fn requests_needed_to_tell_two_rates_apart() {
    // From, to (hundredths of a percent); needed with a control 1, 9 and 19 times as big.
    let table = [
        (10, 20, [18_519, 9_237, 8_603]),
        (10, 50, [2_311, 975, 872]),
        (10, 100, [834, 315, 272]),
        (50, 100, [3_681, 1_837, 1_711]),
        (100, 150, [6_105, 3_199, 3_005]),
        (100, 200, [1_826, 912, 850]),
        (100, 500, [224, 95, 85]),
        (100, 1_000, [79, 30, 26]),
        (500, 1_000, [343, 172, 160]),
    ];
    for (from, to, needed) in table {
        for (control, expected) in [1, 9, 19].into_iter().zip(needed) {
            let counted = requests_needed(from * 100, to * 100, control).unwrap();
            let apart = counted.abs_diff(expected);
            assert!(apart * 100 <= expected + 100, "{from} to {to}, control {control}: {counted}, expected {expected}");
        }
    }
    for (from, to, control) in [(10_000, 10_000, 9), (20_000, 10_000, 9), (0, 2_000_000, 9), (1, 2, 0)] {
        assert_eq!(requests_needed(from, to, control), None, "{from} to {to}, control {control}");
    }
}

#[test]
fn ranges() {
    let cases = [
        ("two deviations of 2.2 around 5", 100, 5, 100, 2, (0, 10)),
        ("five of 69 around 5,000", 100_000, 5, 100, 5, (4_655, 5_345)),
        ("certain", 100, 1, 1, 5, (100, 100)),
        ("impossible", 100, 0, 4, 5, (0, 0)),
        ("of nothing", 100, 0, 0, 5, (0, 0)),
        ("never above all", 10, 9, 10, 5, (4, 10)),
    ];
    for (name, draws, part, whole, deviations, expected) in cases {
        assert_eq!(expected_range(draws, part, whole, deviations), expected, "{name}");
    }
}
