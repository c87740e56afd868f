//! Postings in bytes while an index is built: the distance to the document before and the frequency, most of them in one
//! byte.

/// Adds a posting: `distance` from the document before, and how often the term occurs.
///
/// The distance is written twice as large, plus 1 where the frequency is 1, which then is not written; numbers go out in
/// groups of seven bits, the lowest first, with the eighth bit set where more follow.
#[inline]
pub(super) fn write(bytes: &mut Vec<u8>, distance: u32, frequency: u32) {
    let once = u64::from(frequency == 1);
    write_number(bytes, u64::from(distance) << 1 | once);
    if frequency != 1 {
        write_number(bytes, u64::from(frequency));
    }
}

#[inline]
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes the next posting, (distance, frequency), off the front; `None` at the end.
#[inline]
pub(super) fn read(bytes: &mut &[u8]) -> Option<(u32, u32)> {
    let first = read_number(bytes)?;
    let frequency = if first & 1 == 1 { 1 } else { read_number(bytes)? as u32 };
    Some(((first >> 1) as u32, frequency))
}

#[inline]
fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn postings_come_out_as_they_went_in(postings in prop::collection::vec((any::<u32>(), 1..=u32::MAX), 0..50)) {
            let mut bytes = Vec::new();
            postings.iter().for_each(|(distance, frequency)| write(&mut bytes, *distance, *frequency));
            let mut rest = &bytes[..];
            let found: Vec<_> = std::iter::from_fn(|| read(&mut rest)).collect();
            prop_assert_eq!(found, postings);
        }
    }

    #[test]
    fn a_near_document_with_one_occurrence_takes_a_byte() {
        let mut bytes = Vec::new();
        write(&mut bytes, 63, 1);
        assert_eq!(bytes, [127]);
    }
}
