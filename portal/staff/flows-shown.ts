/**
 * What the page of flows is given: figures that may be shown, each with its interval. Device-days throughout: addresses that
 * associated at a site on a day, not people. What is hidden stays hidden on every part of the page.
 */
import type { CountProfile } from '../../src/protocol/counts.ts';

/** Whole numbers; 95 % of such intervals hold the truth. */
export interface CountFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
export type ShownFigure = CountFigure | 'hidden';
/** Counted exactly. */
export type ShownCount = number | 'hidden';

/** Against the week before. */
export interface Change {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The interval holds 0. */
  readonly isUnclear: boolean;
  readonly before: CountFigure;
}

export interface CountQuality {
  readonly profiles: readonly CountProfile[];
  /** m. */
  readonly size: number;
  readonly epsilonNoise: number;
  /** Over all fragments of a site; null: no flips. */
  readonly epsilonFlips: number | null;
  /** null: too few to say. */
  readonly rotatingPercent: number | null;
  readonly overCountPercent: number;
  readonly fragments: number;
  /** Days of which parts could only be added up. */
  readonly addedUp: number;
  /** Days with a bitmap too full to count. */
  readonly lowerBounds: number;
  /** Days counted for less than 20 hours. */
  readonly shortDays: number;
}

export interface FlowsDay {
  readonly date: string;
  /** 0 for Monday. */
  readonly weekday: number;
  readonly devices: ShownFigure;
  /** Not on an earlier day of the week; linked profile, one site. */
  readonly newDevices?: ShownFigure;
  /** One site: for how long it was counted. */
  readonly coveredHours?: number;
  readonly quality: CountQuality;
}

export interface FlowsHour {
  readonly hour: number;
  readonly arrivals: ShownFigure;
  readonly peak: ShownCount;
  readonly connections: ShownCount;
}

export interface FlowsDwell {
  readonly fromMinutes: number;
  /** null: without end. */
  readonly toMinutes: number | null;
  readonly devices: ShownFigure;
}

export interface UndatedDay {
  readonly siteId: string;
  readonly earliestDate: string;
  readonly latestDate: string;
  readonly devices: ShownFigure;
  readonly quality: CountQuality;
}

export interface FlowsSite {
  readonly siteId: string;
  readonly name: string;
  readonly devices: ShownFigure;
  readonly days: number;
  readonly change: Change | undefined;
  /** Different devices of the whole week; linked profile, when the week is over. */
  readonly weekDevices?: ShownFigure;
  readonly quality: CountQuality;
  readonly isUnfitForHighRisk: boolean;
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly devices: CountFigure;
  readonly deviation: number;
  /** either: at both, in whatever order. */
  readonly order: 'later-day' | 'either';
  readonly overCountPercent: number;
}

export interface FunnelStep {
  readonly step: 'connected' | 'opened' | 'consented' | 'begun' | 'finished';
  readonly figure: ShownFigure;
  /** Percent. */
  readonly ofConnected?: CountFigure;
  readonly ofBefore?: CountFigure;
}

export interface AnsweringShare {
  readonly devices: ShownFigure;
  readonly answers: ShownCount;
  readonly percent?: CountFigure;
}

export interface ShownFlows {
  readonly sites: readonly FlowsSite[];
  readonly devices: ShownFigure;
  readonly change: Change | undefined;
  readonly quality: CountQuality;
  readonly days: readonly FlowsDay[];
  readonly daysBefore: readonly FlowsDay[];
  readonly hours: readonly FlowsHour[];
  readonly dwell: readonly FlowsDwell[];
  /** Means of up to eight weeks. */
  readonly weekdays: readonly {
    readonly weekday: number;
    readonly mean: ShownFigure;
    readonly days: number;
  }[];
  /** Up to 13 weeks, the oldest first. */
  readonly trend: readonly { readonly week: string; readonly devices: ShownFigure }[];
  readonly undated: readonly UndatedDay[];
  readonly flows: readonly Flow[];
  readonly funnel: readonly FunnelStep[];
  readonly declined: ShownCount;
  readonly abandonedAt: readonly { readonly question: string; readonly visits: ShownCount }[];
  readonly languages: readonly { readonly language: string; readonly visits: ShownCount }[];
  readonly answeringByDay: readonly (AnsweringShare & { readonly date: string })[];
  readonly answeringByHour: readonly (AnsweringShare & {
    readonly fromHour: number;
    readonly toHour: number;
  })[];
  /** Paragraphs. */
  readonly method: readonly string[];
}

/** A registered site, with counts or without. */
export interface ShownPlace {
  readonly id: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}
