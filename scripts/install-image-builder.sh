#!/usr/bin/env bash
# Installs what "npm run test:image" builds and runs the image with, on Debian and its kin: Podman, which needs no
# daemon, and runc.
set -euo pipefail

if command -v podman >/dev/null && command -v runc >/dev/null; then
  echo "Podman and runc are installed."
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "install-image-builder: there is no apt-get here; install podman and runc another way" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "install-image-builder: packages are installed as root; run: sudo $0" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends podman runc
