/**
 * Services near a site: what helps, where, when, for whom, and how to call. Written by staff, shown by the kit without any
 * internet. Opening hours are the site's own wall-clock times, so that a machine can say what is open.
 *
 *   directory ── services ── hours: "always" | weekly spans      texts by language, each with its state
 */
import { z } from 'zod';

const language = z.string().regex(/^[a-z]{2,3}$/, 'a language code such as "es"');
const localized = z.record(language, z.string().min(1));
type Localized = z.infer<typeof localized>;

/** The needs of the core form by their names, and what people look for without naming it a need. */
export const serviceKinds = [
  'referral',
  'health',
  'mental_health',
  'food',
  'water_hygiene',
  'shelter',
  'legal_safety',
  'women_space',
  'child_space',
  'family_tracing',
  'school',
  'cash',
  'work',
  'information_phone',
  'transport',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** IASC cluster codes, where a kind belongs to one: feedback and directory are read side by side. */
export const clusterCodes: Readonly<Partial<Record<ServiceKind, string>>> = {
  food: 'FSC',
  shelter: 'SHL',
  water_hygiene: 'WSH',
  health: 'HEA',
  mental_health: 'HEA',
  legal_safety: 'PRO',
  women_space: 'PRO',
  child_space: 'PRO',
  family_tracing: 'PRO',
  school: 'EDU',
  cash: 'MPC',
  work: 'ERY',
  information_phone: 'TEL',
};

export const audiences = ['everyone', 'women', 'children', 'families', 'older', 'disability'] as const;
export type Audience = (typeof audiences)[number];

/** Monday first, as ISO 8601 counts. */
export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type WeekDay = (typeof weekDays)[number];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time such as "08:30"');

const span = z.strictObject({
  days: z.array(z.enum(weekDays)).min(1),
  from: time,
  /** Not later than `from`: on the day after. */
  to: time,
});
export type OpeningSpan = z.infer<typeof span>;

/** Absent: not known. */
const hours = z.union([z.literal('always'), z.array(span).min(1)]);
export type OpeningHours = z.infer<typeof hours>;

const phone = z.strictObject({
  /** International, digits only: "+573001234567". */
  number: z.string().regex(/^\+\d{6,15}$/, 'international, e.g. "+573001234567"'),
  label: localized.optional(),
  is_free: z.boolean().optional(),
});

const service = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{2,48}$/, 'small letters, digits and -'),
  name: localized,
  organization: z.string().min(1).max(80),
  kinds: z.array(z.enum(serviceKinds)).min(1),
  /** The ids of the sites it is near to. */
  sites: z.array(z.string().min(1)).min(1),
  audiences: z.array(z.enum(audiences)).min(1).default(['everyone']),
  languages: z.array(language).default([]),
  hours: hours.optional(),
  /** How to get there from the Wi-Fi's place, in words. */
  directions: localized,
  /** On foot, slowly, from the Wi-Fi's place; absent: too far, or by phone only. */
  walk_minutes: z.int().min(0).max(180).optional(),
  phones: z.array(phone).default([]),
  /** Shown as text: links out of the sign-in window fail. */
  whatsapp: z
    .string()
    .regex(/^\+\d{6,15}$/)
    .optional(),
  is_free: z.boolean().default(true),
  notes: localized.optional(),
  /** Shows the independent channel for complaints about staff as well. */
  takes_complaints: z.boolean().optional(),
  /** Somebody called or went there. */
  last_checked: z.iso.date(),
  /** By language; a language that is not named is a draft. */
  translations: z.record(language, z.enum(['source', 'draft', 'reviewed'])).default({}),
});
export type Service = z.infer<typeof service>;

export const directorySchema = z.strictObject({
  format: z.literal('dtm-wifi-directory/1'),
  /** Above everything that comes from this file. */
  notice: localized.optional(),
  services: z.array(service).superRefine((services, context) => {
    const seen = new Set<string>();
    for (const { id } of services) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', message: `"${id}" stands there twice`, input: id });
      seen.add(id);
    }
  }),
});

/** What one site shows. */
export interface Directory {
  readonly notices: readonly Localized[];
  readonly services: readonly Service[];
}
