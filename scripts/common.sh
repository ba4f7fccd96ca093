# What the scripts share; sourced, from the repository's root.
# shellcheck shell=bash

target=${CARGO_TARGET_DIR:-target}
build=$target/cmake
library=$build/libtsc.so
simulator=$build/tsc-simulator

# Says what is being done; with how long things before took.
step() {
  printf '\n== %s (after %d s)\n' "$1" "$SECONDS"
}

# fail LINE ...: prints the lines as errors and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# need COMMAND PACKAGE: installs a Debian package if the command is not there.
need() {
  command -v "$1" >/dev/null || install_package "$1" "$2"
}

# need_file FILE PACKAGE: the same where it is not a command on the path.
need_file() {
  [ -e "$1" ] || install_package "$1" "$2"
}

# need_server FILE PACKAGE SERVICE: the same for a server. Debian starts it, and would again with the
# machine; the tests start their own. Where systemd is not the init system, a package that has no
# script for another one (caddy) is not started.
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
    echo "$1 is needed and not installed; Debian has it in its package $2" >&2
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
    echo "Rust 1.88 or later is needed; rustup installs it" >&2
    exit 1
  fi
  need cc gcc
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

need_build_tools() {
  need_rust
  need make make
  need cmake cmake
}

# build_targets TARGET ...: the library as it ships, and what else is asked for. Tests, too, where
# the folder has been configured with them.
build_targets() {
  export CARGO_TARGET_DIR=$target
  [ -e "$build/Makefile" ] || cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release >/dev/null
  CARGO_TERM_QUIET=true cmake --build "$build" --parallel "$(nproc)" --target "$@" >/dev/null
}

# venv NAME REQUIREMENTS: a Python environment in the target folder with what a file lists.
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

# Starts the simulated Tableau Server and sets TABLEAU_SERVER and TABLEAU_CA_PATH to it. It
# ends when its standard input does, however the script ends.
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

# The class path of Java's scenarios, which scripts/test-java has built.
java_class_path() {
  echo "$(echo "$target"/java/build/libtsc-*[0-9].jar):$(<"$target/java/classpath"):$target/java/build/test-classes"
}

# in_every_language PROGRAM [ARGUMENT ...]: runs it with how each language does the scenarios, as NAME=COMMAND;
# scripts/test has built them all.
in_every_language() {
  "$@" "c=$target/cpp/c" "cpp=$target/cpp/scenarios" "go=$target/go/scenarios" \
    "csharp=mono $target/csharp/Scenarios.exe" \
    "java=java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp $(java_class_path) Scenarios"
}
