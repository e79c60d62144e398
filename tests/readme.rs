//! Every command of the README, run as it stands there, and its library example.

#[test]
fn the_commands_of_the_readme_print_what_it_shows() {
    trycmd::TestCases::new().case("README.md");
}

#[test]
fn the_commands_of_the_providers_guides_print_what_they_show() {
    trycmd::TestCases::new().case("docs/providers/*.md");
}

/// The README's picture is what a terminal shows of its first command.
#[test]
fn the_picture_is_the_screen_in_colour() {
    let command = "countersign failing.http -k keys.toml";
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args([
            "diff",
            "fixtures/captures/post-with-a-space.http",
            "--keys",
            "fixtures/keys/example.toml",
            "--color",
            "always",
        ])
        .output()
        .expect("the command runs");
    let screen = String::from_utf8(output.stdout).expect("text");
    let shown = format!("\u{1b}[2m$\u{1b}[0m {command}\n{screen}");
    let svg = anstyle_svg::Term::new().render_svg(&shown);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/picture.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &svg).expect("the picture can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == svg,
        "docs/picture.svg is not the screen: UPDATE=1 cargo test --test readme"
    );
}

#[test]
fn no_shell_line_of_the_readme_goes_untested() {
    let readme = include_str!("../README.md");
    let mut fence = "";
    for line in readme.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            fence = if fence.is_empty() { kind } else { "" };
        } else if fence != "console" && line.trim_start().starts_with("countersign ") {
            panic!("not in a console block: {line}");
        } else if line.starts_with("$ ") {
            assert_eq!(fence, "console", "{line}");
        }
    }
}

#[test]
fn what_it_says_to_try_first_works() {
    let readme = include_str!("../README.md");
    let tried: Vec<_> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("cargo run --release -- "))
        .collect();
    assert!(!tried.is_empty(), "nothing to try");
    for arguments in tried {
        let arguments = shell_words::split(arguments).expect("a line that a shell can read");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(arguments)
            .output()
            .expect("the command runs");
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{output:?}"
        );
        assert!(!output.stdout.is_empty());
    }
}
