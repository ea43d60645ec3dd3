# Sourced by the scripts that install packages of Debian's.

# Installs packages, and lets none of their services start.
#
#   install_packages PACKAGE...
install_packages() {
  local script
  script=$(basename "$0" .sh)
  if ! command -v apt-get >/dev/null; then
    echo "$script: there is no apt-get here; install $* another way" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "$script: packages are installed as root; run: sudo apt-get install $*" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet
  refuse_to_start_services
  apt-get install --quiet --yes --no-install-recommends "$@"
}

# Debian starts what it installs unless this policy says no.
refuse_to_start_services() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && return
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}
