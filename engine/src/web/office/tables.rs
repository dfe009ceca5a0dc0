//! Tables as files: CSV as spreadsheets of all countries write it, and XLSX.

use std::io::{self, Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Most bytes that an XLSX file may hold when it is unpacked; a few kilobytes can be made to unpack to gigabytes.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

/// Most rows and columns of a sheet that are looked at; a single cell far out would make a table of billions.
const MAX_SHEET: (u32, u32) = (20_000, 64);

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    /// Neither CSV nor XLSX.
    Kind,
    Broken(String),
    /// A column that is not known.
    Column(String),
    /// A column that must be there.
    Missing(String),
}

impl Kind {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Writes a table with its column names. XLSX says when it was made.
pub fn write(kind: Kind, head: &[&str], rows: &[Vec<String>], now: Timestamp) -> Result<Vec<u8>, String> {
    match kind {
        Kind::Csv => csv(head, rows).map_err(|error| error.to_string()),
        Kind::Xlsx => xlsx(head, rows, now).map_err(|error| error.to_string()),
    }
}

fn csv(head: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(head)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// What begins like a formula would be one in a spreadsheet; an apostrophe in front makes it a text.
fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before [`harmless`].
fn meant(cell: &str) -> &str {
    let guarded = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']));
    guarded.unwrap_or(cell)
}

fn xlsx(head: &[&str], rows: &[Vec<String>], now: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(head) {
        sheet.write_string(0, column, *name)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            // Always a text, so a formula has no power here.
            sheet.write_string(line, column, cell)?;
        }
    }
    book.save_to_buffer()
}

/// Reads a table; the kind is seen in the content.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    let table = if bytes.starts_with(b"PK") {
        read_xlsx(bytes)?
    } else if name.to_lowercase().ends_with(".xls") || bytes.contains(&0) {
        return Err(Unreadable::Kind);
    } else {
        read_csv(bytes)?
    };
    let table: Vec<Vec<String>> =
        table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
    if table.is_empty() { Err(Unreadable::Empty) } else { Ok(table) }
}

fn read_csv(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable::Broken(format!("{line}: UTF-8"))
    })?;
    // Where the comma separates decimals, spreadsheets put semicolons between cells.
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|sign| head.as_bytes().contains(sign)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let records = reader.records().collect::<Result<Vec<_>, _>>();
    let records = records.map_err(|error| Unreadable::Broken(error.to_string()))?;
    Ok(records.iter().map(|record| record.iter().map(|cell| meant(cell).to_owned()).collect()).collect())
}

/// The first sheet. Cells are read one by one, each at the place that it names.
fn read_xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    let broken = |error: calamine::XlsxError| Unreadable::Broken(error.to_string());
    if !unpacks_small(bytes).map_err(|error| Unreadable::Broken(error.to_string()))? {
        return Err(Unreadable::Broken(format!("> {} MiB", MAX_UNPACKED / 1024 / 1024)));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let name = book.sheet_names().first().cloned().ok_or(Unreadable::Empty)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut table: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if row >= MAX_SHEET.0 || column >= MAX_SHEET.1 {
            return Err(Unreadable::Broken(format!("> {} × {}", MAX_SHEET.0, MAX_SHEET.1)));
        }
        let (row, column) = (row as usize, column as usize);
        table.resize_with(table.len().max(row + 1), Vec::new);
        let line = &mut table[row];
        line.resize_with(line.len().max(column + 1), String::new);
        line[column] = text(&Data::from(cell.get_value().clone()));
    }
    Ok(table)
}

fn text(cell: &Data) -> String {
    match cell {
        // A customer's number is often a number for the spreadsheet.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

/// Whether all files of an archive together unpack to no more than is taken, found by unpacking them into nothing: what an archive says
/// of itself is not believed.
fn unpacks_small(bytes: &[u8]) -> Result<bool, zip::result::ZipError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let unpacked = io::copy(&mut archive.by_index(at)?.take(left + 1), &mut io::sink())?;
        if unpacked > left {
            return Ok(false);
        }
        left -= unpacked;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn what_is_written_reads_back_in_both_kinds() {
        let rows = table(&[&["10001", "=1+1", "a,b;c\"d\"", "Zeile\nzwei"], &["-7", "+49 30", "@x", "Übel"]]);
        for kind in [Kind::Csv, Kind::Xlsx] {
            let file = write(kind, &["a", "b", "c", "d"], &rows, Timestamp::UNIX_EPOCH).unwrap();
            let read = read(&format!("x.{}", kind.extension()), &file).unwrap();
            assert_eq!(read[0], ["a", "b", "c", "d"]);
            assert_eq!(read[1..], rows, "{kind:?}");
        }
    }

    #[test]
    fn no_cell_is_a_formula_for_a_spreadsheet() {
        let file =
            write(Kind::Csv, &["a"], &table(&[&["=HYPERLINK(\"x\")"], &["@SUM(1)"], &["\tx"]]), Timestamp::UNIX_EPOCH)
                .unwrap();
        let text = String::from_utf8(file).unwrap();
        assert!(text.lines().skip(1).all(|line| line.trim_start_matches('"').starts_with('\'')), "{text}");
    }

    #[test]
    fn semicolons_tabs_and_a_byte_order_mark_are_understood() {
        for text in ["\u{feff}a;b\r\n1;\"x;y\"\r\n\r\n", "a\tb\n1\tx;y\n"] {
            assert_eq!(read("x.csv", text.as_bytes()).unwrap(), table(&[&["a", "b"], &["1", "x;y"]]));
        }
    }

    /// An archive with one file of so many zeros.
    fn archive(zeros: u64) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        io::copy(&mut io::repeat(b'0').take(zeros), &mut out).unwrap();
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_that_unpacks_to_more_than_is_taken_is_refused_before_it_is_read() {
        let bomb = archive(MAX_UNPACKED + 1);
        assert!(bomb.len() < 1024 * 1024, "a bomb is small");
        assert_eq!(read("x.xlsx", &bomb), Err(Unreadable::Broken("> 64 MiB".into())));
        assert!(unpacks_small(&archive(1_000)).unwrap());
    }

    #[test]
    fn a_cell_far_out_makes_no_table_of_billions() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(1_048_575, 16_383, "far").unwrap();
        assert!(matches!(read("x.xlsx", &book.save_to_buffer().unwrap()), Err(Unreadable::Broken(_))));
    }

    #[test]
    fn what_is_no_table_says_why() {
        assert_eq!(read("x.csv", b""), Err(Unreadable::Empty));
        assert_eq!(read("x.csv", b"\n\n"), Err(Unreadable::Empty));
        assert_eq!(read("x.xls", b"\xd0\xcf\x11\xe0"), Err(Unreadable::Kind));
        assert_eq!(read("x.csv", b"a\nb\xff"), Err(Unreadable::Broken("2: UTF-8".into())));
        assert!(matches!(read("x.xlsx", b"PK\x03\x04 cut"), Err(Unreadable::Broken(_))));
    }
}
