//! The one-byte document length of Lucene and tantivy: a length in, the length that such an index remembers out.

/// Lengths below this are kept exactly even by the coarsest part of the code: 255 − 231 spare codes.
const EXACT: u32 = 24;

/// The length that remains of `length` after Lucene's one-byte code: exact to 40 tokens, above that rounded down to four
/// significant bits (plus an offset of 24), by up to 10.5 % below 1,000 tokens.
///
/// Reference: Lucene, `SmallFloat.intToByte4` and `byte4ToInt` (since 7.0).
///
/// ```
/// use sourcebias::index::byte_length;
/// assert_eq!((byte_length(40), byte_length(41), byte_length(119)), (40, 40, 112));
/// ```
pub fn byte_length(length: u32) -> u32 {
    if length < EXACT {
        return length;
    }
    let beyond = length - EXACT;
    let bits = u32::BITS - beyond.leading_zeros();
    // Four significant bits stay, the leading one among them.
    let dropped = bits.saturating_sub(4);
    EXACT + ((beyond >> dropped) << dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_tantivys_table() {
        for length in (0..3000).chain([4095, 10_000, 99_999, 1_000_000]) {
            let id = tantivy::fieldnorm::FieldNormReader::fieldnorm_to_id(length);
            assert_eq!(
                byte_length(length),
                tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id),
                "{length}"
            );
        }
    }

    #[test]
    fn the_largest_loss_below_a_thousand_is_what_the_literature_says() {
        let loss = |length: u32| 1.0 - f64::from(byte_length(length)) / f64::from(length);
        let largest = (1..1000).map(loss).fold(0.0, f64::max);
        assert!((0.10..0.106).contains(&largest), "{largest}");
    }
}
