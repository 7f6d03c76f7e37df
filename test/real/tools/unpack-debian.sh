#!/bin/sh
# unpack-debian.sh DIR SUITE PACKAGE - unpack a Debian package and its libraries under DIR/root, without installing anything.
#
# This asks apt, with private state and the machine's own Debian mirror, so that the system stays as it is. What is in
# DIR/root runs with the loader and the C library that are in there too.
# Needs apt-get and dpkg-deb. Exit 3, with one line that says why: not to be had here.
set -eu
dir=$1 suite=$2 package=$3

not_here() {
  echo "$1" >&2
  exit 3
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || not_here "no apt-get and dpkg-deb on this machine"
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
  grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
[ -n "$mirror" ] || not_here "apt has no Debian mirror configured"

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
$apt -y install "$package" || not_here "$suite has no $package"
for deb in "$work"/apt/cache/archives/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
rm -rf "$work/apt" "$dir"
mv "$work" "$dir"
