#!/bin/sh
# Runs as the last unit of a booted kit: looks, tries, and writes what it found, one `name: value` a line. The kit's own
# words go to a file beside, for a person whose test fails.
exec >/found/found 2>/found/errors
set -u

# until SECONDS COMMAND…: waits for it to succeed.
until_true() {
	left=$(($1 * 10))
	shift
	while ! "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
state() { systemctl show --property="$2" --value "$1"; }
as() {
	user=$1
	shift
	setpriv --reuid "$user" --regid "$user" --init-groups "$@"
}
try() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }

if ! until_true 60 curl --silent --output /dev/null http://10.20.0.1:8080/; then
	{ systemctl --no-pager status 'dtm-*'; journalctl --no-pager --boot --output=cat; } >/found/journal
	systemctl poweroff --force --force
fi
for unit in dtm-inside dtm-gate dtm-dnsmasq dtm-dnsmasq-offline dtm-kit; do
	echo "$unit: $(state $unit.service ActiveState), restarted $(state $unit.service NRestarts) times"
done
for unit in dtm-gate dtm-kit dtm-dnsmasq; do
	pid=$(state $unit.service MainPID)
	echo "$unit user: $(stat --format=%U "/proc/$pid")"
	echo "$unit capabilities: $(sed -n 's/^CapEff:\t//p' "/proc/$pid/status")"
done
echo "phones see: $(curl --silent --header 'Host: wifi.dtm' --output /dev/null --write-out '%{http_code}' http://10.20.0.1:8080/)"
echo "field team sees: $(curl --silent --output /dev/null --write-out '%{http_code}' http://10.21.0.1:8081/)"
echo "forwarding chains: $(nft list chains inet | grep -c 'hook forward')"
echo "granted map: $(try nft list map inet dtm granted)"

echo "kit reaches the gate's socket: $(try as dtm-kit test -w /run/dtm-wifi/gate.sock)"
echo "others reach the gate's socket: $(try as nobody test -w /run/dtm-wifi/gate.sock)"
echo "gate reads the leases: $(try as dtm-gate cat /run/dtm-wifi/dnsmasq/leases)"
echo "kit reads the leases: $(try as dtm-kit cat /run/dtm-wifi/dnsmasq/leases)"
echo "gate reads the enrolment: $(try as dtm-gate cat /etc/dtm-wifi/enrolment.json)"
echo "gate reads the kit's data: $(try as dtm-gate ls /var/lib/dtm-wifi/kit)"
echo "kit removes the gate's socket: $(try as dtm-kit rm -f /run/dtm-wifi/gate.sock)"
echo "dnsmasq reads the DHCP options: $(try as dtm-dnsmasq cat /run/dtm-wifi/dhcp-options)"

before=$(state dtm-dhcp-options.service ExecMainExitTimestampMonotonic)
as dtm-kit sh -c 'umask 022; echo "114,https://portal.example.org/a" >/run/dtm-wifi/new && mv /run/dtm-wifi/new /run/dtm-wifi/dhcp-options'
has_reloaded() { [ "$(state dtm-dhcp-options.service ExecMainExitTimestampMonotonic)" != "$before" ]; }
echo "dnsmasq is told of new DHCP options: $(try until_true 10 has_reloaded)"

gate=$(state dtm-gate.service MainPID)
has() { nft list "$1" "$2" dtm "$3" | grep -q "$4"; }
nft 'add element inet dtm granted { 02:00:5e:00:53:77 timeout 900s comment "0000007700000000" : 0x77 }
add element inet dtm online { 0x77 timeout 900s }'
nft monitor destroy >/found/destroyed &
monitor=$!
sleep 0.5
systemctl restart nftables.service
is_loaded_again() {
	[ "$(state dtm-gate.service MainPID)" != "$gate" ] && nft list map inet dtm granted
}
echo "the gate loads its rules again after nftables: $(try until_true 20 is_loaded_again)"
systemctl reload nftables.service
echo "a grant outlives a restart of nftables: $(try has map inet granted 02:00:5e:00:53:77)"
echo "ports of the bridge stay apart over it: $(try has chain bridge pass 'policy drop')"
# So that silence means something: this is seen.
nft 'add table inet witness; delete table inet witness'
echo "the monitor sees what is taken away: $(try until_true 5 grep -q 'inet witness' /found/destroyed)"
kill "$monitor"
echo "tables and chains taken away meanwhile: $(grep -cE '^delete (table (inet|bridge)|chain (inet|bridge)) dtm' /found/destroyed)"
echo "rules for phones: $(nft list chain inet dtm enter | grep -c from_phone)"

# What nobody should do.
nft flush ruleset
systemctl restart nftables.service
echo "after a flush it is closed at once: $(try has chain inet pass 'policy drop')"
echo "after a flush all comes back: $(try until_true 20 nft list map inet dtm granted)"
echo "after a flush ports of the bridge are apart again: $(try until_true 20 has chain bridge pass 'policy drop')"

kill -KILL "$(state dtm-kit.service MainPID)"
sleep 0.2
echo "a killed kit comes back: $(try until_true 30 curl --silent --fail --header 'Host: wifi.dtm' http://10.20.0.1:8080/)"

echo "journal on disk: $(try ls /var/log/journal)"
journalctl --no-pager --boot --output=cat >/found/journal
systemctl poweroff --force --force
