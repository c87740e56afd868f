//! Labels dealt by lot: documents with contents, sources and weights in; what each source would hold of the weight where the
//! labels of contents mean nothing out.
//!
//! Where a source wrote a tenth of the documents, turning the sign of what a document contributes to its excess is no
//! exchange of labels: one label in ten is moved, and not one in two. So the labels themselves are dealt anew.

use std::collections::BTreeMap;

use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::{Exchanges, stream};

/// A document that has some weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// The number of its content.
    pub content: u32,
    /// The number of its source.
    pub source: u32,
    /// Its weight in each column.
    pub weights: Vec<f64>,
}

/// Contents and the labels that they could have.
///
/// The labels of a content's versions stay together: over the contents the sets of sources that their versions are by are
/// dealt, each as often as it is there, and within each content the labels of its versions. With m the mean weight of a content's
/// versions, δ what a version's is more than that, n the versions in a set that are by the source and N all of them, and b the
/// source's share of all documents, T* = Σ over contents of m·(n − b·N), with the set that the content is dealt, + Σ of δ of
/// the versions that are dealt the source. Where every content has one version, T* is the excess of the source under labels that are
/// permuted over documents; where every content has a version by each source, the labels of twins are exchanged by coin.
#[derive(Debug, Clone)]
pub struct Lots {
    sources: usize,
    columns: usize,
    classes: Vec<Class>,
    contents: Vec<Content>,
    /// How often each class has come at or before it, of the whole 1, where labels are drawn and not dealt.
    drawn: Option<Vec<f64>>,
    shares: Vec<f64>,
}

/// A set of sources that the versions of a content are by.
#[derive(Debug, Clone)]
struct Class {
    count: usize,
    /// n − b·N of each source.
    off: Vec<f64>,
}

/// A content of which some version has weight.
#[derive(Debug, Clone)]
struct Content {
    class: usize,
    mean: Vec<f64>,
    /// The source of each version, and what it weighs more than the mean; nothing where there is one version alone.
    versions: Vec<(u32, Vec<f64>)>,
}

impl Lots {
    /// The labels of `documents`, of each its content and source, which are those to deal; those with weight stand among
    /// `weighted` too. `rates` are the shares of sources where they are known otherwise: then each document of a map without
    /// versions draws its source by them.
    pub fn new(
        mut documents: Vec<(u32, u32)>,
        weighted: Vec<Weighted>,
        (sources, columns): (usize, usize),
        rates: Option<&[f64]>,
    ) -> Lots {
        documents.sort_unstable();
        let mut of_source = vec![0.0; sources];
        documents.iter().for_each(|(_, source)| of_source[*source as usize] += 1.0);
        let alone = documents.windows(2).all(|pair| pair[0].0 != pair[1].0);
        let rates = rates.filter(|_| alone);
        let all = documents.len().max(1) as f64;
        let shares =
            rates.map_or_else(|| of_source.iter().map(|count| count / all).collect(), <[f64]>::to_vec);
        let sets =
            |of_content: &[(u32, u32)]| of_content.iter().map(|(_, source)| *source).collect::<Vec<_>>();
        let mut counts: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
        for of_content in documents.chunk_by(|left, right| left.0 == right.0) {
            *counts.entry(sets(of_content)).or_default() += 1;
        }
        let class = |(set, count): (&Vec<u32>, &usize)| {
            let by = |source: usize| set.iter().filter(|one| **one as usize == source).count() as f64;
            let off = |source: usize| by(source) - shares[source] * set.len() as f64;
            Class { count: *count, off: (0..sources).map(off).collect() }
        };
        let classes: Vec<Class> = counts.iter().map(class).collect();
        let drawn = rates.map(|rates| {
            let mut sum = 0.0;
            let upto = |set: &Vec<u32>| {
                sum += rates[set[0] as usize];
                sum
            };
            let upto: Vec<f64> = counts.keys().map(upto).collect();
            // Sources without a document are of no class.
            upto.iter().map(|part| part / sum).collect()
        });
        let mut weighted = weighted;
        weighted.sort_by_key(|one| one.content);
        let content = |of_content: &[Weighted]| {
            let number = of_content[0].content;
            let first = documents.partition_point(|(content, _)| *content < number);
            let last = documents.partition_point(|(content, _)| *content <= number);
            let set = sets(&documents[first..last]);
            let class = counts.keys().position(|one| *one == set).expect("every set was counted");
            let mut rest = set.clone();
            let mut versions: Vec<(u32, Vec<f64>)> = Vec::new();
            for one in of_content {
                rest.iter().position(|source| *source == one.source).map(|place| rest.remove(place));
                versions.push((one.source, one.weights.clone()));
            }
            versions.extend(rest.into_iter().map(|source| (source, vec![0.0; columns])));
            // By weight, so that it matters neither how documents are numbered nor what sources are called.
            versions.sort_by(|one, other| {
                let weights = one.1.iter().zip(&other.1).map(|(one, other)| other.total_cmp(one));
                weights.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(one.0.cmp(&other.0))
            });
            let count = versions.len() as f64;
            let mean =
                |column: usize| versions.iter().map(|(_, weights)| weights[column]).sum::<f64>() / count;
            let mean: Vec<f64> = (0..columns).map(mean).collect();
            match versions.len() {
                1 => versions.clear(),
                _ => versions.iter_mut().for_each(|(_, weights)| {
                    weights.iter_mut().zip(&mean).for_each(|(one, mean)| *one -= mean)
                }),
            }
            Content { class, mean, versions }
        };
        let contents = weighted.chunk_by(|left, right| left.content == right.content).map(content).collect();
        Lots { sources, columns, classes, contents, drawn, shares }
    }

