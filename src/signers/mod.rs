//! Signers to take away: one small file a language, nothing but its standard library, that signs
//! as RFC 5849 says.
//!
//! What runs where the tests run is proven there by the conformance suite (`tests/signers.rs`);
//! what does not is marked, here and in the file itself.

/// A signer in one language.
#[derive(Clone, Copy, Debug)]
pub struct Signer {
    /// The language as its users write it: `C#`.
    pub language: &'static str,
    /// The name on the command line: `csharp`.
    pub id: &'static str,
    /// Other names for it, in lower case.
    pub aliases: &'static [&'static str],
    /// The file's name: `OAuth1.cs`.
    pub file: &'static str,
    /// The file.
    pub text: &'static str,
    /// How it is known to be right.
    pub proof: Proof,
}

/// How a signer is known to be right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proof {
    /// The tests run it over the conformance suite, with that program.
    Run {
        /// What runs it: `PHP 8.2`.
        runtime: &'static str,
        /// The programs that must be there, by the names under which they are started.
        programs: &'static [&'static str],
    },
    /// Nothing runs it: why.
    NotRun(&'static str),
}

const fn run(runtime: &'static str, programs: &'static [&'static str]) -> Proof {
    Proof::Run { runtime, programs }
}

/// All of them.
pub const SIGNERS: &[Signer] = &[
    Signer {
        language: "PHP",
        id: "php",
        aliases: &["guzzle", "laravel", "wordpress"],
        file: "oauth1.php",
        text: include_str!("oauth1.php"),
        proof: run("PHP 8.2", &["php"]),
    },
    Signer {
        language: "JavaScript",
        id: "javascript",
        aliases: &[
            "js",
            "node",
            "nodejs",
            "node.js",
            "typescript",
            "ts",
            "browser",
            "fetch",
        ],
        file: "oauth1.mjs",
        text: include_str!("oauth1.mjs"),
        proof: run("node 20", &["node"]),
    },
    Signer {
        language: "Python",
        id: "python",
        aliases: &["py", "python3", "requests"],
        file: "oauth1.py",
        text: include_str!("oauth1.py"),
        proof: run("Python 3", &["python3"]),
    },
    Signer {
        language: "Java",
        id: "java",
        aliases: &["kotlin", "android", "okhttp", "jvm"],
        file: "OAuth1.java",
        text: include_str!("OAuth1.java"),
        proof: run("OpenJDK 17", &["javac", "java"]),
    },
    Signer {
        language: "C#",
        id: "csharp",
        aliases: &["cs", "c-sharp", ".net", "dotnet", "restsharp"],
        file: "OAuth1.cs",
        text: include_str!("OAuth1.cs"),
        proof: run("Mono 6.8", &["mcs", "mono"]),
    },
    Signer {
        language: "Ruby",
        id: "ruby",
        aliases: &["rb", "rails"],
        file: "oauth1.rb",
        text: include_str!("oauth1.rb"),
        proof: run("Ruby 3.1", &["ruby"]),
    },
    Signer {
        language: "Go",
        id: "go",
        aliases: &["golang"],
        file: "oauth1.go",
        text: include_str!("oauth1.go"),
        proof: run("Go 1.19", &["go"]),
    },
    Signer {
        language: "Perl",
        id: "perl",
        aliases: &["pl"],
        file: "OAuth1.pm",
        text: include_str!("OAuth1.pm"),
        proof: run("Perl 5.36", &["perl"]),
    },
    Signer {
        language: "PowerShell",
        id: "powershell",
        aliases: &["pwsh", "ps", "ps1"],
        file: "oauth1.ps1",
        text: include_str!("oauth1.ps1"),
        proof: Proof::NotRun("no PowerShell can be had where they run"),
    },
    Signer {
        language: "Bash",
        id: "bash",
        aliases: &["sh", "shell", "curl", "openssl"],
        file: "oauth1.sh",
        text: include_str!("oauth1.sh"),
        proof: run("bash 5.2, OpenSSL 3.0", &["bash", "openssl"]),
    },
    Signer {
        language: "Apex",
        id: "apex",
        aliases: &["salesforce"],
        file: "OAuth1.cls",
        text: include_str!("OAuth1.cls"),
        proof: Proof::NotRun("Apex runs on its platform alone"),
    },
];

/// The signer in that language: its name, as people or the command line write it, or an alias, in
/// any case.
///
/// ```
/// use countersign::signers;
///
/// assert_eq!(signers::of("C#").unwrap().id, "csharp");
/// assert_eq!(signers::of("nodejs").unwrap().language, "JavaScript");
/// assert!(signers::of("COBOL").is_none());
/// ```
#[must_use]
pub fn of(language: &str) -> Option<&'static Signer> {
    let wanted = language.trim().to_lowercase();
    SIGNERS.iter().find(|signer| {
        signer.id == wanted
            || signer.language.to_lowercase() == wanted
            || signer.aliases.contains(&wanted.as_str())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_name_means_two_signers() {
        let mut names = HashSet::new();
        for signer in SIGNERS {
            let language = signer.language.to_lowercase();
            let own = [signer.id, language.as_str()];
            let own: HashSet<&str> = own
                .into_iter()
                .chain(signer.aliases.iter().copied())
                .collect();
            for name in own {
                assert!(names.insert(name.to_owned()), "{name} stands twice");
                assert_eq!(of(name).unwrap().id, signer.id);
                assert_eq!(of(&name.to_uppercase()).unwrap().id, signer.id);
            }
        }
    }

    #[test]
    fn a_file_says_itself_whether_the_tests_run_it() {
        for signer in SIGNERS {
            let marked = signer.text.contains("Not run by our tests");
            match signer.proof {
                Proof::Run { .. } => assert!(!marked, "{}", signer.id),
                Proof::NotRun(why) => {
                    let line = format!("Not run by our tests: {why}.");
                    assert!(signer.text.contains(&line), "{}: {line}", signer.id);
                }
            }
            assert!(signer.text.contains("RFC 5849"), "{}", signer.id);
        }
    }

    #[test]
    fn every_signer_fits_on_two_pages() {
        for signer in SIGNERS {
            let lines = signer.text.lines().count();
            assert!(lines <= 130, "{}: {lines} lines", signer.id);
        }
    }
}
