//! Every command of the README, run as it stands there, and its library example.

#[test]
fn the_commands_of_the_readme_print_what_it_shows() {
    trycmd::TestCases::new().case("README.md");
}

#[test]
fn no_shell_line_of_the_readme_goes_untested() {
    let readme = include_str!("../README.md");
    let mut fence = "";
    for line in readme.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            fence = if fence.is_empty() { kind } else { "" };
        } else if line.trim_start().starts_with("countersign ") {
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
