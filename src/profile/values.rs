//! Values of many texts, of which some are undefined: eight bytes each and a bit, half of what [`Option`]s take.

/// A value for each text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Values {
    /// 0 where undefined.
    numbers: Vec<f64>,
    /// A bit for each, 1 where it is defined.
    defined: Vec<u64>,
}

impl Values {
    /// No values yet, with room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Values {
            numbers: Vec::with_capacity(count),
            defined: Vec::with_capacity(count.div_ceil(u64::BITS as usize)),
        }
    }

    /// Adds the value of another text.
    pub(super) fn push(&mut self, value: Option<f64>) {
        let (word, bit) = place_of(self.numbers.len());
        if bit == 0 {
            self.defined.push(0);
        }
        self.defined[word] |= u64::from(value.is_some()) << bit;
        self.numbers.push(value.unwrap_or(0.0));
    }

    /// That of the text at `place`, from 0.
    pub(super) fn get(&self, place: usize) -> Option<f64> {
        let (word, bit) = place_of(place);
        (self.defined[word] >> bit & 1 == 1).then(|| self.numbers[place])
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> {
        (0..self.numbers.len()).map(|place| self.get(place))
    }

    /// Those that are defined, in order.
    pub(super) fn defined(&self) -> Vec<f64> {
        self.iter().flatten().collect()
    }
}

impl FromIterator<Option<f64>> for Values {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(values: I) -> Self {
        let values = values.into_iter();
        let mut found = Values::with_capacity(values.size_hint().0);
        values.for_each(|value| found.push(value));
        found
    }
}

/// The word of a bit and its place in there.
fn place_of(bit: usize) -> (usize, u32) {
    (bit / u64::BITS as usize, bit as u32 % u64::BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let plain: Vec<Option<f64>> =
            (0..200).map(|place| (place % 3 > 0).then(|| f64::from(place - 100) / 7.0)).collect();
        for count in [0, 1, 63, 64, 65, 200] {
            let values: Values = plain[..count].iter().copied().collect();
            assert_eq!(values.iter().collect::<Vec<_>>(), plain[..count]);
            let one_by_one: Vec<_> = (0..count).map(|place| values.get(place)).collect();
            assert_eq!(one_by_one, plain[..count]);
            assert_eq!(values.defined(), plain[..count].iter().copied().flatten().collect::<Vec<_>>());
        }
        let zero: Values = [Some(0.0), None, Some(-0.0)].into_iter().collect();
        assert!(zero.get(2).unwrap().is_sign_negative() && zero.get(1).is_none() && zero.get(0).is_some());
    }
}