    /// T* of every column and source, those of a column together, a row for each dealing of the labels.
    pub fn rows(&self, exchanges: &Exchanges) -> Vec<Vec<f64>> {
        (0..exchanges.count)
            .into_par_iter()
            .map(|number| self.row(stream(exchanges.seed, number as u64)))
            .collect()
    }

    fn row(&self, mut generator: impl Rng) -> Vec<f64> {
        let mut left: Vec<usize> = self.classes.iter().map(|class| class.count).collect();
        let mut remaining: usize = left.iter().sum();
        let mut of_class = vec![0.0; self.classes.len() * self.columns];
        let mut found = vec![0.0; self.sources * self.columns];
        let mut labels: Vec<u32> = Vec::new();
        for content in &self.contents {
            let class = match &self.drawn {
                Some(upto) => {
                    let drawn: f64 = generator.random();
                    upto.iter().position(|upto| drawn < *upto).unwrap_or(upto.len() - 1)
                }
                None => {
                    let mut drawn = generator.random_range(0..remaining);
                    remaining -= 1;
                    let falls = |count: &usize| {
                        let here = drawn < *count;
                        drawn = drawn.wrapping_sub(if here { 0 } else { *count });
                        here
                    };
                    let class = left.iter().position(falls).expect("one is left of some class");
                    left[class] -= 1;
                    class
                }
            };
            let sums = &mut of_class[class * self.columns..][..self.columns];
            sums.iter_mut().zip(&content.mean).for_each(|(sum, mean)| *sum += mean);
            labels.clear();
            labels.extend(content.versions.iter().map(|(source, _)| *source));
            for last in (1..labels.len()).rev() {
                labels.swap(last, generator.random_range(0..=last));
            }
            for (label, (_, off)) in labels.iter().zip(&content.versions) {
                let sums = found.iter_mut().skip(*label as usize).step_by(self.sources);
                sums.zip(off).for_each(|(sum, off)| *sum += off);
            }
        }
        for (class, sums) in self.classes.iter().zip(of_class.chunks(self.columns.max(1))) {
            for (found, sum) in found.chunks_mut(self.sources.max(1)).zip(sums) {
                found.iter_mut().zip(&class.off).for_each(|(found, off)| *found += sum * off);
            }
        }
        found
    }

    /// The variance of the excess of every column and source where the contents with each set of sources are a sample of such
    /// contents, Σ over sets of n²·s² ÷ n with s² the sample variance of what one of its n contents contributes; 0 from sets of
    /// one content.
    pub fn own_variances(&self) -> Vec<f64> {
        let mut sums = vec![[0.0_f64; 2]; self.classes.len() * self.columns * self.sources];
        for content in &self.contents {
            for column in 0..self.columns {
                for source in 0..self.sources {
                    // What the versions by the source weigh more than its share of all of them.
                    let apart = content.versions.iter().filter(|(one, _)| *one as usize == source);
                    let apart: f64 = apart.map(|(_, off)| off[column]).sum();
                    let value = content.mean[column] * self.classes[content.class].off[source] + apart;
                    let place = (content.class * self.columns + column) * self.sources + source;
                    sums[place][0] += value;
                    sums[place][1] += value * value;
                }
            }
        }
        let mut found = vec![0.0; self.columns * self.sources];
        for (class, sums) in self.classes.iter().zip(sums.chunks((self.columns * self.sources).max(1))) {
            let count = class.count as f64;
            if class.count > 1 {
                let variance = |[sum, squares]: &[f64; 2]| {
                    (squares - sum * sum / count).max(0.0) * count / (count - 1.0)
                };
                found.iter_mut().zip(sums).for_each(|(found, sums)| *found += variance(sums));
            }
        }
        found
    }

