//! Amounts of a resource: `250m`, `2`, `128Mi`, `1e3`.
//!
//! Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity and CanonicalizeBytes.

use std::fmt;

const NANO: i128 = 1_000_000_000;
/// Upstream caps amounts here, in whole units.
const MAX: i128 = i64::MAX as i128;

const DECIMAL: [(&str, u32); 10] =
    [("n", 0), ("u", 3), ("m", 6), ("", 9), ("k", 12), ("M", 15), ("G", 18), ("T", 21), ("P", 24), ("E", 27)];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// How it was written, and how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Decimal,
    Binary,
    Exponent,
}

/// An amount, to the billionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    nano: i128,
    format: Format,
}

impl Quantity {
    /// Nothing of anything.
    pub const ZERO: Self = Self { nano: 0, format: Format::Decimal };

    /// Reads a quantity; `None` if it is none.
    ///
    /// `0.5` is 500 m, `1.5Gi` is 1536 Mi, `2e3` is 2 k.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, suffix) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let (format, factor, tens) = scale(suffix)?;
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        let mantissa = if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
        let exponent = tens.saturating_sub(i64::try_from(fraction.len()).ok()?);
        let nano = mantissa.and_then(|mantissa| shift(mantissa.checked_mul(factor)?, exponent));
        let nano = nano.unwrap_or(MAX * NANO).min(MAX * NANO);
        Some(Self { nano: if negative { -nano } else { nano }, format })
    }

    /// In billionths.
    pub fn nano(self) -> i128 {
        self.nano
    }

    /// In thousandths, rounded up.
    pub fn milli(self) -> i128 {
        round_up(self.nano, NANO / 1000)
    }

    /// In whole units, rounded up. Models Quantity.Value.
    pub fn whole(self) -> i128 {
        round_up(self.nano, NANO)
    }
}

/// A suffix as format, factor, and power of ten of a billionth.
fn scale(suffix: &str) -> Option<(Format, i128, i64)> {
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((Format::Decimal, 1, i64::from(*power)));
    }
    if let Some(index) = BINARY.iter().position(|name| *name == suffix) {
        return Some((Format::Binary, 1 << (10 * (index + 1)), 9));
    }
    let power: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some((Format::Exponent, 1, power.checked_add(9)?))
}

/// Times ten to the power, rounded up; `None` if it is too big.
fn shift(number: i128, power: i64) -> Option<i128> {
    let Ok(power) = u32::try_from(power) else {
        let power = u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX);
        return Some(10_i128.checked_pow(power).map_or(i128::from(number > 0), |by| round_up(number, by)));
    };
    if number == 0 { Some(0) } else { number.checked_mul(10_i128.checked_pow(power)?) }
}

fn round_up(number: i128, by: i128) -> i128 {
    number.div_euclid(by) + i128::from(number.rem_euclid(by) != 0)
}

impl fmt::Display for Quantity {
    /// Its canonical form: no fraction, the largest suffix.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.format == Format::Binary && self.nano.abs() >= 1024 * NANO {
            let (mut number, mut suffix) = (self.whole(), "");
            for name in BINARY {
                if number % 1024 != 0 {
                    break;
                }
                (number, suffix) = (number / 1024, name);
            }
            return write!(f, "{number}{suffix}");
        }
        if self.nano == 0 {
            return f.write_str("0");
        }
        let mut number = self.nano;
        let mut index = 0;
        while number % 1000 == 0 && index + 1 < DECIMAL.len() {
            (number, index) = (number / 1000, index + 1);
        }
        let (suffix, power) = DECIMAL[index];
        match self.format {
            Format::Exponent if power != 9 => write!(f, "{number}e{}", i64::from(power) - 9),
            _ => write!(f, "{number}{suffix}"),
        }
    }
}
