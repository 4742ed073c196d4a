# Homebrew: a formula for a tap.
class Jobaudit < Formula
  desc "Audits folders of archived Webex Calling job payloads"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@DOWNLOADS@/jobaudit-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256:aarch64-apple-darwin.tar.gz@"
    end
  end

  on_linux do
    on_intel do
      url "@DOWNLOADS@/jobaudit-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:x86_64-unknown-linux-musl.tar.gz@"
    end
    on_arm do
      url "@DOWNLOADS@/jobaudit-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:aarch64-unknown-linux-musl.tar.gz@"
    end
  end

  def install
    bin.install "jobaudit"
    man1.install "jobaudit.1"
    bash_completion.install "completions/jobaudit.bash" => "jobaudit"
    zsh_completion.install "completions/_jobaudit"
    fish_completion.install "completions/jobaudit.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/jobaudit --version")
  end
end
