/**
 * Where a kit stands, and under which operation and round it asks. Made at the collector, carried by the enrolment
 * file. P-codes are opaque strings (OCHA COD); the country is ISO 3166-1 alpha-3, or a user-assigned code from
 * XAA to XZZ for a demonstration.
 */
import { z } from 'zod';

/** Groups of further questions that a site may switch on: `selected(${site_modules}, 'transport')` in a form. */
export const siteModules = ['washington_group', 'transport', 'languages', 'psea', 'intentions'] as const;
export type SiteModule = (typeof siteModules)[number];

const area = z.strictObject({ pcode: z.string().min(1).max(24), name: z.string().min(1) });

export const siteSchema = z.strictObject({
  /** Short: it travels inside every submission. */
  id: z.string().regex(/^[A-Z0-9-]{2,12}$/, 'capital letters, digits and -, e.g. "XD-01"'),
  name: z.string().min(1).max(120),
  operation: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'letters, digits, _ and -, e.g. "XDM-2026"'),
  kind: z.enum(['bus_terminal', 'border_post', 'road', 'transit_centre', 'service_point', 'port']),
  country: z.string().regex(/^[A-Z]{3}$/, 'three capital letters, e.g. "COL"'),
  admin1: area,
  admin2: area,
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** IANA name. Dates and hours of exports are the site's own. */
  timezone: z.string().min(1),
  /** ISO3, the nationalities offered first. */
  top_nationalities: z.array(z.string().regex(/^[A-Z]{3}$/)).max(8),
});
export type Site = z.infer<typeof siteSchema>;

/** A site as a kit knows it: with what is switched on there. */
export type KitSite = Site & { readonly modules?: readonly SiteModule[] };
