/** The checks about the kit's own radio. Without one configured they have nothing to say. */
import { type Check, interfacesInWords, notice, wrong } from './finding.ts';
import { judgeChannel } from './regulatory.ts';

const isRadio: Check = ({ network: { radio } }, { interfaces }) => {
  const found = interfaces.find(({ name }) => name === radio?.interface);
  return radio && found && !found.isWireless
    ? [
        wrong(
          `radio.interface: ${radio.interface} is not a radio.`,
          `${interfacesInWords(interfaces)} With an external access point leave the section radio out.`,
        ),
      ]
    : [];
};

const canBeAccessPoint: Check = ({ network: { radio } }, { interfaces, radioInfo }) => {
  if (!radio || !interfaces.some(({ name, isWireless }) => name === radio.interface && isWireless)) return [];
  if (radioInfo === undefined)
    return [
      notice(
        `Whether ${radio.interface} can be an access point could not be seen.`,
        'Install "iw" and check again as root.',
      ),
    ];
  const modes = /Supported interface modes:\n((?:\s*\* .*\n)*)/.exec(radioInfo)?.[1] ?? '';
  return /\* AP\s*$/m.test(modes)
    ? []
    : [
        wrong(
          `${radio.interface} cannot be an access point: its driver does not offer that.`,
          'Use another USB radio (one whose driver lists "AP"), or an external access point.',
        ),
      ];
};

const channelIsAllowed: Check = ({ network: { radio } }, { channelTable }) => {
  if (!radio) return [];
  const verdict = judgeChannel(channelTable, radio);
  const place = `channel ${radio.channel} in the ${radio.band} GHz band`;
  switch (verdict.kind) {
    case 'allowed':
      return [];
    case 'forbidden':
      return [
        wrong(
          `radio.channel: ${place} is not allowed for an access point in ${radio.country}.`,
          `Choose one of ${verdict.allowed.join(', ') || 'the other band’s'}.`,
        ),
      ];
    case 'radar':
      return [
        wrong(
          `radio.channel: ${place} needs radar detection in ${radio.country}, and the network could fall silent for minutes.`,
          `Choose one of ${verdict.allowed.join(', ') || 'the other band’s'}.`,
        ),
      ];
    case 'unknown country':
      return [
        wrong(
          `radio.country: there is no country ${radio.country} in the kernel’s table of channels.`,
          'Two capital letters as in ISO 3166, for example "CO".',
        ),
      ];
    case 'no table':
      return [
        notice(
          `Whether ${place} is allowed in ${radio.country} could not be seen.`,
          'Install "wireless-regdb" and check again.',
        ),
      ];
  }
};

const isSwitchedOn: Check = ({ network: { radio } }, { blockedRadios }) =>
  radio
    ? blockedRadios.map(({ name, bySwitch }) =>
        bySwitch
          ? wrong(
              `The radio ${name} is switched off by a switch or key on the machine.`,
              'Switch it on there.',
            )
          : notice(
              `The radio ${name} is blocked.`,
              'The kit unblocks it when it starts, if "rfkill" is installed.',
            ),
      )
    : [];

/** Known from the field: a Pi's own radio serves about twenty phones before it becomes slow for all. */
const ownRadioDrivers: Readonly<Record<string, number>> = { brcmfmac: 20 };

const carriesThatMany: Check = ({ network: { radio } }, { interfaces }) => {
  const driver = interfaces.find(({ name }) => name === radio?.interface)?.driver ?? '';
  const most = ownRadioDrivers[driver];
  return radio && most !== undefined && radio.max_stations > most
    ? [
        notice(
          `radio.max_stations is ${radio.max_stations}; a Raspberry Pi’s own radio carries 8 to ${most} phones.`,
          'Where more people wait, use an external access point, and leave the section radio out.',
        ),
      ]
    : [];
};

export const radioChecks: readonly Check[] = [
  isRadio,
  canBeAccessPoint,
  channelIsAllowed,
  isSwitchedOn,
  carriesThatMany,
];
