//! Presses of buttons that take each other's places.

use podyard::ui::parts::press::Presses;

/// Which presses, at these times, ms, are taken.
fn taken(presses: &[u64]) -> Vec<u64> {
    let mut guard = Presses::default();
    presses.iter().copied().filter(|at| guard.takes(*at)).collect()
}

#[test]
fn the_second_press_within_half_a_second_is_swallowed_and_a_later_one_is_not() {
    assert_eq!(taken(&[0]), [0], "the first is taken, at whatever time it comes");
    assert_eq!(taken(&[10_000, 10_120]), [10_000], "a double click");
    assert_eq!(taken(&[10_000, 10_499]), [10_000]);
    assert_eq!(taken(&[10_000, 10_500]), [10_000, 10_500]);
}

#[test]
fn a_key_held_down_presses_once_however_long() {
    let held: Vec<u64> = (0..100).map(|turn| 1_000 + turn * 33).collect();
    assert_eq!(taken(&held), [1_000]);
    let released_and_pressed = [held, vec![5_000]].concat();
    assert_eq!(taken(&released_and_pressed), [1_000, 5_000]);
}
