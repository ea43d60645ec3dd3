#!/bin/sh
# Makes the certificates of the tests anew: signed by themselves, good for a hundred years, of no use elsewhere.
set -eu
cd "$(dirname "$0")"

make() {
  name=$1
  common_name=$2
  alternative_names=$3
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 36500 -sha256 \
    -subj "/CN=$common_name" -addext "subjectAltName=$alternative_names" \
    -keyout "$name.key" -out "$name.crt" 2>/dev/null
}

make shop shop.example.com DNS:shop.example.com,DNS:www.shop.example.com
make shop-renewed shop.example.com DNS:shop.example.com,DNS:www.shop.example.com
make apps apps.example.com 'DNS:*.apps.example.com'
