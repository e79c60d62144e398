# A formula for a Homebrew tap: fill in URL and SHA-256 of a release's source archive.
class Countersign < Formula
  desc "Explain, compare and diagnose OAuth 1.0a signatures"
  homepage "https://crates.io/crates/countersign"
  url "https://static.crates.io/crates/countersign/countersign-0.2.0.crate"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000" # of the archive
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"countersign", "completions")
    man1.mkpath
    system bin/"countersign", "man", man1
  end

  test do
    assert_match "enc-space-plus", shell_output("#{bin}/countersign mistakes enc-space-plus")
  end
end
