/**
 * What the flows page is given: figures that may be shown, with their interval, and nothing that stands behind them. No
 * bitmap, no key's name and no figure without noise is in any of these types. What must stay true: a cell that is `hidden`
 * cannot be worked out from the others (counting/small-cells.ts says how), and every figure is device-days: addresses that
 * associated, not people.
 */
import type { CountProfile } from '../../protocol/counts.ts';
import type { Form } from '../../protocol/form.ts';

/** 95 % of such intervals hold the truth. All three are whole and never below 0. */
export interface CountFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** hidden: below 5, or it would give such a one away. */
export type ShownFigure = CountFigure | 'hidden';
/** Counted exactly, without noise. */
export type ShownCount = number | 'hidden';

/** Against the period before: the difference with its own interval, which may be below 0. */
export interface Change {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The interval holds 0: no change can be told. */
  readonly isUnclear: boolean;
  /** Of the period before. */
  readonly before: CountFigure;
}

export interface FlowsSelection {
  /** A site's id, or `all` (protect.ts). */
  readonly site: string;
  /** A Monday; undefined: the latest week with counts. */
  readonly week: string | undefined;
}

/** How a figure came to be: stands beside it, and in every row of an export. */
export interface CountQuality {
  readonly profiles: readonly CountProfile[];
  /** m, the smallest where there are several. */
  readonly size: number;
  /** ε of the noise, e.g. 1. */
  readonly epsilonNoise: number;
  /** Over all fragments of a site that the figure is made of: of who was there in each. */
  readonly epsilonFlips: number | null;
  /** Of the addresses that associated, how many were made up, in whole 5 %; null: too few to say. */
  readonly rotatingPercent: number | null;
  /** By how many percent a figure over this span is too high because addresses rotate; 0 for a single day. */
  readonly overCountPercent: number;
  readonly fragments: number;
  /** Days of which parts were under different keys, or came late: they were added up, and the interval is wide downwards. */
  readonly addedUp: number;
  /** Days with a bitmap too full to count: there were so many at least. */
  readonly lowerBounds: number;
  /** Days that were counted for less than 20 hours: they are in no comparison. */
  readonly shortDays: number;
}

/** A date at a site, or of all sites: the sum of the sites that may be shown. */
export interface FlowsDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** 0 for Monday. */
  readonly weekday: number;
  readonly devices: ShownFigure;
  /** Linked profile, one site: devices that no earlier day of the week had; undefined: not known. */
  readonly newDevices?: ShownFigure;
  /** One site only: for how long it was counted. */
  readonly coveredHours?: number;
  /** One site only: of this day. */
  readonly hours?: readonly FlowsHour[];
  readonly quality: CountQuality;
}

export interface FlowsHour {
  /** 0–23, local to the site. */
  readonly hour: number;
  /** Devices that first came in it; of a week: the sum of its days. */
  readonly arrivals: ShownFigure;
  /** Most devices at once; of a week the most of any day, of all sites the most at any one. */
  readonly peak: ShownCount;
  /** Associations, each reconnection again. */
  readonly connections: ShownCount;
}

export interface FlowsDwell {
  /** In minutes: from, and up to (null: without end). */
  readonly fromMinutes: number;
  readonly toMinutes: number | null;
  readonly devices: ShownFigure;
}

/** A day whose date is not known: the kit had no clock. It is in no other figure. */
export interface UndatedDay {
  readonly siteId: string;
  /** It lies between the two, YYYY-MM-DD. */
  readonly earliestDate: string;
  readonly latestDate: string;
  readonly devices: ShownFigure;
  readonly quality: CountQuality;
}

/** One site in the selected week. */
export interface FlowsSite {
  readonly siteId: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Device-days of the week: the sum of the days that may be shown. */
  readonly devices: ShownFigure;
  readonly days: number;
  readonly change: Change | undefined;
  /** Linked profile, when the week is over: different devices in the whole week. */
  readonly weekDevices?: ShownFigure;
  readonly quality: CountQuality;
  /** Profile high-risk with so few devices that the error is above 20 %. */
  readonly isUnfitForHighRisk: boolean;
}

/** Devices seen at both sites in one week (profile linked): only above three standard deviations. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly devices: CountFigure;
  /** Of the figure: colliding bits, reckoned from the published figures of both sites, and the noise. At most, on a later day. */
  readonly deviation: number;
  /**
   * later-day: at `from` on one day and at `to` on a later one. either: at both in the week, in whatever order, also on the
   * same day; then `from` is the first in the alphabet.
   */
  readonly order: 'later-day' | 'either';
  readonly overCountPercent: number;
}

