/**
 * Who has which IP address on the visitors' network, as the kernel knows it: /proc/net/arp. Pure reading. Only complete entries
 * of the phones' interface count; IPv6 is not offered to phones.
 */

/** Six pairs of lower-case hexadecimal digits, parted by colons. Never leaves the gate. */
export type Mac = string;

export interface Neighbour {
  readonly ip: string;
  readonly mac: Mac;
}

/** ATF_COM in linux/if_arp.h: the hardware address is known and was confirmed. */
const complete = 0x2;

/** `IP address | HW type | Flags | HW address | Mask | Device`, a heading first. */
export function readArpTable(text: string, lanInterface: string): Neighbour[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((row) => {
      const [ip, , flags, address, , device] = row.trim().split(/\s+/);
      const mac = asMac(address);
      const isPhone = device === lanInterface && (Number(flags) & complete) !== 0;
      return ip !== undefined && mac !== undefined && isPhone ? [{ ip, mac }] : [];
    });
}

/** undefined: not the address of one machine's Ethernet or Wi-Fi interface (empty, broadcast, multicast, longer). */
export function asMac(text: string | undefined): Mac | undefined {
  const mac = text?.toLowerCase();
  if (mac === undefined || !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) || mac === '00:00:00:00:00:00')
    return undefined;
  // IEEE 802: the lowest bit of the first byte marks a group.
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 ? mac : undefined;
}

export const bytesOfMac = (mac: Mac): Uint8Array => Buffer.from(mac.replaceAll(':', ''), 'hex');
