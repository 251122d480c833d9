/**
 * What is to be said about a form: by the reading of an XLSForm, by the check that it holds together, by the form checker. One
 * shape, so that a report has them side by side. `refuse`: the form is not taken; `warn`: it is, and somebody should look.
 */
export interface Finding {
  readonly severity: 'refuse' | 'warn';
  /** Names of what it is about. */
  readonly question?: string;
  readonly choice?: string;
  readonly language?: string;
  /** Stable, for programs: 'unknown_reference'. */
  readonly code: string;
  /** One sentence in plain English that says what to do. */
  readonly text: string;
}
