//! Dates, times and numbers as people of a language write them, from the Unicode consortium's data.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use icu::{
    datetime::{
        DateTimeFormatter, NoCalendarFormatter,
        fieldsets::{E, MD, T, YMD, YMDE},
    },
    decimal::{DecimalFormatter, input::Decimal},
    locale::Locale,
};
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use jiff_icu::ConvertFrom;

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// "heute, 14:05", "gestern, 9:30", else day and time.
    Relative,
    /// As short as the day allows: "14:05", "13. März", "13. März 2024".
    Short,
    /// "Fr., 14. März 2025".
    Day,
    /// "Freitag, 14. März 2025".
    Long,
    /// "14:05".
    Time,
}

impl Style {
    pub const NAMES: [&str; 5] = ["relative", "short", "day", "long", "time"];

    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Relative, Self::Short, Self::Day, Self::Long, Self::Time];
        Self::NAMES.iter().position(|known| *known == name).map(|index| all[index])
    }
}

/// A moment near to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    Today,
    Yesterday,
    Tomorrow,
}

/// What a moment became: a finished text, or a near day whose word is a text of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    Text(String),
    Near {
        near: Near,
        time: String,
    },
    /// Weekday and date, and the time if it is wanted, to be joined by texts of the theme.
    Day {
        weekday: String,
        date: String,
        time: Option<String>,
    },
}

/// Formatters of one language, made once.
pub struct Formats {
    weekday: Option<DateTimeFormatter<E>>,
    long: Option<DateTimeFormatter<YMDE>>,
    year: Option<DateTimeFormatter<YMD>>,
    month: Option<DateTimeFormatter<MD>>,
    time: Option<NoCalendarFormatter<T>>,
    decimal: Option<DecimalFormatter>,
    /// Days that were written lately. Pages show the same few days over and over, and writing one costs more than the row around it.
    written: Mutex<HashMap<(civil::Date, Form), Written>>,
}

/// The forms of a day that depend on nothing but the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Day,
    Long,
    /// Without the year.
    Month,
    Year,
}

/// Days kept per language; when they are too many, all are forgotten.
const KEPT_DAYS: usize = 2_000;

impl Formats {
    /// A language that the data does not know falls back to the data's root; formats never fail a page.
    pub fn new(language: &str) -> Self {
        // Plain English dates read in both orders; the British one is what the other languages of the region use too.
        let tag = if language == "en" { "en-GB" } else { language };
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        let prefs = || (&locale).into();
        Self {
            weekday: DateTimeFormatter::try_new(prefs(), E::medium()).ok(),
            long: DateTimeFormatter::try_new(prefs(), YMDE::long()).ok(),
            year: DateTimeFormatter::try_new(prefs(), YMD::long()).ok(),
            month: DateTimeFormatter::try_new(prefs(), MD::long()).ok(),
            time: NoCalendarFormatter::try_new(prefs(), T::hm()).ok(),
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            written: Mutex::default(),
        }
    }

    /// Writes `at` as seen at `now` in `zone`.
    pub fn write(&self, at: Timestamp, style: Style, now: Timestamp, zone: &TimeZone) -> Written {
        let local = at.to_zoned(zone.clone());
        let today = now.to_zoned(zone.clone()).date();
        match style {
            Style::Day => self.kept(Form::Day, &local),
            Style::Long => self.kept(Form::Long, &local),
            Style::Time => Written::Text(self.time(&local)),
            Style::Short if local.date() == today => Written::Text(self.time(&local)),
            Style::Short if local.date().year() == today.year() => self.kept(Form::Month, &local),
            Style::Short => self.kept(Form::Year, &local),
            Style::Relative => match near(local.date(), today) {
                Some(near) => Written::Near { near, time: self.time(&local) },
                None => self.day(local.date(), Some(self.time(&local))),
            },
        }
    }

    fn kept(&self, form: Form, local: &Zoned) -> Written {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = written.get(&(local.date(), form)) {
            return known.clone();
        }
        let made = match form {
            Form::Day => self.day(local.date(), None),
            Form::Long => Written::Text(date(self.long.as_ref(), local.date())),
            Form::Month => Written::Text(date(self.month.as_ref(), local.date())),
            Form::Year => Written::Text(date(self.year.as_ref(), local.date())),
        };
        if written.len() >= KEPT_DAYS {
            written.clear();
        }
        written.insert((local.date(), form), made.clone());
        made
    }

