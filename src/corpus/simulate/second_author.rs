//! Queries by a second author: queries, judgements and the versions of two sources go in; a second query on the same
//! contents for each query comes out, in the words of the second source's versions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::random::Random;
use crate::corpus::{Qrels, Query};

/// What the second author has at hand.
pub(super) struct SecondAuthor<'a> {
    /// The names of the first and of the second author.
    pub names: [&'a str; 2],
    /// How often a word is taken from the second source's version.
    pub strength: f64,
    /// The words by position in the term distribution; those before `core` are not asked for.
    pub words: &'a [String],
    pub core: usize,
    /// The ids of the contents, sorted, and the words of each content's version by the first and by the second source.
    pub bases: &'a [Arc<str>],
    pub versions: [&'a [Vec<u32>]; 2],
}

impl SecondAuthor<'_> {
    /// Names the author and the cluster of each query, and adds a query of as many words to each cluster, which has the
    /// same judgements. Each of its words is, with probability `strength`, one that the second version of a content of the
    /// highest grade has more often than the first, as likely as it is often so; where there is none, and otherwise, it is the
    /// word of the first query.
    pub fn add(&self, queries: &mut Vec<Query>, qrels: &mut Qrels, random: &mut Random) {
        let [first, second] = self.names;
        let mut added = Vec::with_capacity(queries.len());
        for query in queries.iter_mut() {
            query.author = Some(first.to_string());
            query.cluster = Some(query.id.clone());
            let judged: Vec<(String, i32)> =
                qrels.of(&query.id).map(|(base, grade)| (base.to_string(), grade)).collect();
            let top = judged.iter().map(|(_, grade)| *grade).max().unwrap_or(0);
            let best: Vec<&str> =
                judged.iter().filter(|(_, grade)| *grade == top).map(|(base, _)| base.as_str()).collect();
            let content = best[random.below(best.len())];
            let mut excess = self.excess(content);
            let mut text: Vec<&str> = query.text.split(' ').collect();
            excess.retain(|word| !text.contains(&self.words[*word].as_str()));
            for word in &mut text {
                if random.chance(self.strength) && !excess.is_empty() {
                    let taken = excess[random.below(excess.len())];
                    excess.retain(|other| *other != taken);
                    *word = &self.words[taken];
                }
            }
            let id = format!("{}-{second}", query.id);
            judged.iter().for_each(|(base, grade)| {
                qrels.insert(&id, base, *grade);
            });
            let (author, cluster) = (Some(second.to_string()), query.cluster.clone());
            added.push(Query { author, cluster, ..Query::new(id, text.join(" ")) });
        }
        queries.extend(added);
    }

    /// The words that the second version of a content has more often than the first, each as many times as it is more.
    fn excess(&self, base: &str) -> Vec<usize> {
        let Ok(content) = self.bases.binary_search_by(|other| (**other).cmp(base)) else { return Vec::new() };
        let mut counts: BTreeMap<usize, i64> = BTreeMap::new();
        for (version, sign) in self.versions.iter().zip([-1, 1]) {
            version[content].iter().for_each(|word| *counts.entry(*word as usize).or_default() += sign);
        }
        let asked = counts.into_iter().filter(|(word, count)| *word >= self.core && *count > 0);
        asked.flat_map(|(word, count)| std::iter::repeat_n(word, count as usize)).collect()
    }
}
