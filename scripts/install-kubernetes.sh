#!/usr/bin/env bash
# Installs what "npm run test:e2e" applies objects to, on Debian and its kin: etcd from Debian, and a kube-apiserver built
# from the public Go modules of Kubernetes, which needs Go and a module proxy, and takes minutes. Nothing is left running.
#
#   scripts/install-kubernetes.sh [VERSION]     such as v1.35.4
set -euo pipefail

source "$(dirname "$0")/debian-packages.sh"

version=${1:-v1.35.4}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/portico/kubernetes

install_etcd() {
  if command -v etcd >/dev/null; then
    echo "etcd is installed."
    return
  fi
  install_packages etcd-server
}

# The modules that k8s.io/kubernetes keeps beside itself are published as v0.X.Y; "go install" would refuse it for
# replacing them, so that a module of our own replaces them in its place.
build_api_server() {
  local target=$folder/$version/kube-apiserver
  if [ -x "$target" ]; then
    echo "kube-apiserver $version is built."
    return
  fi
  if ! command -v go >/dev/null; then
    echo "install-kubernetes: there is no Go here, which builds kube-apiserver" >&2
    exit 1
  fi
  local module staging=v0.${version#v1.}
  module=$(mktemp -d)
  (
    cd "$module"
    export GOFLAGS="${GOFLAGS:-} -mod=mod"
    local source
    source=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/^\t"GoMod": "\(.*\)",\{0,1\}$/\1/p')
    go mod init portico.invalid/kubernetes
    local replacements
    mapfile -t replacements < <(sed -n "s|^\t\(k8s.io/[^ ]*\) => ./staging/.*|-replace=\1=\1@$staging|p" "$source")
    go mod edit "-go=$(sed -n 's/^go //p' "$source")" "-require=k8s.io/kubernetes@$version" "${replacements[@]}"
    mkdir -p "$folder/$version"
    nice -n 10 go build -trimpath -ldflags='-s -w' -o "$target" k8s.io/kubernetes/cmd/kube-apiserver
  )
  rm -rf "$module"
  echo "kube-apiserver $version is built: $target"
}

install_etcd
build_api_server
