//! Colours: those of a theme, and those of departments made readable on it.

use std::fmt;

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark on white: for paper too.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// A colour as `0xRRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Colour(pub u32);

/// The colours of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    pub background: Colour,
    /// Text and what is critical.
    pub ink: Colour,
    /// Text of less weight.
    pub faint: Colour,
    /// Lines between rows and days.
    pub grid: Colour,
    /// Behind phases and headings.
    pub band: Colour,
    /// Days off.
    pub off: Colour,
    /// Late work and what it endangers.
    pub late: Colour,
    /// The day that the plan is looked at from.
    pub as_of: Colour,
    /// Links that are not critical.
    pub link: Colour,
    /// Where the baseline has work.
    pub baseline: Colour,
}

/// Colours of departments that have none.  The first five are Okabe's and Ito's, which people with colour
/// blindness tell apart.
const DEPARTMENTS: [Colour; 8] = [
    Colour(0x00_72_b2),
    Colour(0xe6_9f_00),
    Colour(0x00_9e_73),
    Colour(0xcc_79_a7),
    Colour(0x56_b4_e9),
    Colour(0xa0_6a_2c),
    Colour(0x7a_6f_d0),
    Colour(0x6b_8e_23),
];

/// The contrast that a bar has with what it is drawn on: what WCAG 2 asks of graphics.
const CONTRAST: f64 = 3.0;

impl Theme {
    pub(super) fn palette(self) -> Palette {
        match self {
            Self::Light => Palette {
                background: Colour(0xff_ff_ff),
                ink: Colour(0x1a_20_2c),
                faint: Colour(0x5a_66_78),
                grid: Colour(0xe2_e6_ec),
                band: Colour(0xf3_f5_f8),
                off: Colour(0xec_ef_f3),
                late: Colour(0xc8_1e_1e),
                as_of: Colour(0x1d_5f_d1),
                link: Colour(0x8a_94_a4),
                baseline: Colour(0x9a_a4_b2),
            },
            Self::Dark => Palette {
                background: Colour(0x14_18_20),
                ink: Colour(0xf0_f3_f8),
                faint: Colour(0xa4_af_c0),
                grid: Colour(0x2b_32_3e),
                band: Colour(0x1d_23_2d),
                off: Colour(0x21_28_33),
                late: Colour(0xff_76_6e),
                as_of: Colour(0x7c_b0_ff),
                link: Colour(0x74_80_92),
                baseline: Colour(0x7b_86_98),
            },
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

impl Colour {
    /// From `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        u32::from_str_radix(digits, 16).ok().map(Self)
    }

    /// Red, green and blue.
    pub fn channels(self) -> [u8; 3] {
        let [_, red, green, blue] = self.0.to_be_bytes();
        [red, green, blue]
    }

    /// This and another, `share` (0 to 1) of the other.
    pub fn mix(self, other: Self, share: f64) -> Self {
        let mut channels = self.channels();
        for (mine, its) in channels.iter_mut().zip(other.channels()) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            let mixed = (f64::from(*mine) * (1.0 - share) + f64::from(its) * share).round() as u8;
            *mine = mixed;
        }
        let [red, green, blue] = channels;
        Self(u32::from_be_bytes([0, red, green, blue]))
    }

    /// Relative luminance, as WCAG 2 has it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.channels().map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (mine, its) = (self.luminance(), other.luminance());
        (mine.max(its) + 0.05) / (mine.min(its) + 0.05)
    }
}

impl Palette {
    /// The colour of a department's work: its own, else one of its position, mixed with ink until it is seen.
    pub fn of_department(&self, position: usize, own: Option<&str>) -> Colour {
        let given = DEPARTMENTS.get(position % DEPARTMENTS.len()).copied().unwrap_or(self.faint);
        let colour = own.and_then(Colour::parse).unwrap_or(given);
        let mixed = (0..=10).map(|step| colour.mix(self.ink, f64::from(step) / 10.0));
        mixed.into_iter().find(|mixed| mixed.contrast(self.background) >= CONTRAST).unwrap_or(self.ink)
    }
}
