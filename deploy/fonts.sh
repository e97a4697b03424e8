#!/bin/sh
# Fetches 仿宋 and 楷体 (Fandol, GPL-3 with font exception) from Debian's TeX package into var/fonts.
# The files stay as Debian ships them, beside their licence. Nothing is installed; safe to repeat.
# Offices with their own typefaces need none of this: point FONT_DIR at them.
set -eu
target=${1:-var/fonts}
package=texlive-lang-chinese
if [ -s "$target/FandolFang-Regular.otf" ] && [ -s "$target/FandolKai-Regular.otf" ]; then
    echo "$target: already there"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
licence=usr/share/doc/texlive-doc/fonts/fandol
if [ -s "/$folder/FandolFang-Regular.otf" ]; then
    root=/
else
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || {
        echo "this needs Debian's apt-get and dpkg-deb; elsewhere copy FandolFang-Regular.otf and" >&2
        echo "FandolKai-Regular.otf (CTAN: fonts/fandol) into $target, or set FONT_DIR" >&2
        exit 1
    }
    (cd "$work" && apt-get -q download "$package" 2>/dev/null) || {
        echo "cannot download $package: run apt-get update first, or check the network" >&2
        exit 1
    }
    dpkg-deb -x "$work/$package"_*.deb "$work/root"
    root=$work/root
fi
mkdir -p "$target"
for name in FandolFang-Regular FandolKai-Regular; do
    cp "$root/$folder/$name.otf" "$target/$name.otf.part"
    mv "$target/$name.otf.part" "$target/$name.otf"
done
if [ -s "$root/$licence/COPYING.gz" ]; then
    gzip -dc "$root/$licence/COPYING.gz" >"$target/COPYING.fandol"
    cp "$root/$licence/README" "$target/README.fandol"
fi
echo "$target: FandolFang, FandolKai"
