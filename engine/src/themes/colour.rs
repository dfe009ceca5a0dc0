//! Colours and how well they can be told apart, by WCAG 2.2.

use std::fmt;

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

const WHITE: Colour = Colour([255; 3]);
const NEAR_BLACK: Colour = Colour([0x0c, 0x10, 0x12]);

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// From 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The nearest colour of the same hue with at least `wanted` contrast to `ground`.
    #[must_use]
    pub fn until(self, wanted: f64, ground: Self) -> Self {
        let towards = if ground.luminance() > 0.18 { Self([0; 3]) } else { WHITE };
        let steps = (0..=50).map(|step| self.mix(towards, f64::from(step) / 50.0));
        let mut last = self;
        for colour in steps {
            last = colour;
            if colour.contrast(ground) >= wanted {
                break;
            }
        }
        last
    }

    /// White or almost black, whichever reads better on this colour.
    #[must_use]
    pub fn on(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(NEAR_BLACK) { WHITE } else { NEAR_BLACK }
    }

    fn mix(self, other: Self, share: f64) -> Self {
        let part = |own: u8, other: u8| {
            let mixed = f64::from(own) * (1.0 - share) + f64::from(other) * share;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mix of two bytes is a byte")]
            let byte = mixed.round() as u8;
            byte
        };
        Self([0, 1, 2].map(|index| part(self.0[index], other.0[index])))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Colour([0; 3]).contrast(WHITE) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn any_colour_becomes_readable_on_any_ground() {
        for ground in ["#ffffff", "#f3f4f4", "#22272a", "#000000"] {
            let ground = Colour::parse(ground).unwrap();
            for colour in ["#d4ff3a", "#0b3c5d", "#c2410c", "#808080", "#ffffff", "#000000"] {
                let shifted = Colour::parse(colour).unwrap().until(4.5, ground);
                assert!(shifted.contrast(ground) >= 4.5, "{colour} on {ground} became {shifted}");
                assert!(shifted.contrast(shifted.on()) >= 4.5, "text on {shifted}");
            }
        }
    }

    #[test]
    fn a_readable_colour_stays_as_it_is() {
        let accent = Colour::parse("#1f6f54").unwrap();
        assert_eq!(accent.until(4.5, WHITE), accent);
    }
}
