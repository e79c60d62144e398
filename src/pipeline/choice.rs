//! What a choice is: the leaves of a room, and an edit that sets one of them.

use crate::encoder::{Charset, Encoder, Form, HexCase};

/// Declares a room's choices: a struct of leaves whose default is RFC 5849, and the enum of edits
/// that set one leaf each.
macro_rules! choices {
    (
        $(#[$meta:meta])*
        $choice:ident, $edit:ident {
            $( $(#[$leaf_meta:meta])* $leaf:ident: $variant:ident($kind:ty), )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        pub struct $choice {
            $( $(#[$leaf_meta])* pub $leaf: $kind, )*
        }

        #[doc = concat!("One leaf of [`", stringify!($choice), "`], set to one value.")]
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        pub enum $edit {
            $( $(#[$leaf_meta])* $variant(<$kind as $crate::pipeline::choice::Leaf>::Value), )*
        }

        impl $choice {
            /// Sets one leaf.
            pub fn set(&mut self, edit: &$edit) {
                match edit {
                    $( $edit::$variant(value) =>
                        $crate::pipeline::choice::Leaf::set(&mut self.$leaf, value), )*
                }
            }
        }

        impl $edit {
            /// Whether both edits set the same leaf.
            #[must_use]
            pub fn clashes(&self, other: &Self) -> bool {
                match (self, other) {
                    $( (Self::$variant(a), Self::$variant(b)) =>
                        <$kind as $crate::pipeline::choice::Leaf>::clashes(a, b), )*
                    #[allow(unreachable_patterns, reason = "a room may have one leaf alone")]
                    _ => false,
                }
            }
        }
    };
}
pub(crate) use choices;

/// One decision of a room.
pub trait Leaf {
    /// What an edit sets it to.
    type Value;
    /// Sets it.
    fn set(&mut self, value: &Self::Value);
    /// Whether two values exclude each other.
    fn clashes(_a: &Self::Value, _b: &Self::Value) -> bool {
        true
    }
}

/// A leaf that is one plain value.
pub trait Plain: Clone {}

impl<T: Plain> Leaf for T {
    type Value = T;

    fn set(&mut self, value: &T) {
        *self = value.clone();
    }
}

/// One leaf of an [`Encoder`], set to one value.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum EncoderEdit {
    /// How each of these ASCII characters is written.
    Form(&'static [u8], Form),
    /// The digits of an escape.
    Hex(HexCase),
    /// What is done with a character that is not ASCII.
    Charset(Charset),
}

impl Leaf for Encoder {
    type Value = EncoderEdit;

    fn set(&mut self, edit: &EncoderEdit) {
        match edit {
            EncoderEdit::Form(bytes, form) => {
                bytes.iter().for_each(|byte| self.set_form(*byte, *form));
            }
            EncoderEdit::Hex(hex) => self.hex = *hex,
            EncoderEdit::Charset(charset) => self.charset = *charset,
        }
    }

    fn clashes(a: &EncoderEdit, b: &EncoderEdit) -> bool {
        match (a, b) {
            (EncoderEdit::Form(a, _), EncoderEdit::Form(b, _)) => {
                a.iter().any(|byte| b.contains(byte))
            }
            (EncoderEdit::Hex(_), EncoderEdit::Hex(_))
            | (EncoderEdit::Charset(_), EncoderEdit::Charset(_)) => true,
            _ => false,
        }
    }
}

/// How many times a part is percent-encoded where the RFC encodes it once.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Times {
    /// Once.
    #[default]
    Once,
    /// Not at all.
    Raw,
    /// Twice.
    Twice,
    /// Three times.
    Thrice,
}

impl Plain for Times {}

impl Times {
    /// Appends `text`, encoded that many times.
    pub fn encode_into(self, encoder: &Encoder, text: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Raw => out.extend_from_slice(text),
            Self::Once => encoder.encode_into(text, out),
            Self::Twice => encoder.encode_into(&encoder.encode(text), out),
            Self::Thrice => encoder.encode_into(&encoder.encode(&encoder.encode(text)), out),
        }
    }
}