export type FunnelStepName = 'connected' | 'opened' | 'consented' | 'begun' | 'finished';

export interface FunnelStep {
  readonly step: FunnelStepName;
  /** connected: device-days with their interval; the other steps are visits, counted exactly. */
  readonly figure: ShownFigure;
  /** Percent of `connected`, with the interval of a share; undefined: one of the two is hidden or 0. */
  readonly ofConnected?: CountFigure;
  /** Percent of the step before. */
  readonly ofBefore?: CountFigure;
}

/** How many of those who came answered, in one part of the week. */
export interface AnsweringShare {
  readonly devices: ShownFigure;
  /** Finished forms. */
  readonly answers: ShownCount;
  readonly percent?: CountFigure;
}

export interface FlowsView {
  /** Mondays with counts, the newest first. Empty: no kit has sent counts yet. */
  readonly weeks: readonly string[];
  /** As read: `week` is undefined only where there are none. */
  readonly selected: FlowsSelection;
  /** Sites with counts in the week, by id; of a selected site only itself. */
  readonly sites: readonly FlowsSite[];
  /** Of the selection: the sum of what may be shown. */
  readonly devices: ShownFigure;
  readonly change: Change | undefined;
  readonly quality: CountQuality;
  /** Seven at most, in order. */
  readonly days: readonly FlowsDay[];
  /** The week before, for a chart beside it. */
  readonly daysBefore: readonly FlowsDay[];
  /** 24, or none where nothing may be shown. */
  readonly hours: readonly FlowsHour[];
  readonly dwell: readonly FlowsDwell[];
  /** Mean device-days of each weekday over up to eight weeks ending with the selected one; of all sites four. */
  readonly weekdays: readonly {
    readonly weekday: number;
    readonly mean: ShownFigure;
    readonly days: number;
  }[];
  /** Device-days of up to 13 weeks ending with the selected one, the oldest first. */
  readonly trend: readonly { readonly week: string; readonly devices: ShownFigure }[];
  readonly undated: readonly UndatedDay[];
  /** The largest first; 200 at most. */
  readonly flows: readonly Flow[];
  readonly funnel: readonly FunnelStep[];
  readonly declined: ShownCount;
  /** The question that was open when a visit ended unfinished, the most frequent first. */
  readonly abandonedAt: readonly { readonly question: string; readonly visits: ShownCount }[];
  /** Visits by the language of their first page. */
  readonly languages: readonly { readonly language: string; readonly visits: ShownCount }[];
  /** By weekday (0 for Monday) and by part of the day, for how representative the answers are. */
  readonly answeringByDay: readonly (AnsweringShare & { readonly date: string })[];
  readonly answeringByHour: readonly (AnsweringShare & {
    readonly fromHour: number;
    readonly toHour: number;
  })[];
  /** Paragraphs for the page's foot: what is counted, the error, the noise, the smallest cell, rotation. Plain English. */
  readonly method: readonly string[];
}

/** Shares of one question's choices, as answered and weighted by who came when. */
export interface WeightedQuestion {
  readonly question: string;
  /** Percent, whole; only of choices whose count may be shown. */
  readonly choices: readonly {
    readonly choice: string;
    readonly answeredPercent: number;
    readonly weightedPercent: CountFigure;
  }[];
  readonly answers: number;
  /** After Kish: (Σw)² / Σw². */
  readonly effectiveAnswers: number;
}

export interface WeightedAnswers {
  readonly kind: 'weighted';
  readonly questions: readonly WeightedQuestion[];
  /** Strata after merging, and how many were merged for want of answers. */
  readonly strata: number;
  readonly merged: number;
  /** Percent of the counted arrivals whose site has answers: the rest speaks through nobody. */
  readonly coveredPercent: number;
  /** Weights that were cut to the cap, in percent of all answers. */
  readonly cappedPercent: number;
  readonly method: readonly string[];
}

/** Too few answers or no counts: `reason` says it in a sentence for the page. */
export interface NoWeights {
  readonly kind: 'none';
  readonly reason: string;
  readonly method: readonly string[];
}

export interface FlowsReader {
  find(selection: FlowsSelection): Promise<FlowsView>;
  /** Weighs the complete answers of the selected week; asks more of the database than `find`. */
  weigh(form: Form, selection: FlowsSelection): Promise<WeightedAnswers | NoWeights>;
}
