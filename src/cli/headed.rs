//! A result table as people read it: the columns that its schema shows, under its headings and in its forms.

use sourcebias::Result;
use sourcebias::profile::short_measure_name;
use sourcebias::table::{Column, ColumnSchema, Schema, Shown, Table};

/// Stands where a number is undefined.
const UNDEFINED: &str = "\u{2013}";

/// The columns of `table` that `schema` shows, but for those that are named in `without`, with their headings.
pub fn headed(table: &Table, schema: &Schema, without: &[&str]) -> Result<Table> {
    let mut columns = Vec::new();
    for column in schema.columns {
        let Some((heading, shown)) = column.shown else { continue };
        if table.has(column.name) && !without.contains(&column.name) {
            columns.push((heading, written(table, column, shown)?));
        }
    }
    Ok(Table::new(columns))
}

fn written(table: &Table, column: &ColumnSchema, shown: Shown) -> Result<Column> {
    let name = column.name;
    let numbers = |write: &dyn Fn(f64) -> String| -> Result<Column> {
        let cell = |value: Option<f64>| value.map_or(UNDEFINED.to_string(), write);
        Ok(Column::Text(table.number(name)?.into_iter().map(cell).collect()))
    };
    let intervals = |write: &dyn Fn(f64) -> String| -> Result<Column> {
        let ends = table.number(name)?.into_iter().zip(table.number(&name.replace("low", "high"))?);
        let cell = |(low, high): (Option<f64>, Option<f64>)| match low.zip(high) {
            Some((low, high)) => format!("[{}, {}]", write(low), write(high)),
            None => UNDEFINED.to_string(),
        };
        Ok(Column::Text(ends.map(cell).collect()))
    };
    match shown {
        Shown::Word | Shown::Reference => Ok(Column::Text(table.text(name)?)),
        // The names that are shown here are those of lexical measures.
        Shown::Name => {
            let short = |full: String| short_measure_name(&full);
            Ok(Column::Text(table.text(name)?.into_iter().map(short).collect()))
        }
        Shown::Flag => Ok(Column::Flag(table.flag(name)?)),
        Shown::Count => Ok(Column::Count(table.count(name)?)),
        Shown::Decimal(decimals) => numbers(&|value| format!("{value:.decimals$}")),
        Shown::Significant => numbers(&significant),
        Shown::PValue => numbers(&|value| match value < 0.0001 {
            true => "< 0.0001".to_string(),
            false => format!("{value:.4}"),
        }),
        Shown::Interval(decimals) => intervals(&|value| format!("{value:.decimals$}")),
        Shown::SignificantInterval => intervals(&significant),
    }
}

/// With four significant digits.
fn significant(value: f64) -> String {
    let size = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    let decimals = (3.0 - size).clamp(0.0, 8.0) as usize;
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use sourcebias::profile::{KeynessRow, ProfileSummaryRow};
    use sourcebias::table::TableRow;

    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let row = |value: Option<f64>, low: Option<f64>| ProfileSummaryRow {
            source: "human".to_string(),
            measure: "ttr".to_string(),
            scope: "source".to_string(),
            value,
            low,
            high: low.map(|low| low + 1.0),
            n: 3,
        };
        let table = ProfileSummaryRow::to_table(vec![row(Some(0.123_456), Some(12.0)), row(None, None)]);
        let shown = headed(&table, ProfileSummaryRow::SCHEMA, &[ProfileSummaryRow::scope]).unwrap();
        assert_eq!(
            shown.to_csv().unwrap(),
            "Source,Text measure,Value,Interval,n\nhuman,ttr,0.1235,\"[12.00, 13.00]\",3\nhuman,ttr,–,–,3\n"
        );
    }

    #[test]
    fn a_table_without_rows_has_its_headings() {
        let shown = headed(&KeynessRow::to_table(Vec::new()), KeynessRow::SCHEMA, &[]).unwrap();
        assert!(shown.names().contains(&"G²".to_string()), "{:?}", shown.names());
    }
}
