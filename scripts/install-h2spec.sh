#!/usr/bin/env bash
# Installs h2spec, which "npm run test:h2spec" holds the proxy's HTTP/2 to, from its Go module. Go and a module proxy are
# needed.
set -euo pipefail

version=v2.2.1+incompatible
folder=${XDG_CACHE_HOME:-$HOME/.cache}/portico/h2spec

if [ -x "$folder/h2spec" ]; then
  echo "h2spec is installed."
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "install-h2spec: there is no Go here, which builds h2spec" >&2
  exit 1
fi
mkdir -p "$folder"
GOBIN=$folder go install "github.com/summerwind/h2spec/cmd/h2spec@$version"
echo "h2spec is installed: $folder/h2spec"
