//! The pages of commands under `cmd/`, run as they stand.

#[test]
fn every_page_of_commands_holds() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
