//! A number for a text that stays the same in every build: FNV-1a, 64 bits. Not for secrets.

/// Takes in texts and numbers, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// Its length goes first, so that "ab", "c" and "a", "bc" differ.
    pub(super) fn text(self, text: &str) -> Self {
        self.number(text.len() as u64).bytes(text.as_bytes())
    }

    pub(super) fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(super) fn value(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Hash;

    /// Source: the FNV authors' published vectors for 64-bit FNV-1a.
    #[test]
    fn vectors() {
        let cases = [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)];
        for (text, expected) in cases {
            assert_eq!(Hash::default().bytes(text.as_bytes()).value(), expected, "{text}");
        }
    }

    #[test]
    fn where_a_text_ends_counts() {
        let hash = |first, second| Hash::default().text(first).text(second).value();
        assert_ne!(hash("ab", "c"), hash("a", "bc"));
    }
}
