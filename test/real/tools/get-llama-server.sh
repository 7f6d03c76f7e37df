#!/bin/sh
# get-llama-server.sh DIR - put a real, prebuilt llama.cpp `llama-server` under DIR, without installing anything.
#
# Debian stable has no llama.cpp; Debian testing has it (package llama.cpp-tools; about 20 MB to download, once). DIR/llama-server
# starts it with testing's own loader and C library. Exit 3, with one line that says why: not to be had here.
set -eu
dir=$1
[ -x "$dir/llama-server" ] && exec "$dir/llama-server" --version
sh "$(dirname "$0")/unpack-debian.sh" "$dir" "${LLAMA_DEBIAN_SUITE:-testing}" llama.cpp-tools
dir=$(cd "$dir" && pwd)

lib=$dir/root/usr/lib/$(dpkg --print-architecture | sed 's/amd64/x86_64/;s/arm64/aarch64/')-linux-gnu
loader=$(ls "$lib"/ld-linux-*.so.* | head -n 1)
# one CPU back end by hand: the binary looks for them in the system's folder, where they are not
backend=$(ls "$lib"/ggml/backends*/libggml-cpu-sse42.so "$lib"/ggml/backends*/libggml-cpu*.so 2>/dev/null | head -n 1)
grep -q avx2 /proc/cpuinfo 2>/dev/null && backend=$(ls "$lib"/ggml/backends*/libggml-cpu-haswell.so)
cat >"$dir/llama-server.new" <<END
#!/bin/sh
# the pid of this script is the pid of the server
export GGML_BACKEND_PATH="$backend"
exec "$loader" --library-path "$lib:$lib/ggml:$lib/llama" "$dir/root/usr/bin/llama-server" "\$@"
END
chmod +x "$dir/llama-server.new"
mv "$dir/llama-server.new" "$dir/llama-server"
exec "$dir/llama-server" --version
