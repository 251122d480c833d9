/** What each engine does by its own protocol, and what a journey makes of it (browsers.ts). */
import type { BrowserPlace } from '../browser-place.ts';

export interface BareWindow {
  /** Resolves when the page shows, wherever redirects led. */
  open(url: string): Promise<void>;
  /** An expression's value, as JSON carries it. */
  evaluate(expression: string): Promise<unknown>;
  /** The browser's own button; the page may come later. */
  back(): Promise<void>;
}

export interface Bare {
  readonly first: BareWindow;
  openTab(): Promise<BareWindow>;
  close(): Promise<void>;
  /** As a system does with what is in the background. */
  kill(): Promise<void>;
}

export interface BrowserSettings {
  readonly isScripted: boolean;
}

/** @param folder its own, for its profile */
export type StartEngine = (place: BrowserPlace, folder: string, settings: BrowserSettings) => Promise<Bare>;
