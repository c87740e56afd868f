//! Numbers that are looked up again and again: some numbers in; the place of any of them in rising order out.

/// Distinct numbers in rising order. A number is looked for in a part of their range alone, which has about one of them.
#[derive(Default)]
pub(super) struct Rising {
    numbers: Vec<u32>,
    /// Parts are so many powers of two wide.
    shift: u32,
    /// Where the numbers of each part begin, and where those of the last one end.
    starts: Vec<u32>,
}

impl Rising {
    /// Of numbers in any order, and as often as they are.
    pub fn new(mut numbers: Vec<u32>) -> Rising {
        numbers.sort_unstable();
        numbers.dedup();
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return Rising::default() };
        let range = last - first;
        let wide_enough = |shift: &u32| ((range >> shift) as usize) < numbers.len();
        let shift = (0..u32::BITS).find(wide_enough).expect("a range of one part");
        let mut starts = vec![0; (range >> shift) as usize + 2];
        numbers.iter().for_each(|number| starts[((number - first) >> shift) as usize + 1] += 1);
        (1..starts.len()).for_each(|part| starts[part] += starts[part - 1]);
        Rising { shift, starts, numbers }
    }

    /// The numbers in their order.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// The place of a number; `None` for one that is none of these.
    pub fn place(&self, number: u32) -> Option<usize> {
        let part = (number.checked_sub(*self.numbers.first()?)? >> self.shift) as usize;
        let (start, end) = (*self.starts.get(part)? as usize, *self.starts.get(part + 1)? as usize);
        Some(start + self.numbers[start..end].binary_search(&number).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_search_of_all(
            near in prop::collection::vec(0_u32..60, 0..40),
            far in prop::collection::vec(any::<u32>(), 0..4),
            others in prop::collection::vec(any::<u32>(), 0..9),
        ) {
            for numbers in [near.clone(), [&near[..], &far].concat()] {
                let found = Rising::new(numbers.clone());
                let mut sorted = numbers;
                sorted.sort_unstable();
                sorted.dedup();
                prop_assert_eq!(found.numbers(), &sorted);
                for number in (0..70).chain(others.iter().copied()).chain(far.iter().copied()).chain([u32::MAX]) {
                    prop_assert_eq!(found.place(number), sorted.binary_search(&number).ok());
                }
            }
        }
    }
}
