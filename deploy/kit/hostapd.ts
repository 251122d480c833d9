/**
 * The access point, where the kit's own radio is one. The network is open, because a visitor who must first ask for a
 * password does not come; phones cannot reach each other. The gate listens on the control socket, and hostapd keeps no
 * log of who joined.
 */
import { type NetworkConfig, runPaths } from '../../src/platform/network-config.ts';
import { header } from './files.ts';

export const hostapdPath = '/etc/dtm-wifi/hostapd.conf';

type Radio = NonNullable<NetworkConfig['radio']>;

/** What differs between the bands: IEEE 802.11g/n, and 802.11a/n/ac with radar detection where the country asks for it. */
const bandSettings: Readonly<Record<Radio['band'], readonly string[]>> = {
  '2.4': ['hw_mode=g', 'ieee80211n=1'],
  '5': ['hw_mode=a', 'ieee80211n=1', 'ieee80211ac=1', 'ieee80211h=1'],
};

export function renderHostapd(network: NetworkConfig, radio: Radio): string {
  return `${header(`The access point on ${radio.interface}.`)}
interface=${radio.interface}
${radio.interface === network.lan_interface ? '' : `bridge=${network.lan_interface}\n`}driver=nl80211
ctrl_interface=${runPaths(network).hostapdControl}
ctrl_interface_group=dtm-gate

# The name in hexadecimal, so that every name is possible and none is a setting.
ssid2=${Buffer.from(radio.ssid, 'utf8').toString('hex')}
utf8_ssid=1
ignore_broadcast_ssid=0
auth_algs=1

country_code=${radio.country}
ieee80211d=1
${bandSettings[radio.band].join('\n')}
wmm_enabled=1
channel=${radio.channel}

max_num_sta=${radio.max_stations}
ap_isolate=1
# A phone that went away without a word is gone after five minutes.
ap_max_inactivity=300
disassoc_low_ack=1

# Nobody's comings and goings in a log.
logger_syslog=0
logger_stdout=0
`;
}
