#!/bin/sh
# Installs Debian or Ubuntu packages without starting or enabling the services they bring; upgrades nothing.
# Usage, as root: sh apt-install.sh PACKAGE…
set -u

policy=${ARCADE_POLICY_FILE:-/usr/sbin/policy-rc.d} # the variable is for tests
saved=$policy.before-arcade
mark='# made by Arcade while it installs packages'
wait_seconds=${ARCADE_APT_WAIT:-900}
work=$(mktemp -d)

say() { echo "arcade: $*"; }

restore_policy() {
  if [ -e "$saved" ]; then mv -f "$saved" "$policy"; elif grep -qs "$mark" "$policy"; then rm -f "$policy"; fi
}

# Somebody else's policy is put aside; ours may still be there if a run was killed.
deny_starts() {
  if [ -e "$policy" ] && ! grep -qs "$mark" "$policy"; then mv "$policy" "$saved" || return 1; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy.new" && chmod 755 "$policy.new" && mv -f "$policy.new" "$policy"
}

installed() { dpkg-query -W -f='${Package} ${db:Status-Abbrev}\n' 2>/dev/null | sed -n 's/ ii *$//p' | sort; }

# Runs apt-get, again for as long as another apt holds a lock. Its last output is in $work/output.
apt() {
  deadline=$(($(date +%s) + wait_seconds))
  while :; do
    {
      apt-get -o DPkg::Lock::Timeout="$wait_seconds" -o APT::Status-Fd=1 "$@" 2>&1
      echo $? >"$work/code"
    } | tee "$work/output"
    code=$(cat "$work/code")
    [ "$code" = 0 ] && return 0
    grep -q 'Could not get lock\|Unable to lock\|Unable to acquire the dpkg' "$work/output" || return "$code"
    [ "$(date +%s)" -lt "$deadline" ] || return "$code"
    say 'another apt is at work on this machine; waiting for it'
    sleep "${ARCADE_APT_PAUSE:-3}"
  done
}

install_packages() {
  apt install -y --no-install-recommends --no-upgrade -o Dpkg::Options::=--force-confold "$@"
}

# The machine must not start our packages' services at its next boot either: Arcade runs its own.
disable_new_services() {
  [ -d /run/systemd/system ] || return 0
  installed >"$work/after"
  comm -13 "$work/before" "$work/after" | while read -r package; do
    dpkg -L "$package" | sed -n 's|^.*/systemd/system/\([^/]*\.\(service\|socket\)\)$|\1|p' | while read -r unit; do
      case $unit in *@*) ;; *) systemctl disable "$unit" >/dev/null 2>&1 && say "left $unit disabled" ;; esac
    done
  done
  return 0
}

# Ctrl-C in `npm start` must not leave dpkg half done.
trap '' INT
trap 'restore_policy; rm -rf "$work"' EXIT
trap 'exit 143' TERM HUP
if command -v flock >/dev/null; then
  exec 9>"${ARCADE_APT_LOCK:-/run/lock/arcade-apt.lock}"
  flock 9
fi

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C
deny_starts || { say "cannot write $policy"; exit 1; }
installed >"$work/before"
install_packages "$@"
code=$?
if [ $code != 0 ] && grep -q 'dpkg was interrupted' "$work/output"; then
  say 'finishing an installation that was interrupted'
  dpkg --force-confold --configure -a && install_packages "$@"
  code=$?
fi
if [ $code != 0 ] && grep -q 'Unable to locate package\|no installation candidate\|Failed to fetch\|404  *Not Found' "$work/output"; then
  say 'refreshing the list of packages'
  apt update && install_packages "$@"
  code=$?
fi
[ $code = 0 ] && disable_new_services
exit $code
