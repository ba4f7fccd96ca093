# Builds the scenario programs (tests/scenarios.md) in every language, and the libraries that they run
# with; sourced after common.sh.
# shellcheck shell=bash disable=SC2034

# The commands below run in several folders.
target=$(realpath -m "$target")
build=$target/cmake
library=$build/libtsc.so
simulator=$build/tsc-simulator
installed=$target/installed
counting=$target/counting
programs=$target/scenarios

# once COMMAND: runs it if this run of scripts/test has not done so yet; other scripts always run it.
once() {
  if [ -z "${done_already:-}" ]; then
    "$1"
  elif [ ! -e "$done_already/$1" ]; then
    "$1"
    touch "$done_already/$1"
  fi
}

build_simulator() {
  build_targets tsc_simulator
}

# The library as it ships, in the folder $installed.
install_library() {
  build_targets tsc tsc_static
  cmake --install "$build" --prefix "$installed" >/dev/null
}

# A library that counts its handles (it exports tsc_live_handles), in the folder $counting.
install_counting_library() {
  local folder=$target/cmake-counting
  CARGO_TARGET_DIR=$target cmake -S . -B "$folder" -DTSC_COUNT_HANDLES=ON >/dev/null
  CARGO_TERM_QUIET=true cmake --build "$folder" --parallel "$(nproc)" >/dev/null
  cmake --install "$folder" --prefix "$counting" >/dev/null
}

# The programs are linked to the counting library; LD_LIBRARY_PATH selects another one.
link_counting=(-L"$counting/lib" -ltsc "-Wl,-rpath,$counting/lib" -pthread)
cpp_warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

build_scenarios_c() {
  mkdir -p "$programs"
  cc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude tests/scenarios/scenarios.c \
    -o "$programs/c" "${link_counting[@]}"
}

# The example in C, which those in other languages are compared with.
build_example_c() {
  mkdir -p "$programs"
  cc -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude examples/c/sign_in.c \
    -o "$programs/sign_in_c" "${link_counting[@]}"
}

build_scenarios_cpp() {
  mkdir -p "$programs"
  g++ -std=c++17 -O2 "${cpp_warnings[@]}" -Iinclude tests/scenarios/scenarios.cpp \
    -o "$programs/cpp" "${link_counting[@]}"
}

# Sets the environment in which Go builds against the library in a folder.
use_go_with() {
  unset "${!CGO_@}" GOFLAGS
  export PKG_CONFIG_PATH=$1/lib/pkgconfig LD_LIBRARY_PATH=$1/lib
  export CGO_LDFLAGS="-O2 -g -Wl,-rpath,$1/lib"
  export GOCACHE=$target/go/cache GOTMPDIR=$target/go/tmp GOPROXY=off GOTOOLCHAIN=local
  mkdir -p "$GOTMPDIR"
}

build_scenarios_go() {
  mkdir -p "$programs"
  (
    use_go_with "$counting"
    go -C bindings/go build -race -o "$programs/go" ./internal/scenarios
  )
}

compile_csharp() {
  mcs -langversion:6 -warnaserror -warn:4 "$@"
}

# csharp_program NAME SOURCE ...: NAME.exe, which uses Libtsc.dll.
csharp_program() {
  compile_csharp "-r:$target/csharp/Libtsc.dll" -r:System.Core.dll -r:System.Xml.dll \
    "-out:$target/csharp/$1.exe" "${@:2}"
}

build_scenarios_csharp() {
  rm -rf "$target/csharp"
  mkdir -p "$target/csharp"
  compile_csharp -debug -optimize -unsafe -target:library "-doc:$target/csharp/Libtsc.xml" \
    "-out:$target/csharp/Libtsc.dll" bindings/csharp/src/*.cs
  csharp_program Scenarios bindings/csharp/tests/Scenarios.cs
}

# java_maven ARGUMENT ...: builds the jar, with the counting library in it, and the class path.
java_maven() {
  local native
  native=$(realpath "$counting/lib/libtsc.so")
  mkdir -p "$target/java"
  mvn --quiet --batch-mode --file bindings/java/pom.xml -Dtsc.build="$target/java/build" \
    -Dtsc.library="$native" -Dtsc.native="$native" "$@" \
    dependency:build-classpath -Dmdep.outputFile="$target/java/classpath" -DincludeScope=runtime 2>&1 |
    sed 's/\x1b\[[0-9;]*m//g; /^$/d'
}

build_scenarios_java() {
  java_maven package -DskipTests -Dmaven.javadoc.skip
}

# The class path of the Java binding.
java_class_path() {
  local jar=("$target"/java/build/libtsc-*[0-9].jar)
  [ ${#jar[@]} -eq 1 ] || fail "there are several jars: ${jar[*]}"
  echo "${jar[0]}:$(<"$target/java/classpath")"
}

# The program of tests/memory, with the library as it ships.
build_memory_job() {
  mkdir -p "$target/memory"
  cc -std=c11 -O1 -g -Wall -Wextra -Wpedantic -Werror -Iinclude tests/memory/job.c \
    tests/memory/failing_malloc.c -o "$target/memory/job" -L"$installed/lib" -ltsc \
    "-Wl,-rpath,$installed/lib" -pthread
}

need_every_language() {
  need_build_tools
  need c++ g++
  need g++ g++
  need python3 python3
  need_go
  need_java
  need_csharp
}

build_every_scenario() {
  local language
  once install_counting_library
  once build_simulator
  for language in c cpp go csharp java; do
    once "build_scenarios_$language"
  done
}

# in_every_language PROGRAM [ARGUMENT ...]: runs it with the command of each language's scenarios, as
# NAME=COMMAND.
in_every_language() {
  "$@" "c=$programs/c" "cpp=$programs/cpp" "go=$programs/go" \
    "csharp=mono $target/csharp/Scenarios.exe" \
    "java=java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp $(java_class_path):$target/java/build/test-classes Scenarios"
}
