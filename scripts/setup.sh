# Sourced by ./dev: finds or installs what building and testing need. Installs only what is missing, and says so.
# What it installs itself stays in $TOOLS, outside target/, so that `cargo clean` costs no tool.

TRUNK=0.21.14         # 0.22 needs a newer rustc than ours.
BINDGEN=0.2.129       # Must equal the wasm-bindgen in Cargo.toml.
TOOLS=${PODYARD_TOOLS:-$HOME/.cache/podyard}
WASM_ENV=()           # Filled when Debian's Rust has to build the page.
STD_SOURCES=          # The manifest of the standard library, where its sources could be had.

say() { printf '==> %s\n' "$*"; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs one step of the set-up under a title and says how long it took.
step() {
  local title=$1 from=$SECONDS
  shift
  say "setup: $title"
  "$@" || die "setup: $title failed"
  say "setup: $title took $((SECONDS - from)) s"
}

apt_install() {
  local sudo=()
  have apt-get || die "please install $* by hand: there is no apt-get here"
  if [ "$(id -u)" != 0 ]; then
    have sudo || die "please install $* as root: there is no sudo here"
    sudo=(sudo)
  fi
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# A tool run a few times is not worth minutes of optimising: Trunk takes about six minutes so, wasm-bindgen two.
cargo_tool() {
  env CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR="$TOOLS/build" \
    cargo install --locked --root "$TOOLS/$1-$2" --version "$2" "$1" && rm -rf "$TOOLS/build"
}

# The page can be built by rustup's target, else by Debian's own newer Rust, which compiles std from source.
setup_wasm_target() {
  [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)" ] && return
  if [ ! -e "$TOOLS/debian-rust" ] && have rustup; then
    say 'setup: the wasm32 target of rustc'
    rustup target add wasm32-unknown-unknown && return
    say "setup: rustup could not fetch the target; taking Debian's Rust for the page"
  fi
  if [ ! -e /usr/bin/wasm-ld-22 ] || [ ! -x /usr/bin/cargo ]; then
    step "Debian's Rust for wasm32" apt_install rustc-web cargo-web rust-web-src lld-22
  fi
  : >"$TOOLS/debian-rust"
  WASM_ENV=(PATH="$ROOT/scripts/debian-rust:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22)
}

# The sources of the standard library and what it is made of. Without them the page is built with the ready-made one.
setup_std_sources() {
  local library
  library=$(wasm rustc --print sysroot)/lib/rustlib/src/rust/library
  if [ ! -e "$library/Cargo.toml" ] && [ ${#WASM_ENV[@]} = 0 ] && have rustup; then
    say 'setup: the sources of the standard library'
    rustup component add rust-src || say 'setup: rustup could not fetch them; the page will be over its size budget'
  fi
  [ -e "$library/Cargo.toml" ] || return 0
  wasm env RUSTC_BOOTSTRAP=1 cargo fetch --locked --quiet --manifest-path "$library/Cargo.toml" && STD_SOURCES=$library/Cargo.toml
}

setup_node_modules() {
  local stamp=node_modules/.podyard-lock hash
  hash=$(sha256sum package-lock.json | cut -d' ' -f1)
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$hash" ] && return
  step 'npm packages (wasm-opt, playwright-core, axe-core)' npm ci --no-audit --no-fund
  printf '%s' "$hash" >"$stamp"
}

# The browser the tests drive: $CHROMIUM, or what is on PATH.
find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && have "$name"; then command -v "$name"; return; fi
  done
  return 1
}

setup_chromium() {
  if ! find_chromium >/dev/null; then step Chromium apt_install chromium chromium-driver; fi
  CHROMIUM=$(find_chromium) || die 'no Chromium found: set CHROMIUM to its path'
  export CHROMIUM
}

setup_driver() {
  if ! have "${CHROMEDRIVER:-chromedriver}"; then
    case $(readlink -f "$CHROMIUM") in
      /usr/lib/chromium/* | /usr/bin/chromium) step 'the driver of Chromium' apt_install chromium-driver ;;
      *) say 'setup: no chromedriver on PATH; the wasm tests will fail (install the one of your Chrome)' ;;
    esac
  fi
  CHROMEDRIVER=$(command -v "${CHROMEDRIVER:-chromedriver}" || true)
  export CHROMEDRIVER
}

# What building the page needs. With everything there it costs a fraction of a second.
setup_build() {
  have cargo || die 'Rust is missing: install it from https://rustup.rs'
  have npm || die 'Node 20 or newer is missing'
  mkdir -p "$TOOLS"
  export PATH="$ROOT/node_modules/.bin:$TOOLS/trunk-$TRUNK/bin:$TOOLS/wasm-bindgen-cli-$BINDGEN/bin:$PATH"
  if ! have cc; then step 'a C compiler, to link with' apt_install gcc libc6-dev; fi
  setup_wasm_target
  setup_std_sources
  [ -x "$TOOLS/trunk-$TRUNK/bin/trunk" ] || step "Trunk $TRUNK (about six minutes)" cargo_tool trunk "$TRUNK"
  [ -x "$TOOLS/wasm-bindgen-cli-$BINDGEN/bin/wasm-bindgen" ] ||
    step "wasm-bindgen $BINDGEN (about two minutes)" cargo_tool wasm-bindgen-cli "$BINDGEN"
  setup_node_modules
  # A release build is visited once, to see what of the program a first visit needs: scripts/split.mjs.
  have wasm-split || step 'wasm-split' apt_install binaryen
  setup_chromium
}

# What testing needs besides.
setup_all() {
  setup_build
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
    step 'rustfmt and clippy' rustup component add rustfmt clippy
  setup_driver
}
