/**
 * The two shell scripts of the kit: one gives the inside interfaces their addresses, one sets up queues on an uplink.
 * POSIX sh, free of warnings from shellcheck; the only values put in are interface names, addresses and numbers.
 */
import type { NetworkConfig } from '../../src/platform/network-config.ts';
import { header } from './files.ts';
import { renderIsolation } from './kernel.ts';

export const scriptPaths = {
  inside: '/etc/dtm-wifi/inside-up',
  queueing: '/etc/dtm-wifi/queueing',
} as const;

/** May run any number of times. It does not lean on any network manager: those differ from machine to machine. */
export function renderInsideUp(network: NetworkConfig): string {
  const { lan_interface, field_interface, radio } = network;
  const bridge =
    radio && radio.interface !== lan_interface
      ? `
if ! ip link show dev ${lan_interface} >/dev/null 2>&1; then
	ip link add name ${lan_interface} type bridge
	# Said once it stays; else it is the lowest of the ports', and phones lose the kit when another port comes.
	ip link set dev ${lan_interface} address "$(cat /sys/class/net/${lan_interface}/address)"
fi
`
      : '';
  const unblock = radio
    ? '\n# A new radio is often blocked until somebody chose a country.\nif command -v rfkill >/dev/null; then\n\trfkill unblock wifi || true\nfi\n'
    : '';
  return `#!/bin/sh
${header('Addresses of the interfaces for phones and for the field team. Usage: inside-up [INTERFACE]')}set -eu
${unblock}${bridge}
bring_up() {
	ip link show dev "$1" >/dev/null 2>&1 || return 0
	# IPv6 would be a way around the gate. A machine that was started without it has no such file.
	if [ -w "/proc/sys/net/ipv6/conf/$1/disable_ipv6" ]; then
		echo 1 >"/proc/sys/net/ipv6/conf/$1/disable_ipv6"
	fi
	ip -4 address replace "$2" dev "$1"
	ip link set dev "$1" up
}

case "\${1:-all}" in
all | ${lan_interface}) bring_up ${lan_interface} ${network.address}/${network.prefix} ;;
esac
# What one access point on the bridge sends goes to the kit, never to another access point.
if [ -d /sys/class/net/${lan_interface}/bridge ]; then
	nft -f - <<-'END' || echo "inside-up: phones on different ports of ${lan_interface} are not kept apart" >&2
${renderIsolation().replace(/^(?=.)/gm, '\t\t')}	END
fi
case "\${1:-all}" in
all | ${field_interface}) bring_up ${field_interface} ${network.field_address}/24 ;;
esac
`;
}

/**
 * Fair queues: cake where the kernel has it, else htb with fq_codel. What comes in is queued on an ifb device, so that the
 * portal's own pages are not slowed to the uplink's speed. With no speed known the queue can only be fair, not early.
 */
export function renderQueueing({ fairness }: NetworkConfig): string {
  return `#!/bin/sh
${header('Fair queues on one uplink. Usage: queueing INTERFACE')}set -eu

wan=$1
up_kbit=${fairness.uplink_up_kbit}
down_kbit=${fairness.uplink_down_kbit}

unfair() {
	echo "queueing: this kernel has neither cake nor fq_codel; $1 keeps its plain queue" >&2
}

# queue DEVICE KBIT CAKE-WORDS…
queue() {
	device=$1
	kbit=$2
	shift 2
	tc qdisc delete dev "$device" root 2>/dev/null || true
	if [ "$kbit" -eq 0 ]; then
		tc qdisc add dev "$device" root cake unlimited "$@" 2>/dev/null ||
			tc qdisc add dev "$device" root fq_codel 2>/dev/null || unfair "$device"
		return
	fi
	if ! tc qdisc add dev "$device" root cake bandwidth "\${kbit}kbit" "$@" 2>/dev/null; then
		tc qdisc add dev "$device" root handle 1: htb default 10
		tc class add dev "$device" parent 1: classid 1:10 htb rate "\${kbit}kbit" quantum 1514
		tc qdisc add dev "$device" parent 1:10 fq_codel 2>/dev/null || unfair "$device"
	fi
}

# What phones send. "nat": each phone counts, not the one address that they share outside.
queue "$wan" "$up_kbit" dual-srchost nat

# What comes to them; without a known speed there is nothing to hold it to.
tc qdisc delete dev "$wan" ingress 2>/dev/null || true
[ "$down_kbit" -gt 0 ] || exit 0
ifb="ifb$(cat "/sys/class/net/$wan/ifindex")"
if ! ip link show dev "$ifb" >/dev/null 2>&1 && ! ip link add name "$ifb" type ifb 2>/dev/null; then
	echo "queueing: this kernel has no ifb device; what comes in is not queued here" >&2
	exit 0
fi
ip link set dev "$ifb" up
queue "$ifb" "$down_kbit" dual-dsthost nat ingress
tc qdisc add dev "$wan" handle ffff: ingress
tc filter add dev "$wan" parent ffff: protocol all u32 match u32 0 0 action mirred egress redirect dev "$ifb"
`;
}
