#!/usr/bin/env bash
# Installs what "npm run bench -- l7" measures beside Portico, on Debian and its kin: nginx and HAProxy, the load
# generators wrk and h2load, and the proxies written in JavaScript. No service is started, and none is left running.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)

install_packages() {
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
  if ! command -v apt-get >/dev/null; then
    echo "install-bench-peers: there is no apt-get here; install ${missing[*]} another way" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "install-bench-peers: packages are installed as root; run: sudo $0" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet
  refuse_to_start_services
  apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
}

# Debian starts what it installs unless this policy says no.
refuse_to_start_services() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && return
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

install_packages
npm ci --prefix "$checkout/bench/peers" --ignore-scripts
