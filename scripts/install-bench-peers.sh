#!/usr/bin/env bash
# Installs what "npm run bench -- l7" measures beside Portico, on Debian and its kin: nginx and HAProxy, the load
# generators wrk and h2load, and the proxies written in JavaScript. No service is started, and none is left running.
set -euo pipefail

source "$(dirname "$0")/debian-packages.sh"

checkout=$(cd "$(dirname "$0")/.." && pwd)

install_missing() {
  local missing=()
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
  command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
  command -v taskset >/dev/null || missing+=(util-linux)
  command -v wrk >/dev/null || missing+=(wrk)
  command -v h2load >/dev/null || missing+=(nghttp2-client)
  if [ ${#missing[@]} -eq 0 ]; then
    echo "nginx, HAProxy, wrk, h2load and taskset are installed."
    return
  fi
  install_packages "${missing[@]}"
}

install_missing
npm ci --prefix "$checkout/bench/peers" --ignore-scripts
