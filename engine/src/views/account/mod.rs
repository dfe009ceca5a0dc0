//! Pages about one's own login. They are the same at a portal and in the office, in the frame of each: a page type shows at portals, and
//! its twin for the office has the same values and a template of its own.

pub mod code;
pub mod confirm;
pub mod device;
pub mod factor;
pub mod forgot;
pub mod passkey;
pub mod password;
pub mod profile;
pub mod recovery;
pub mod reset;

use super::View;

/// A page that both doors have.
pub trait Twin: View {
    type Office: View;

    fn to_office(self) -> Self::Office;
}

/// Declares where a page type and its twin for the office find their templates.
macro_rules! twins {
    ($page:ident, $office:ident, $name:literal, $samples:expr) => {
        impl crate::views::View for $page {
            const TEMPLATE: &'static str = concat!("portal/", $name, ".html");
            const DOOR: crate::views::Door = crate::views::Door::Portal;

            fn samples() -> Vec<(&'static str, Self)> {
                $samples
            }
        }

        /// The same in the office.
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $office(pub $page);

        impl crate::views::View for $office {
            const TEMPLATE: &'static str = concat!("office/", $name, ".html");
            const DOOR: crate::views::Door = crate::views::Door::Office;

            fn samples() -> Vec<(&'static str, Self)> {
                <$page as crate::views::View>::samples().into_iter().map(|(name, page)| (name, Self(page))).collect()
            }
        }

        impl crate::views::account::Twin for $page {
            type Office = $office;

            fn to_office(self) -> $office {
                $office(self)
            }
        }
    };
}
use twins;