    /// The share of each source in the documents, or as it was given.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted(content: u32, source: u32, weight: f64) -> Weighted {
        Weighted { content, source, weights: vec![weight] }
    }

    fn values(lots: &Lots, source: usize, count: usize) -> Vec<(i64, usize)> {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for row in lots.rows(&Exchanges { count, seed: 3 }) {
            *counts.entry((row[source] * 1e6).round() as i64).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    #[test]
    fn one_label_of_four_is_dealt_to_each_document_alike() {
        // Weights ½, ¼, ¼ and 0; the rare source's excess over its quarter is ¼, 0, 0 or −¼.
        let documents = vec![(0, 0), (1, 0), (2, 1), (3, 0)];
        let some = vec![weighted(0, 0, 0.5), weighted(1, 0, 0.25), weighted(2, 1, 0.25)];
        let lots = Lots::new(documents, some, (2, 1), None);
        assert_eq!(lots.shares(), [0.75, 0.25]);
        let found = values(&lots, 1, 4000);
        assert_eq!(found.iter().map(|(value, _)| *value).collect::<Vec<_>>(), [-250_000, 0, 250_000]);
        // Binomial standard errors are 27 and 32.
        for ((_, count), expected) in found.iter().zip([1000, 2000, 1000]) {
            assert!(count.abs_diff(expected) < 130, "{found:?}");
        }
        // What one source holds more the other holds less.
        let other: Vec<i64> = values(&lots, 0, 4000).iter().map(|(value, _)| *value).collect();
        assert_eq!(other, [-250_000, 0, 250_000]);
    }

    #[test]
    fn twins_change_places_and_sets_stay_whole() {
        // Content 0 with weights 0.6 and 0.2; contents 1 (0.2) and 2 (0) by the first source alone. The share of the second is ¼.
        let documents = vec![(0, 0), (0, 1), (1, 0), (2, 0)];
        let some = vec![weighted(0, 0, 0.6), weighted(0, 1, 0.2), weighted(1, 0, 0.2)];
        let lots = Lots::new(documents, some, (2, 1), None);
        // The set of both is dealt to a content of mean 0.4, 0.2 or 0: ½·m − ¼·(0.6 − m), and ±0.2 within content 0.
        let expected: Vec<i64> = [0.15, 0.0, -0.15]
            .iter()
            .flat_map(|between| [between - 0.2, between + 0.2])
            .map(|value| (value * 1e6_f64).round() as i64)
            .collect();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(values(&lots, 1, 3000).iter().map(|(value, _)| *value).collect::<Vec<_>>(), expected);
        // Twins alone: nothing but the exchange within them.
        let twins =
            Lots::new(vec![(0, 0), (0, 1)], vec![weighted(0, 0, 0.7), weighted(0, 1, 0.3)], (2, 1), None);
        assert_eq!(
            values(&twins, 0, 50).iter().map(|(value, _)| *value).collect::<Vec<_>>(),
            [-200_000, 200_000]
        );
    }

    #[test]
    fn variances_within_sets_by_hand() {
        // b = ½: the first source's contents contribute ½·0.4 and ½·0.2, the second's −½·0.4 and 0.
        let documents = vec![(0, 0), (1, 0), (2, 1), (3, 1)];
        let some = vec![weighted(0, 0, 0.4), weighted(1, 0, 0.2), weighted(2, 1, 0.4)];
        let lots = Lots::new(documents, some, (2, 1), None);
        // Sets of two: 2·s² = (x₁ − x₂)², 0.1² and 0.2².
        let found = lots.own_variances();
        assert!((found[0] - 0.05).abs() < 1e-15 && (found[1] - 0.05).abs() < 1e-15, "{found:?}");
    }

    #[test]
    fn given_shares_are_drawn() {
        let documents = vec![(0, 0), (1, 1)];
        let some = vec![weighted(0, 0, 1.0)];
        let lots = Lots::new(documents, some, (2, 1), Some(&[0.9, 0.1]));
        let found = values(&lots, 1, 2000);
        assert_eq!(found.iter().map(|(value, _)| *value).collect::<Vec<_>>(), [-100_000, 900_000]);
        assert!(found[1].1.abs_diff(200) < 55, "{found:?}");
    }
}
