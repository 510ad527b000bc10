# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by scripts that get sources from outside: where these are kept, and Debian's with apt-get.
#
# STUBCHECK_CACHE: the folder, outside of the repository (default: stubcheck in $XDG_CACHE_HOME or ~/.cache).
# A test's HOME is its scratch folder: the user's is in the table of users.
home=$(getent passwd "$(id -u)" | cut -d: -f6)
cache=${STUBCHECK_CACHE:-${XDG_CACHE_HOME:-$home/.cache}/stubcheck}

skip() { echo "skipped: $*" >&2; exit 77; }

# The lists of the machine, for sources instead of packages: the machine's own stay as they are.
source_lists() {
   mkdir -p "$cache/apt/parts" "$cache/apt/lists/partial" "$cache/apt/archives/partial"
   for list in /etc/apt/sources.list.d/*.sources; do
      [ ! -e "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"$cache/apt/parts/$(basename "$list")"
   done
   for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
      [ ! -e "$list" ] || sed -n 's/^deb\(-src\)\{0,1\} /deb-src /p' "$list" >"$cache/apt/parts/$(basename "$list")"
   done
}

own_apt() {
   apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$cache/apt/parts" \
      -o "Dir::State::lists=$cache/apt/lists" -o "Dir::Cache=$cache/apt" -o APT::Sandbox::User= "$@"
}

# Downloads the source of Debian's package $1 into the cache.
debian_source() {
   command -v apt-get >/dev/null || skip "no apt-get to get the source of $1 with"
   mkdir -p "$cache" && source_lists
   { own_apt update && (cd "$cache" && own_apt source --download-only "$1"); } >"$cache/apt.log" 2>&1 ||
      skip "the source of $1 cannot be had; see $cache/apt.log"
}
