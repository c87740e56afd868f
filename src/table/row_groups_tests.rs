//! What files of other tools and of polars are read as.

use polars::prelude::NamedFrom;

use super::*;

/// A file with a column of words and one of numbers, of any types.
fn file_of(words: Series, numbers: Series) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let columns = vec![words.with_name("word".into()).into(), numbers.with_name("number".into()).into()];
    let mut frame = DataFrame::new(2, columns).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read(path: &Path) -> Result<Vec<(u64, String, f64)>> {
    let mut groups = RowGroups::open(path, "")?;
    groups.check_words("word")?;
    groups.check_numbers("number")?;
    let mut rows = Vec::new();
    while let Some(group) = groups.next_group(&["word"], "number")? {
        group.for_each(|row, [word], number| {
            rows.push((row, word.to_string(), number));
            Ok(())
        })?;
    }
    Ok(rows)
}

#[test]
fn words_and_numbers_come_from_any_type_that_holds_them() {
    let series = |kind: &DataType, numbers: &[f64]| Series::new("".into(), numbers).cast(kind).unwrap();
    let (of_words, of_numbers) = (Series::new("".into(), &["7", "-8"]), [0.5, -2.0]);
    for kind in [DataType::Float32, DataType::Float64] {
        let (_folder, path) = file_of(of_words.clone(), series(&kind, &of_numbers));
        let expected = [(1, "7".to_string(), 0.5), (2, "-8".to_string(), -2.0)];
        assert_eq!(read(&path).unwrap(), expected);
    }
    for kind in [DataType::Int32, DataType::Int64] {
        let (_folder, path) = file_of(series(&kind, &[7.0, -8.0]), series(&kind, &[3.0, -2.0]));
        let expected = [(1, "7".to_string(), 3.0), (2, "-8".to_string(), -2.0)];
        assert_eq!(read(&path).unwrap(), expected);
    }
    // Bytes that are text are text.
    let bytes = Series::new("".into(), &[&b"\xc3\xa9"[..], b"b"]);
    let (_folder, path) = file_of(bytes, series(&DataType::Float32, &of_numbers));
    assert_eq!(read(&path).unwrap()[0].1, "é");
    let (_folder, path) = file_of(of_words.clone(), of_words);
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("column `number` is of type") && error.contains("must be of numbers"), "{error}");
}

#[test]
fn what_other_tools_write_as_ids_are_words() {
    // Columns are named by their types, and were written from these values.
    let of_type = |name: &str| match name {
        "int8" => ["-128", "0", "127"],
        "int16" => ["-32768", "0", "32767"],
        "int32" => ["-2147483648", "0", "2147483647"],
        "int64" => ["-9223372036854775808", "0", "9223372036854775807"],
        "uint8" => ["0", "1", "255"],
        "uint16" => ["0", "1", "65535"],
        "uint32" => ["0", "1", "4294967295"],
        "uint64" => ["0", "1", "18446744073709551615"],
        "dictionary_of_int16" => ["7", "7", "8"],
        // Strings of all kinds, and categories.
        _ => ["d1", "a name of more than twelve letters", "文書"],
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table/test_data");
    for (file, columns) in [("pyarrow", 16), ("pandas", 12), ("polars", 11), ("duckdb", 11)] {
        let path = folder.join(format!("{file}.parquet"));
        let names: Vec<String> = RowGroups::open(&path, "").unwrap().names().map(str::to_string).collect();
        assert_eq!(names.len(), columns, "{file}");
        for name in names.iter().filter(|name| *name != "score") {
            let mut groups = RowGroups::open(&path, "").unwrap();
            groups.check_words(name).unwrap();
            let group = groups.next_group(&[name], "score").unwrap().unwrap();
            let mut rows = Vec::new();
            group
                .for_each(|_, [word], number| {
                    rows.push((word.to_string(), number));
                    Ok(())
                })
                .unwrap();
            let expected = of_type(name).map(str::to_string).into_iter().zip([2.5, 1.0, -0.125]);
            assert_eq!(rows, expected.collect::<Vec<_>>(), "{file}: {name}");
        }
        // Whole numbers of any width are scores too.
        if names.iter().any(|name| name == "uint8") {
            let mut groups = RowGroups::open(&path, "").unwrap();
            groups.check_numbers("uint8").unwrap();
            let group = groups.next_group(&["int8"], "uint8").unwrap().unwrap();
            let mut numbers = Vec::new();
            group
                .for_each(|_, [_], number| {
                    numbers.push(number);
                    Ok(())
                })
                .unwrap();
            assert_eq!(numbers, [0.0, 1.0, 255.0], "{file}");
        }
    }
}

#[test]
fn a_large_group_of_another_tool_is_decoded_in_parts() {
    let rows = 2 * ROWS + 5;
    let words = Series::new("".into(), (0..rows).map(|row| format!("d{}", row % 1000)).collect::<Vec<_>>());
    let numbers = Series::new("".into(), (0..rows).map(|row| row as f64).collect::<Vec<_>>());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let columns = vec![words.with_name("word".into()).into(), numbers.with_name("number".into()).into()];
    let mut frame = DataFrame::new(rows, columns).unwrap();
    let file = File::create(&path).unwrap();
    let writer = ParquetWriter::new(file).with_row_group_size(Some(rows)).with_data_page_size(Some(100_000));
    writer.finish(&mut frame).unwrap();
    let mut groups = RowGroups::open(&path, "").unwrap();
    assert_eq!(groups.metadata.row_groups.len(), 1);
    let (mut heights, mut next) = (Vec::new(), 0);
    while let Some(group) = groups.next_group(&["word"], "number").unwrap() {
        heights.push(group.numbers.len());
        group
            .for_each(|row, [word], number| {
                assert_eq!((row, word, number), (next + 1, &*format!("d{}", next % 1000), next as f64));
                next += 1;
                Ok(())
            })
            .unwrap();
    }
    assert_eq!(heights, [ROWS, ROWS, 5]);
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let bytes = Series::new("".into(), &[&b"a"[..], b"\xff\xfe"]);
    let (_folder, path) = file_of(bytes, Series::new("".into(), &[1.0, 2.0]));
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("x.parquet: column `word` holds bytes that are not UTF-8"), "{error}");
}
