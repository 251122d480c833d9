/**
 * A fragment of a day's presence: what a kit seals of the people near it, once for each start and day. Everything in it is a sum or
 * a bit that thousands of addresses share; no field is one phone's. What must stay true: no address, no handle, no seat and no key is
 * ever in it.
 */
import { z } from 'zod';
import { bootTime } from './records.ts';

/** local: the kit's own key, a day long. linked: the mission's, a week long. high-risk: as linked, and bits are told wrongly. */
export const countProfile = z.enum(['local', 'linked', 'high-risk']);
export type CountProfile = z.infer<typeof countProfile>;

const sum = z.int().min(0).max(100_000_000);
/** Noise may bring a bin below 0. */
const noisySum = z.int().min(-1_000_000).max(100_000_000);
/** ε = numerator / denominator. */
const epsilon = z.strictObject({
  numerator: z.int().min(1).max(1000),
  denominator: z.int().min(1).max(1000),
});
const language = z.string().regex(/^[a-z]{2,3}$/);
const questionName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);

/** 24 of an hour each; 7 of dwell: under 5 min, 5–15, 15–60, 1–3 h, 3–8 h, 8–24 h, more. */
const hours = <T extends z.ZodType>(of: T) => z.array(of).length(24);
const dwellBins = 7;

export const countRecord = z.object({
  /** When the fragment began, and when it was last known to go on; one start of the kit. */
  began: bootTime,
  until: bootTime,
  siteId: z.string().max(12),
  round: z.int().min(0),
  profile: countProfile,
  /** Random, made with the key: fragments under the same one may be joined. Says nothing of the key. 16 hexadecimal digits. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /**
   * 'YYYY-MM-DD', local to the site, where the kit knew the time. null: undated, a day of up to 24 hours from `began` of the first
   * fragment under this key; its 24 hours are counted from there instead of from midnight.
   */
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable(),
  /** m. */
  size: z.union([z.literal(16_384), z.literal(4096)]),
  /** Base64 of the raw DEFLATE of m / 8 bytes; bit i is bit i mod 8, from the low end, of byte i div 8. */
  bitmap: z.base64().max(6000),
  /** Of the flipped bits; null: told as they are. */
  flips: epsilon.nullable(),
  /** Of the noise that is already on `arrivals` and `dwell`, drawn once for the fragment. */
  noise: epsilon,
  /** Devices by the hour in which they first came that day. */
  arrivals: hours(noisySum),
  /** Devices by their longest stay. */
  dwell: z.array(noisySum).length(dwellBins),
  /** Most devices at once, by hour. */
  peak: hours(sum),
  /** Associations by hour, each reconnection again. */
  connections: hours(sum),
  /** Associations, by whether the address said of itself that it was made up (locally administered). */
  randomised: sum,
  fixed: sum,
  /** Visits by the language of the first page they opened that stands in one: the page that asks for it does not. */
  languages: z.record(language, sum),
  funnel: z.object({
    /** Visits that opened any page of the portal. */
    opened: sum,
    consented: sum,
    declined: sum,
    /** Gave a first answer. */
    begun: sum,
    finished: sum,
    /** Ended unfinished, by the question that was open then. */
    abandonedAt: z.record(questionName, sum),
  }),
});
export type CountRecord = z.infer<typeof countRecord>;
