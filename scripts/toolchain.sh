# The toolchain for other systems: sourced by scripts/build-target, after scripts/common.sh.
#
# - Rust with the source of its standard library, from Debian's packages (rustup's has no source).
# - zig, from PyPI: a C compiler, C libraries and their headers for every target.
# - LLVM's linker and tools, from Debian's packages, and GNU's binutils for Linux.
# shellcheck shell=bash disable=SC2154

toolchain=$PWD/target/toolchain
llvm=22

# set_up_toolchain TARGET ...: what these targets need.
set_up_toolchain() {
  local tool name
  need cmake cmake
  need make make
  need cc gcc
  need_rust_with_source
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
  unpack_zig
  for tool in ar ranlib strip nm dlltool windres lipo install-name-tool otool; do
    ln -sf "$(command -v "llvm-$tool-$llvm")" "$toolchain/bin/llvm-$tool"
  done
  # rustc strips programs for macOS with it.
  ln -sf "$(command -v "llvm-objcopy-$llvm")" "$toolchain/bin/rust-objcopy"
  for name in cmake/toolchains/*-*-*.cmake; do
    name=$(basename "$name" .cmake)
    ln -sf "$PWD/cmake/toolchains/zig-cc" "$toolchain/bin/$name-cc"
    ln -sf "$PWD/cmake/toolchains/zig-cc" "$toolchain/bin/$name-c++"
  done
}

unpack_zig() {
  [ -e "$target/venv-toolchain" ] || echo "Downloading zig (110 MB) ..."
  venv toolchain scripts/requirements-toolchain.txt
  zig=$("$target/venv-toolchain/bin/python" -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')
  printf '%s\n' '#!/bin/sh' "export ZIG_GLOBAL_CACHE_DIR=$toolchain/zig-cache" "exec $zig/zig \"\$@\"" \
    >"$toolchain/bin/zig"
  chmod +x "$toolchain/bin/zig"
}
