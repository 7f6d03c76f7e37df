#!/bin/sh
# get-nginx.sh DIR - put Debian's nginx under DIR, without installing anything (about 10 MB to download, once).
#
# DIR/nginx starts it with the loader and the C library that came along. Exit 3, with one line that says why: not to be had here.
set -eu
dir=$1
[ -x "$dir/nginx" ] && exec "$dir/nginx" -v
sh "$(dirname "$0")/unpack-debian.sh" "$dir" "${NGINX_DEBIAN_SUITE:-testing}" nginx
dir=$(cd "$dir" && pwd)

lib=$dir/root/usr/lib/$(dpkg --print-architecture | sed 's/amd64/x86_64/;s/arm64/aarch64/')-linux-gnu
loader=$(ls "$lib"/ld-linux-*.so.* | head -n 1)
cat >"$dir/nginx.new" <<END
#!/bin/sh
# the pid of this script is the pid of the server
exec "$loader" --library-path "$lib" "$dir/root/usr/sbin/nginx" "\$@"
END
chmod +x "$dir/nginx.new"
mv "$dir/nginx.new" "$dir/nginx"
exec "$dir/nginx" -v
