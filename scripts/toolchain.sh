# The toolchain for other systems: sourced by scripts/build-target, after scripts/common.sh.
#
# - Rust with the source of its standard library, from Debian's packages, which are unpacked and not
#   installed. rustup's has no source without a download of its own.
# - zig, from PyPI: a C compiler, C libraries and their headers for every target.
# - LLVM's linker and tools, from Debian's packages, and GNU's binutils for Linux.
# shellcheck shell=bash disable=SC2154

toolchain=$PWD/target/toolchain
llvm=22
rust_packages=(rustc-web cargo-web rust-web-src libstd-rust-web-1.96 libstd-rust-web-dev libllvm22 libgit2-1.5
  libhttp-parser2.9 libmbedtls14 libmbedcrypto7 libmbedx509-1)
toolchain_targets=(x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-unknown-linux-musl
  aarch64-unknown-linux-musl x86_64-pc-windows-gnullvm aarch64-apple-darwin x86_64-apple-darwin)

# set_up_toolchain TARGET ...: what these targets need.
set_up_toolchain() {
  local tool name
  need cmake cmake
  need make make
  need cc gcc
  need "llvm-readobj-$llvm" "llvm-$llvm"
  case "$*" in
    *aarch64*-linux*) need aarch64-linux-gnu-ld.bfd binutils-aarch64-linux-gnu ;;
  esac
  case "$*" in
    *apple*)
      need "ld64.lld-$llvm" "lld-$llvm"
      need "clang-$llvm" "clang-$llvm"
      ;;
  esac
  mkdir -p "$toolchain/bin"
  unpack_rust
  unpack_zig
  for tool in ar ranlib strip nm dlltool windres lipo install-name-tool otool; do
    ln -sf "$(command -v "llvm-$tool-$llvm")" "$toolchain/bin/llvm-$tool"
  done
  # rustc strips programs for macOS with it.
  ln -sf "$(command -v "llvm-objcopy-$llvm")" "$toolchain/bin/rust-objcopy"
  for name in "${toolchain_targets[@]}"; do
    ln -sf "$PWD/cmake/toolchains/zig-cc" "$toolchain/bin/$name-cc"
    ln -sf "$PWD/cmake/toolchains/zig-cc" "$toolchain/bin/$name-c++"
  done
}

# launcher NAME LINE ...: a program that starts another one.
launcher() {
  printf '%s\n' '#!/bin/sh' "${@:2}" >"$toolchain/bin/$1"
  chmod +x "$toolchain/bin/$1"
}

unpack_rust() {
  local folder=$toolchain/rust package program
  for program in cargo rustc rustdoc; do
    launcher "$program" "LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu exec $folder/usr/bin/$program \"\$@\""
  done
  [ "$(cat "$folder/complete" 2>/dev/null)" = "${rust_packages[*]}" ] && return
  echo "Downloading Rust with the source of its standard library (200 MB) ..."
  rm -rf "$folder" "$toolchain/packages"
  mkdir -p "$folder" "$toolchain/packages"
  if ! (cd "$toolchain/packages" && apt-get download -qq "${rust_packages[@]}" 2>/dev/null); then
    as_root apt-get update -qq
    (cd "$toolchain/packages" && apt-get download -qq "${rust_packages[@]}")
  fi
  for package in "$toolchain/packages"/*.deb; do
    dpkg -x "$package" "$folder"
  done
  rm -r "$toolchain/packages"
  echo "${rust_packages[*]}" >"$folder/complete"
}

unpack_zig() {
  local folder=$toolchain/venv
  if ! cmp -s scripts/requirements-toolchain.txt "$folder/requirements.txt"; then
    echo "Downloading zig (110 MB) ..."
    need python3 python3
    rm -rf "$folder"
    python3 -m venv "$folder" || { install_package venv python3-venv && python3 -m venv "$folder"; }
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement scripts/requirements-toolchain.txt
    cp scripts/requirements-toolchain.txt "$folder/requirements.txt"
  fi
  zig=$("$folder/bin/python" -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')
  launcher zig "export ZIG_GLOBAL_CACHE_DIR=$toolchain/zig-cache" "exec $zig/zig \"\$@\""
}
