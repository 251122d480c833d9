/**
 * Starts a gate and stops it. First the rules, then what an earlier gate left in the kernel, then the eyes, and last the socket.
 * Stopping leaves the rules and grants in the kernel: who is online stays online, and grants end by themselves.
 */
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Running } from '../platform/lifecycle.ts';
import { createLog, failureFields, type Log } from '../platform/log.ts';
import { runPaths } from '../platform/network-config.ts';
import { type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { type GateConfig, readAllowedUsers } from './config.ts';
import { openNftables, peerCredentials } from './native.ts';
import { createFirewall } from './nft.ts';
import { createOwners } from './owners.ts';
import { createPhones } from './phones.ts';
import { lookAround, watchPresence } from './presence.ts';
import { createListeners, createRealGate, tellOf } from './real-gate.ts';
import { maxPhones } from './ruleset.ts';
import { createCounter } from './slots.ts';
import { removeLeftover, serveGate } from './socket-server.ts';
import { watchStations } from './stations.ts';

export interface GateParts {
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly log?: Log;
  /** Not seen for so long, a phone has left. */
  readonly absentAfterMs?: number;
}

const fiveMinutesMs = 300_000;

/** Throws `bad_config`, `port_taken` or `gate_failed`. */
export async function startGate({ network, log_level }: GateConfig, parts: GateParts = {}): Promise<Running> {
  const { clock = systemClock(), random = systemRandom, absentAfterMs = fiveMinutesMs } = parts;
  const log = parts.log ?? createLog('gate', log_level);
  // Before anything is changed: the rules are those of the gate that runs.
  await removeLeftover(network.gate_socket);
  const nftables = openNftables();
  const firewall = createFirewall(nftables.run);
  firewall.load(network);

  const presence = createListeners();
  const counter = createCounter(random);
  const note = (change: Promise<void>) =>
    // The phone is served all the same; only a gate started anew would not know it.
    change.catch((error: unknown) =>
      log.warn(failureFields(error), 'a phone could not be noted in the kernel'),
    );
  const phones = createPhones({
    clock,
    random,
    maxPhones,
    absentAfterMs,
    tell: tellOf(presence, counter),
    keep: {
      met: ({ mac, handle }) => note(firewall.know(mac, handle)),
      forgotten: ({ mac, handle }) => note(firewall.forget(mac, handle)),
    },
  });
  for (const { mac, handle, secondsRemaining } of firewall.read())
    phones.restore(mac, handle, secondsRemaining);

  const { leases, hostapdControl } = runPaths(network);
  const stations =
    network.radio &&
    watchStations({
      radioInterface: network.radio.interface,
      controlFolder: hostapdControl,
      runFolder: network.run_dir,
    });
  const around = lookAround({
    lanInterface: network.lan_interface,
    leaseFile: leases,
    stations,
    seesAllStations: network.radio?.interface === network.lan_interface,
  });
  const owners = createOwners({
    change: firewall.setOwners,
    // Phones are served all the same; only one that takes another's address is not kept from it.
    onTrouble: (error) =>
      log.warn(failureFields(error), 'whose an address is could not be noted in the kernel'),
  });
  const eyes = watchPresence(phones, around, owners.follow);
  const stop = () => {
    eyes.close();
    stations?.close();
  };
  try {
    const readNeighbours = around.neighbours;
    const gate = createRealGate({ clock, firewall, phones, readNeighbours, presence, counter });
    const server = await serveGate({
      path: network.gate_socket,
      gate,
      clock,
      log,
      peerUser: peerCredentials(),
      allowedUsers: readAllowedUsers(network.kit_user, process.getuid?.() ?? 0),
    });
    log.info({ phones: phones.present().length }, 'the gate runs');
    return {
      close: async () => {
        await server.close();
        stop();
        log.info({}, 'the gate has stopped; what it granted runs on');
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
