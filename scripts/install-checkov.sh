#!/usr/bin/env bash
# Installs Checkov, which "npm run test:policy" runs, into a virtual environment of the checkout. Python 3.9 or later and
# PyPI are needed.
set -euo pipefail

version=3.3.30
checkout=$(cd "$(dirname "$0")/.." && pwd)
environment=$checkout/.checkov

if [ -x "$environment/bin/checkov" ] && [ "$("$environment/bin/checkov" --version 2>/dev/null)" = "$version" ]; then
  echo "Checkov $version is installed."
  exit 0
fi
if ! command -v python3 >/dev/null; then
  echo "install-checkov: there is no python3 here; install it, with its module venv" >&2
  exit 1
fi
if ! python3 -m venv "$environment"; then
  echo "install-checkov: python3 makes no virtual environment here; on Debian its module is the package python3-venv" >&2
  exit 1
fi
"$environment/bin/pip" install --quiet --disable-pip-version-check "checkov==$version"
