#!/bin/sh
# get-llama-server.sh DIR - put a real, prebuilt llama.cpp `llama-server` under DIR, without installing anything.
#
# Debian stable has no llama.cpp; Debian testing has it (package llama.cpp-tools). This asks apt, with private state and
# the machine's own Debian mirror, for that package and its libraries, unpacks them under DIR/root and writes
# DIR/llama-server, which starts it with testing's own loader and C library, so that the system stays as it is.
# About 20 MB to download, once. Needs apt-get and dpkg-deb. Exit 3, with one line that says why: not to be had here.
set -eu
dir=$1
[ -x "$dir/llama-server" ] && exec "$dir/llama-server" --version

not_here() {
  echo "$1" >&2
  exit 3
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || not_here "no apt-get and dpkg-deb on this machine"
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
  grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
[ -n "$mirror" ] || not_here "apt has no Debian mirror configured"
suite=${LLAMA_DEBIAN_SUITE:-testing}

# A half unpacked tree of an interrupted run must not be taken for a whole one: everything is made aside.
work=$dir.new
rm -rf "$work"
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
work=$(cd "$work" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/apt/sources.list"
: >"$work/apt/status" # pretend that nothing is installed: every library comes along
apt="apt-get -qq -o Dir::Etc::SourceList=$work/apt/sources.list -o Dir::Etc::SourceParts=/dev/null
  -o Dir::State::Lists=$work/apt/lists -o Dir::State::Status=$work/apt/status -o Dir::Cache=$work/apt/cache
  -o APT::Install-Recommends=false -o APT::Get::Download-Only=true -o APT::Sandbox::User=root -o Debug::NoLocking=true"
$apt update || not_here "the Debian mirror did not answer for $suite"
$apt -y install llama.cpp-tools || not_here "$suite has no llama.cpp-tools"
for deb in "$work"/apt/cache/archives/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
rm -rf "$work/apt" "$dir"
mv "$work" "$dir"
dir=$(cd "$dir" && pwd)

lib=$dir/root/usr/lib/$(dpkg --print-architecture | sed 's/amd64/x86_64/;s/arm64/aarch64/')-linux-gnu
loader=$(ls "$lib"/ld-linux-*.so.* | head -n 1)
# one CPU back end by hand: the binary looks for them in the system's folder, where they are not
backend=$(ls "$lib"/ggml/backends*/libggml-cpu-sse42.so "$lib"/ggml/backends*/libggml-cpu*.so 2>/dev/null | head -n 1)
grep -q avx2 /proc/cpuinfo 2>/dev/null && backend=$(ls "$lib"/ggml/backends*/libggml-cpu-haswell.so)
cat >"$dir/llama-server.new" <<EOF
#!/bin/sh
# the pid of this script is the pid of the server
export GGML_BACKEND_PATH="$backend"
exec "$loader" --library-path "$lib:$lib/ggml:$lib/llama" "$dir/root/usr/bin/llama-server" "\$@"
EOF
chmod +x "$dir/llama-server.new"
mv "$dir/llama-server.new" "$dir/llama-server"
exec "$dir/llama-server" --version
