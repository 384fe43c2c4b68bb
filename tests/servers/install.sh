#!/usr/bin/env bash
# Installs the servers that the tests need, where apt and root are there; elsewhere says what is missing.
set -euo pipefail
missing=()
command -v soffice >/dev/null 2>&1 && [ -e /usr/lib/python3/dist-packages/uno.py ] || missing+=(libreoffice-writer python3-uno)
command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || missing+=(dovecot-core dovecot-imapd dovecot-lmtpd dovecot-submissiond)
for part in imap lmtp submission; do [ -e "/usr/lib/dovecot/$part" ] || missing+=("dovecot-${part}d"); done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v pdftotext >/dev/null 2>&1 || missing+=(poppler-utils)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "make test: not installed, and no root or apt to install them: ${missing[*]}; their tests are skipped"
  exit 0
fi
echo "make test: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# policy-rc.d: installing must not start servers on this machine; the tests start their own on loopback
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
