//! What a result table holds: its place, its columns with type and meaning, and how they are printed, said once; and rows
//! as structs, which writers and readers share. [`table!`](crate::table!) makes both of one list of fields.

use std::sync::Arc;

use super::{Column, Table};
use crate::error::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words: names, specifications.
    Text,
    /// Numbers, empty where undefined.
    Number,
    /// Whole numbers, 0 or more.
    Count,
    /// `true` or `false`.
    Flag,
}

impl ColumnKind {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            ColumnKind::Text => "text",
            ColumnKind::Number => "number",
            ColumnKind::Count => "count",
            ColumnKind::Flag => "flag",
        }
    }
}

/// How a column is printed in a table for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The word itself.
    Word,
    /// The word itself; one for all rows is said once, beside the table.
    Reference,
    /// A canonical name, as short as it can be.
    Name,
    /// Yes or no.
    Flag,
    /// A whole number.
    Count,
    /// A number with so many decimals.
    Decimal(usize),
    /// A number with four significant digits: for columns of unlike quantities.
    Significant,
    /// A p-value, with four decimals; smaller ones as a bound.
    PValue,
    /// From this column to its upper end (the name with `high` in place of `low`), with so many decimals.
    Interval(usize),
    /// The same with four significant digits.
    SignificantInterval,
}

/// The kind of file in which a table is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated, where a person reads.
    Csv,
    /// Parquet, where a notebook does.
    Parquet,
}

impl FileKind {
    /// The ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            FileKind::Csv => "csv",
            FileKind::Parquet => "parquet",
        }
    }
}

/// One column of a result table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSchema {
    /// Its name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it means.
    pub meaning: &'static str,
    /// Whether the file may be without it; it is not written where no row has a value.
    pub optional: bool,
    /// Heading and form in the printed table; `None` where it is in the file alone.
    pub shown: Option<(&'static str, Shown)>,
}

/// The table that papers and the page show of a result table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed {
    /// Name of its files.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What a number in it means.
    pub note: &'static str,
}

/// A result table: where it is kept, what it holds and how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Its place below `results/<experiment>/`, without the ending, as in `bias/relative_delta`. The folder is the stage
    /// that writes it.
    pub key: &'static str,
    /// The kind of its file.
    pub file: FileKind,
    /// What it says, in a line.
    pub summary: &'static str,
    /// Its columns, in the order of the file.
    pub columns: &'static [ColumnSchema],
    /// The printed table; `None` where it is in the file alone, or printed by code of its own.
    pub printed: Option<Printed>,
}

impl Schema {
    /// The stage that writes it.
    pub fn stage(&self) -> &'static str {
        self.key.split('/').next().unwrap_or(self.key)
    }

    /// The last part of its place.
    pub fn name(&self) -> &'static str {
        self.key.rsplit('/').next().unwrap_or(self.key)
    }

    /// The file below `results/<experiment>/`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.key, self.file.ending())
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSchema> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl std::fmt::Display for Schema {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.key)
    }
}

/// A type whose values fill a column.
pub trait Field: Sized {
    /// What the column holds.
    const KIND: ColumnKind;

    /// The column of these values.
    fn column(values: Vec<Self>) -> Column;

    /// The values of a column.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    fn read(table: &Table, name: &str) -> Result<Vec<Self>>;

    /// The value where an optional column is not there.
    fn absent() -> Self;
}

impl Field for String {
    const KIND: ColumnKind = ColumnKind::Text;

    fn column(values: Vec<Self>) -> Column {
        Column::Text(values)
    }

    fn read(table: &Table, name: &str) -> Result<Vec<Self>> {
        table.text(name)
    }

    fn absent() -> Self {
        String::new()
    }
}

/// A word that many rows share.
impl Field for Arc<str> {
    const KIND: ColumnKind = ColumnKind::Text;

    fn column(values: Vec<Self>) -> Column {
        Column::Shared(values)
    }

    fn read(table: &Table, name: &str) -> Result<Vec<Self>> {
        Ok(table.text(name)?.into_iter().map(Arc::from).collect())
    }

    fn absent() -> Self {
        Arc::from("")
    }
}

impl Field for Option<f64> {
    const KIND: ColumnKind = ColumnKind::Number;

    fn column(values: Vec<Self>) -> Column {
        Column::Number(values)
    }

    fn read(table: &Table, name: &str) -> Result<Vec<Self>> {
        table.number(name)
    }

    fn absent() -> Self {
        None
    }
}

impl Field for u64 {
    const KIND: ColumnKind = ColumnKind::Count;

    fn column(values: Vec<Self>) -> Column {
        Column::Count(values)
    }

    fn read(table: &Table, name: &str) -> Result<Vec<Self>> {
        table.count(name)
    }

    fn absent() -> Self {
        0
    }
}

impl Field for bool {
    const KIND: ColumnKind = ColumnKind::Flag;

    fn column(values: Vec<Self>) -> Column {
        Column::Flag(values)
    }

    fn read(table: &Table, name: &str) -> Result<Vec<Self>> {
        table.flag(name)
    }

    fn absent() -> Self {
        false
    }
}

