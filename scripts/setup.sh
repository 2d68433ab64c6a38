# Sourced by ./dev: finds or installs what building and testing need. Installs only what is missing, and says so.
# What it installs itself stays in $TOOLS, outside target/, so that `cargo clean` costs no tool.

TRUNK=0.21.14         # 0.22 needs a newer rustc than ours.
BINDGEN=0.2.129       # Must equal the wasm-bindgen in Cargo.toml.
TOOLS=${PODYARD_TOOLS:-$HOME/.cache/podyard}
WASM_ENV=()           # Filled when Debian's Rust has to build the page.

say() { printf '==> %s\n' "$*"; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# A number of seconds as people say it.
duration() {
  if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# Says every half minute, as long as it lives, how long something has taken and about how long it takes.
tell_time() { # what, about how long
  local from=$SECONDS
  while sleep 30; do say "$1: $(duration $((SECONDS - from))) so far, of about $2"; done
}

# step TITLE ABOUT COMMAND…: runs one longer step; says what it does, about how long it takes, and how long it took.
step() {
  local title=$1 about=$2 from=$SECONDS teller rc=0
  shift 2
  say "$title (about $about)"
  tell_time "$title" "$about" &
  teller=$!
  "$@" || rc=$?
  kill "$teller" 2>/dev/null
  wait "$teller" 2>/dev/null
  [ "$rc" = 0 ] || die "$title failed after $(duration $((SECONDS - from)))"
  say "$title took $(duration $((SECONDS - from)))"
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
    step "setup: Debian's Rust for wasm32" '2 min' apt_install rustc-web cargo-web rust-web-src lld-22
  fi
  : >"$TOOLS/debian-rust"
  WASM_ENV=(PATH="$ROOT/scripts/debian-rust:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22)
}

setup_node_modules() {
  local stamp=node_modules/.podyard-lock hash
  hash=$(sha256sum package-lock.json | cut -d' ' -f1)
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$hash" ] && return
  step 'setup: npm packages (wasm-opt, playwright-core, axe-core)' '20 s' npm ci --no-audit --no-fund
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
  if ! find_chromium >/dev/null; then step 'setup: Chromium, for the tests' '1 min' apt_install chromium chromium-driver; fi
  CHROMIUM=$(find_chromium) || die 'no Chromium found: set CHROMIUM to its path'
  export CHROMIUM
}

setup_driver() {
  if ! have "${CHROMEDRIVER:-chromedriver}"; then
    case $(readlink -f "$CHROMIUM") in
      /usr/lib/chromium/* | /usr/bin/chromium) step 'setup: the driver of Chromium' '20 s' apt_install chromium-driver ;;
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
  if ! have cc; then step 'setup: a C compiler, to link with' '1 min' apt_install gcc libc6-dev; fi
  setup_wasm_target
  [ -x "$TOOLS/trunk-$TRUNK/bin/trunk" ] || step "setup: Trunk $TRUNK, which builds and serves the page" '7 min, once' cargo_tool trunk "$TRUNK"
  [ -x "$TOOLS/wasm-bindgen-cli-$BINDGEN/bin/wasm-bindgen" ] ||
    step "setup: wasm-bindgen $BINDGEN, which Trunk calls" '2 min, once' cargo_tool wasm-bindgen-cli "$BINDGEN"
  setup_node_modules
}

# What testing needs besides.
setup_all() {
  setup_build
  setup_chromium
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
    step 'setup: rustfmt and clippy' '20 s' rustup component add rustfmt clippy
  setup_driver
}
