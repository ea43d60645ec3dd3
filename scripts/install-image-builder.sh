#!/usr/bin/env bash
# Installs what "npm run test:image" builds and runs the image with, on Debian and its kin: Podman, which needs no
# daemon, and runc.
set -euo pipefail

source "$(dirname "$0")/debian-packages.sh"

if command -v podman >/dev/null && command -v runc >/dev/null; then
  echo "Podman and runc are installed."
  exit 0
fi
install_packages podman runc