    /// Writes a day that somebody named, which has no time.
    pub fn write_day(&self, day: civil::Date, style: Style) -> Written {
        match style {
            Style::Long => Written::Text(date(self.long.as_ref(), day)),
            Style::Short => Written::Text(date(self.year.as_ref(), day)),
            Style::Relative | Style::Day | Style::Time => self.day(day, None),
        }
    }

    fn day(&self, day: civil::Date, time: Option<String>) -> Written {
        // The languages differ in the sign between weekday and date, and the data has no form of middle length for all.
        let weekday = date(self.weekday.as_ref(), day).trim_end_matches('.').to_owned();
        Written::Day { weekday, date: date(self.year.as_ref(), day), time }
    }

    fn time(&self, local: &Zoned) -> String {
        let plain = || local.strftime("%H:%M").to_string();
        let format = |formatter: &NoCalendarFormatter<T>| {
            formatter.format(&icu::time::Time::convert_from(local.time())).to_string()
        };
        self.time.as_ref().map_or_else(plain, format)
    }

    /// A number with the language's marks; None: the text is not a number.
    pub fn number(&self, text: &str) -> Option<String> {
        let decimal: Decimal = text.parse().ok()?;
        Some(self.decimal.as_ref().map_or_else(|| text.to_owned(), |formatter| formatter.format(&decimal).to_string()))
    }
}

/// Formats a day; a language without data gets the ISO form.
fn date<F>(formatter: Option<&DateTimeFormatter<F>>, day: civil::Date) -> String
where
    DateTimeFormatter<F>: FormatDay,
    F: icu::datetime::scaffold::DateTimeNamesMarker,
{
    formatter.map_or_else(|| day.to_string(), |formatter| formatter.format_day(day))
}

/// What the three formatters of days have in common.
trait FormatDay {
    fn format_day(&self, date: civil::Date) -> String;
}

macro_rules! format_day {
    ($($fields:ty),+) => {$(
        impl FormatDay for DateTimeFormatter<$fields> {
            fn format_day(&self, date: civil::Date) -> String {
                self.format(&icu::calendar::Date::convert_from(date)).to_string()
            }
        }
    )+};
}

format_day!(E, YMDE, YMD, MD);

fn near(day: civil::Date, today: civil::Date) -> Option<Near> {
    if day == today {
        Some(Near::Today)
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        Some(Near::Yesterday)
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        Some(Near::Tomorrow)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(language: &str, at: &str, style: Style) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2025-03-14T13:20:00Z".parse().unwrap();
        match Formats::new(language).write(at.parse().unwrap(), style, now, &zone) {
            Written::Text(text) => text,
            Written::Near { near, time } => format!("{near:?} {time}"),
            Written::Day { weekday, date, time } => [weekday, date, time.unwrap_or_default()].join(" | "),
        }
    }

    #[test]
    fn days_are_written_as_the_language_writes_them() {
        let at = "2025-03-14T13:05:00Z";
        assert_eq!(write("de", at, Style::Day), "Fr | 14. März 2025 | ");
        assert_eq!(write("nl", at, Style::Day), "vr | 14 maart 2025 | ");
        assert_eq!(write("en", at, Style::Day), "Fri | 14 March 2025 | ");
        assert_eq!(write("de", at, Style::Long), "Freitag, 14. März 2025");
    }

    #[test]
    fn a_near_day_is_named_in_the_portals_zone() {
        assert_eq!(write("de", "2025-03-14T13:05:00Z", Style::Relative), "Today 14:05");
        // Half past midnight in Berlin is still the day before in Greenwich.
        assert_eq!(write("de", "2025-03-13T23:30:00Z", Style::Relative), "Today 00:30");
        assert_eq!(write("de", "2025-03-13T08:30:00Z", Style::Relative), "Yesterday 09:30");
        assert_eq!(write("de", "2025-03-10T08:30:00Z", Style::Relative), "Mo | 10. März 2025 | 09:30");
    }

    #[test]
    fn a_short_date_drops_what_is_plain() {
        assert_eq!(write("de", "2025-03-14T13:05:00Z", Style::Short), "14:05");
        assert_eq!(write("de", "2025-01-02T13:05:00Z", Style::Short), "2. Januar");
        assert_eq!(write("de", "2024-12-31T13:05:00Z", Style::Short), "31. Dezember 2024");
    }

    #[test]
    fn numbers_get_the_languages_marks() {
        assert_eq!(Formats::new("de").number("1234567.5").unwrap(), "1.234.567,5");
        assert_eq!(Formats::new("en").number("1234567.5").unwrap(), "1,234,567.5");
        assert_eq!(Formats::new("de").number("viel"), None);
    }
}
