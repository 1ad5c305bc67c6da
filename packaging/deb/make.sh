#!/bin/bash
# Run by the test of make check-deb. Makes a package for the Debian that it runs on, of what is built, without debhelper:
#   packaging/deb/make.sh BUILD VERSION      into BUILD/attnbench_VERSION-1_ARCHITECTURE.deb
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1 version=$2-1
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Makefile)
export SOURCE_DATE_EPOCH
maintainer="${DEBFULLNAME:-The attnbench authors} <${DEBEMAIL:-attnbench@example.org}>"
architecture=$(dpkg --print-architecture) work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
root=$work/root documents=$work/root/usr/share/doc/attnbench
umask 022

make --silent --no-print-directory install BUILD="$build" DESTDIR="$root" PREFIX=/usr
strip --remove-section=.comment --remove-section=.note "$root/usr/bin/attnbench"
gzip -9n "$root/usr/share/man/man1/attnbench.1"
rm "$documents/LICENSE"
find "$documents" -type f -name '*.sh' -exec chmod 755 {} +

cat >"$documents/copyright" <<END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: attnbench

Files: *
Copyright: $(date -u -d "@$SOURCE_DATE_EPOCH" +%Y) The attnbench authors
License: GPL-3.0+
 This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
 License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
 version. It comes without any warranty.
 .
 On Debian systems the full text is in /usr/share/common-licenses/GPL-3.
END
gzip -9n >"$documents/changelog.Debian.gz" <<END
attnbench ($version) unstable; urgency=medium

  * Version $2: see CHANGELOG.md.

 -- $maintainer  $(date -uR -d "@$SOURCE_DATE_EPOCH")
END

mkdir "$work/debian" "$root/DEBIAN"
printf 'Source: attnbench\n\nPackage: attnbench\nArchitecture: any\n' >"$work/debian/control"
needed=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/attnbench 2>/dev/null | sed 's/^shlibs:Depends=//')
cat >"$root/DEBIAN/control" <<END
Package: attnbench
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Section: science
Priority: optional
Installed-Size: $(du -sk "$root/usr" | cut -f 1)
Depends: $needed, openmpi-bin
Recommends: gnuplot-nox | gnuplot, fonts-dejavu-core
Suggests: libopenblas0
Description: says whether one program or model is better than another
 By how much is it better, and how sure is that? attnbench runs many
 independent repeats of each model over a grid of settings, in parallel under
 MPI. It answers with means, confidence intervals, tests and charts. Models are
 its own sequence models, with and without attention, or any other program.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
dpkg-deb --root-owner-group --build "$root" "$build/attnbench_${version}_$architecture.deb"