/// The values of a column of `schema`; those of an optional one that is not there are absent.
///
/// # Errors
/// Where a column is missing that must be there, or holds something else.
pub fn read_field<F: Field + Clone>(table: &Table, schema: &Schema, name: &str) -> Result<Vec<F>> {
    let optional = schema.column(name).is_some_and(|column| column.optional);
    match table.has(name) {
        false if optional => Ok(vec![F::absent(); table.height()]),
        false => Err(Error::Failed(format!("the table {} has no column `{name}`", schema.key))),
        true => F::read(table, name),
    }
}

/// One row of a result table, made by [`table!`](crate::table!).
pub trait TableRow: Sized {
    /// The table.
    const SCHEMA: &'static Schema;

    /// The columns of these rows, in the order of the schema.
    fn to_columns(rows: impl Iterator<Item = Self>) -> Vec<Column>;

    /// The rows of a table.
    ///
    /// # Errors
    /// Where a column is missing, or holds something else.
    fn from_table(table: &Table) -> Result<Vec<Self>>;

    /// The table of these rows, without the optional columns in which no row has a value.
    fn to_table(rows: Vec<Self>) -> Table {
        Self::to_table_of(rows.into_iter())
    }

    /// The same of rows that are made one by one: of many, none is kept.
    fn to_table_of(rows: impl Iterator<Item = Self>) -> Table {
        let columns = Self::SCHEMA.columns.iter().zip(Self::to_columns(rows));
        let written = columns.filter(|(schema, column)| !(schema.optional && column.is_empty()));
        Table::new(written.map(|(schema, column)| (schema.name, column)).collect())
    }
}

/// The type of one row of a result table, with its [`Schema`]: the doc comments are what the table and its columns mean.
///
/// A field is `name: Type`, where the type is a [`Field`]; `name(optional)` where files may be without
/// it; and `= "Heading", Shown::…` where the printed table shows it. Of each field there is a constant of its name, which
/// is the column's name.
///
/// ```
/// use sourcebias::table::{FileKind, Shown, TableRow};
/// sourcebias::table! {
///     /// How long the texts are.
///     pub struct LengthRow("text/lengths", FileKind::Csv, None) {
///         /// Who wrote the text.
///         source: String = "Source", Shown::Word;
///         /// Tokens.
///         tokens: u64;
///         /// Tokens a sentence; undefined without sentences.
///         per_sentence(optional): Option<f64>;
///     }
/// }
/// let row = LengthRow { source: "human".to_string(), tokens: 3, per_sentence: None };
/// let table = LengthRow::to_table(vec![row.clone()]);
/// assert_eq!(table.to_csv().unwrap(), "source,tokens\nhuman,3\n");
/// assert_eq!(LengthRow::from_table(&table).unwrap(), [row]);
/// assert_eq!(LengthRow::SCHEMA.columns[1].meaning, "Tokens.");
/// assert_eq!(LengthRow::tokens, "tokens");
/// ```
#[macro_export]
macro_rules! table {
    (
        $(#[doc = $summary:literal])+
        $visibility:vis struct $row:ident($key:expr, $file:expr, $printed:expr) {
            $(
                $(#[doc = $meaning:literal])+
                $field:ident $(($optional:ident))? : $type:ty $(= $heading:literal, $shown:expr)?;
            )+
        }
    ) => {
        $(#[doc = $summary])+
        #[derive(Debug, Clone, PartialEq)]
        $visibility struct $row {
            $(
                $(#[doc = $meaning])+
                pub $field: $type,
            )+
        }

        #[allow(non_upper_case_globals, dead_code)]
        impl $row {
            $(
                #[doc = concat!("The name of the column `", stringify!($field), "`.")]
                pub const $field: &'static str = stringify!($field);
            )+
        }

        impl $crate::table::TableRow for $row {
            const SCHEMA: &'static $crate::table::Schema = &$crate::table::Schema {
                key: $key,
                file: $file,
                summary: concat!($($summary),+).trim_ascii(),
                columns: &[$(
                    $crate::table::ColumnSchema {
                        name: stringify!($field),
                        kind: <$type as $crate::table::Field>::KIND,
                        meaning: concat!($($meaning),+).trim_ascii(),
                        optional: $crate::table!(@optional $($optional)?),
                        shown: $crate::table!(@shown $($heading, $shown)?),
                    },
                )+],
                printed: $printed,
            };

            fn to_columns(rows: impl Iterator<Item = Self>) -> Vec<$crate::table::Column> {
                $(let mut $field = Vec::with_capacity(rows.size_hint().0);)+
                for row in rows {
                    $($field.push(row.$field);)+
                }
                vec![$(<$type as $crate::table::Field>::column($field)),+]
            }

            fn from_table(table: &$crate::table::Table) -> $crate::error::Result<Vec<Self>> {
                $(
                    let mut $field =
                        $crate::table::read_field::<$type>(table, Self::SCHEMA, Self::$field)?.into_iter();
                )+
                let row = |_| Some($row { $($field: $field.next()?),+ });
                Ok((0..table.height()).map_while(row).collect())
            }
        }
    };
    (@optional) => { false };
    (@optional optional) => { true };
    (@shown) => { None };
    (@shown $heading:literal, $shown:expr) => { Some(($heading, $shown)) };
}
