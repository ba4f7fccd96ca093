# Functions that the scripts share; sourced, from the repository's root.
# shellcheck shell=bash

target=${CARGO_TARGET_DIR:-target}
build=$target/cmake
library=$build/libtsc.so
simulator=$build/tsc-simulator

# step TITLE: prints what is done next, and the time since the script began.
step() {
  printf '\n== %s (after %d s)\n' "$1" "$SECONDS"
}

# fail LINE ...: prints the lines as errors and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# need COMMAND PACKAGE: installs a Debian package if the command is missing.
need() {
  command -v "$1" >/dev/null || install_package "$1" "$2"
}

# need_file FILE PACKAGE: the same for a file that is not a command on the path.
need_file() {
  [ -e "$1" ] || install_package "$1" "$2"
}

# need_server FILE PACKAGE SERVICE: the same for a server. Debian starts a server when it is installed and
# when the machine boots; both are undone, as the tests start their own. Without systemd, a package that has
# no script in /etc/init.d (caddy) is not started.
need_server() {
  if [ ! -e "$1" ]; then
    install_package "$1" "$2"
    as_root service "$3" stop >/dev/null 2>&1 || true
    if [ -e "/etc/init.d/$3" ] || [ -d /run/systemd/system ]; then
      as_root update-rc.d "$3" disable >/dev/null
    fi
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_package() {
  if ! command -v apt-get >/dev/null; then
    echo "$1 is needed and not installed; on Debian it is in the package $2" >&2
    exit 1
  fi
  echo "Installing $2, for $1 ..."
  if [ -z "${apt_is_updated:-}" ]; then
    as_root apt-get update -qq
    apt_is_updated=yes
  fi
  as_root apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

need_rust() {
  if ! command -v cargo >/dev/null; then
    echo "Rust 1.89 or later is needed; rustup installs it" >&2
    exit 1
  fi
  need cc gcc
}

# Debian's Rust, /usr/bin/rustc and /usr/bin/cargo, with the source of its standard library.
need_rust_with_source() {
  need_file /usr/lib/rustlib/src/rust/library/std/src/lib.rs rust-web-src
  need_file /usr/bin/rustc rustc-web
  need_file /usr/bin/cargo cargo-web
}

need_go() {
  [ -x /usr/local/go/bin/go ] && PATH=/usr/local/go/bin:$PATH
  need go golang-go
  need pkg-config pkgconf
}

need_java() {
  need javac default-jdk-headless
  need mvn maven
}

need_csharp() {
  local library
  need mcs mono-mcs
  need mono mono-runtime
  for library in System System.Core System.Xml; do
    need_file "/usr/lib/mono/4.5/$library.dll" "libmono-${library,,}4.0-cil"
  done
}

# Sets the command of .NET 8 and the folder of its framework, and fetches it where there is no dotnet.
need_dotnet() {
  dotnet=$(command -v dotnet || true)
  if [ -z "$dotnet" ]; then
    venv dotnet tests/bench/dotnet-requirements.txt
    dotnet=$(echo "$target"/venv-dotnet/lib/python3*/site-packages/dnv/net/runtime/.net/dotnet)
    chmod +x "$dotnet"
  fi
  framework=$("$dotnet" --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(8[^ ]*\) \[\(.*\)\]$/\2\/\1/p' |
    tail -n 1)
  [ -n "$framework" ] || fail "$dotnet has no .NET 8"
}

# configure_dotnet NAME ...: for .NET to run the programs NAME.exe with "$dotnet exec".
configure_dotnet() {
  local name
  for name; do
    cat >"$name.runtimeconfig.json" <<'END'
{
  "runtimeOptions": {
    "framework": { "name": "Microsoft.NETCore.App", "version": "8.0.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
END
  done
}

need_build_tools() {
  need_rust
  need make make
  need cmake cmake
}

# build_targets TARGET ...: builds CMake targets of the library as it ships; tests, too, if the folder has
# been configured with them.
build_targets() {
  export CARGO_TARGET_DIR=$target
  [ -e "$build/Makefile" ] || cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release >/dev/null
  CARGO_TERM_QUIET=true cmake --build "$build" --parallel "$(nproc)" --target "$@" >/dev/null
}

# configure_tests FOLDER [OPTION ...]: a build of the library with its tests and examples.
configure_tests() {
  CARGO_TARGET_DIR=$target cmake -S . -B "$1" -DCMAKE_BUILD_TYPE=Release -DTSC_BUILD_TESTS=ON \
    -DTSC_BUILD_EXAMPLES=ON "${@:2}" >/dev/null
}

# venv NAME REQUIREMENTS: a Python environment in the target folder, with the packages of a file.
venv() {
  local folder=$target/venv-$1
  need python3 python3
  if ! cmp -s "$2" "$folder/requirements.txt"; then
    rm -rf "$folder"
    if ! python3 -m venv "$folder"; then
      install_package venv python3-venv
      python3 -m venv "$folder"
    fi
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$2"
    cp "$2" "$folder/requirements.txt"
  fi
}

# Starts the simulated Tableau Server and sets TABLEAU_SERVER and TABLEAU_CA_PATH for it. It ends when its
# standard input is closed, and so when the script ends in whatever way.
start_simulator() {
  local name value
  coproc simulated { exec "$simulator" --exit-with-stdin; }
  while read -r name value <&"${simulated[0]}"; do
    case $name in
      https) export TABLEAU_SERVER=$value ;;
      ca) export TABLEAU_CA_PATH=$value ;;
      ready) return ;;
    esac
  done
  echo "the simulated Tableau Server did not start" >&2
  exit 1
}
