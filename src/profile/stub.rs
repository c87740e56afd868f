//! stub
use crate::registry::{Family,Named}; use crate::text::AnalyzedCorpus; use crate::error::Result; use crate::table::{Table,Column};
pub trait LexicalMeasure: Send+Sync {}
pub const LEXICAL_MEASURES: Family<dyn LexicalMeasure> = Family{name:"lexical measure", entries:&[]};
pub struct ProfileSettings{pub bootstrap:usize,pub seed:u64,pub confidence:f64}
pub struct Profile; impl Profile{pub fn summary(&self)->Table{e()} pub fn comparison(&self)->Table{e()} pub fn rank_frequency(&self)->Table{e()} pub fn documents(&self)->Table{e()}}
fn e()->Table{Table::new(vec![("source",Column::Text(vec![]))])}
pub fn profile(_:&AnalyzedCorpus,_:&[Named<dyn LexicalMeasure>],_:&ProfileSettings)->Result<Profile>{Ok(Profile)}
