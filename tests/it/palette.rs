//! Every colour that means something can be seen: WCAG 2.2 contrast of `styles/tokens.css`, in both themes.

use std::collections::BTreeMap;

type Palette = BTreeMap<String, [f64; 3]>;

/// The colours of each block that sets `--paper`, by the block's selector.
fn palettes() -> Vec<(String, Palette)> {
    let css = include_str!("../../styles/tokens.css");
    let mut found = Vec::new();
    let mut selector = String::new();
    let mut colours = Palette::new();
    for line in css.lines().map(str::trim) {
        if let Some(head) = line.strip_suffix('{') {
            (selector, colours) = (head.trim().to_string(), Palette::new());
        } else if line == "}" {
            if colours.contains_key("paper") {
                found.push((selector.clone(), std::mem::take(&mut colours)));
            }
        } else if let Some((name, value)) = line.strip_prefix("--").and_then(|rest| rest.split_once(": #")) {
            colours.insert(name.to_string(), rgb(value.trim_end_matches(';')));
        }
    }
    found
}

fn rgb(hex: &str) -> [f64; 3] {
    let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("six hexadecimal digits"));
    [part(0), part(2), part(4)]
}

/// Relative luminance of WCAG 2.2: black 0, white 1.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        let part = part / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

/// Black on white is 21.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_formula_knows_black_and_white() {
    assert!((contrast(rgb("000000"), rgb("ffffff")) - 21.0).abs() < 1e-9);
    assert!((contrast(rgb("777777"), rgb("ffffff")) - 4.48).abs() < 0.01);
}

#[test]
fn three_palettes_are_checked_and_the_two_dark_ones_are_the_same() {
    let palettes = palettes();
    assert_eq!(palettes.len(), 3, "light, dark chosen, dark by the system");
    assert_eq!(palettes[1].1, palettes[2].1);
}

#[test]
fn text_and_graphics_stand_out() {
    // Foreground, background, least contrast: 4.5 for text, 3 for graphics.
    let pairs = [
        ("ink", "paper", 4.5),
        ("ink", "surface", 4.5),
        ("ink", "band", 4.5),
        ("muted", "paper", 4.5),
        ("muted", "surface", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "surface", 4.5),
        ("accent-ink", "accent", 4.5),
        ("right", "paper", 4.5),
        ("right", "surface", 4.5),
        ("wrong", "paper", 4.5),
        ("wrong", "surface", 4.5),
        ("wrong", "band", 3.0),
        ("wire", "paper", 3.0),
        ("wire", "surface", 3.0),
        ("v1", "surface", 4.5),
        ("v2", "surface", 4.5),
        ("v3", "surface", 3.0),
        ("v4", "surface", 4.5),
        ("v1", "paper", 3.0),
        ("v2", "paper", 3.0),
        ("v3", "paper", 3.0),
        ("v4", "paper", 3.0),
        ("pod-ink", "v1", 4.5),
        ("pod-ink", "v2", 4.5),
        ("pod-ink", "v3", 4.5),
        ("pod-ink", "v4", 4.5),
    ];
    for (selector, palette) in palettes() {
        for (front, back, least) in pairs {
            let found = contrast(palette[front], palette[back]);
            assert!(found >= least, "{selector}: --{front} on --{back} is {found:.2}, {least} is needed");
        }
    }
}
