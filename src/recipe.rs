//! A recipe: one choice for every decision of the corridor. The default is RFC 5849.

use std::sync::LazyLock;

use crate::pipeline::base_string::{BaseStringChoice, BaseStringEdit};
use crate::pipeline::base_string_uri::{UriChoice, UriEdit};
use crate::pipeline::collect::{CollectChoice, CollectEdit};
use crate::pipeline::decode::{DecodeChoice, DecodeEdit};
use crate::pipeline::encode::{EncodeChoice, EncodeEdit};
use crate::pipeline::join::{JoinChoice, JoinEdit};
use crate::pipeline::key::{KeyChoice, KeyEdit};
use crate::pipeline::select::{SelectChoice, SelectEdit};
use crate::pipeline::signature::{SignatureChoice, SignatureEdit};
use crate::pipeline::sort::{SortChoice, SortEdit};

macro_rules! rooms {
    ($( $(#[$meta:meta])* $room:ident: $variant:ident($choice:ty, $edit:ty), )*) => {
        /// One choice for every decision of the corridor, nested by room.
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        pub struct Recipe {
            $( $(#[$meta])* pub $room: $choice, )*
        }

        /// One leaf choice of one room, set to one value.
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        pub enum Edit {
            $( $(#[$meta])* $variant($edit), )*
        }

        impl Recipe {
            /// Sets one leaf.
            pub fn set(&mut self, edit: &Edit) {
                match edit { $( Edit::$variant(edit) => self.$room.set(edit), )* }
            }
        }

        impl Edit {
            /// Whether both set the same leaf, so that they cannot stand together.
            #[must_use]
            pub fn clashes(&self, other: &Self) -> bool {
                match (self, other) {
                    $( (Self::$variant(a), Self::$variant(b)) => a.clashes(b), )*
                    _ => false,
                }
            }

            /// The room that the edit belongs to.
            #[must_use]
            pub fn room(&self) -> Room {
                match self { $( Self::$variant(_) => Room::$variant, )* }
            }
        }

        /// A room of the corridor, in the order in which it is walked.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Room {
            $( $(#[$meta])* $variant, )*
        }
    };
}

rooms! {
    /// Which pairs are collected.
    collect: Collect(CollectChoice, CollectEdit),
    /// How they are decoded.
    decode: Decode(DecodeChoice, DecodeEdit),
    /// Which of them are signed.
    select: Select(SelectChoice, SelectEdit),
    /// How each is encoded.
    encode: Encode(EncodeChoice, EncodeEdit),
    /// How they are sorted.
    sort: Sort(SortChoice, SortEdit),
    /// How they are joined.
    join: Join(JoinChoice, JoinEdit),
    /// How the base string URI is made.
    uri: Uri(UriChoice, UriEdit),
    /// How the base string is put together.
    base_string: BaseString(BaseStringChoice, BaseStringEdit),
    /// How the key is made.
    key: Key(KeyChoice, KeyEdit),
    /// How the signature is made.
    signature: Signature(SignatureChoice, SignatureEdit),
}

/// RFC 5849.
static RFC: LazyLock<Recipe> = LazyLock::new(Recipe::default);

impl Recipe {
    /// RFC 5849: one copy of the default, for whoever only looks at it.
    #[must_use]
    pub fn rfc() -> &'static Self {
        &RFC
    }

    /// RFC 5849 with those edits.
    #[must_use]
    pub fn with<'a>(edits: impl IntoIterator<Item = &'a Edit>) -> Self {
        let mut recipe = Self::default();
        edits.into_iter().for_each(|edit| recipe.set(edit));
        recipe
    }
}
