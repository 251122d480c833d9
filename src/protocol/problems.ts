/**
 * The one catalogue of everything that may be thrown on purpose. A Problem has a stable code (the key of the
 * table), an HTTP status, a sentence that a person can act on, and whether trying again can help. Anything else
 * that is thrown is an internal error: platform/problem-response.ts logs it and shows nothing of it.
 */

const catalogue = {
  // what a reader of bytes or files finds
  truncated: {
    status: 400,
    retry: false,
    sentence: 'The data ends too early. Send it again from the start.',
  },
  malformed: { status: 400, retry: false, sentence: 'The data is not in the expected format.' },
  unsupported_version: {
    status: 400,
    retry: false,
    sentence: 'The data is of a version this program does not know. Update the program that reads it.',
  },
  too_large: { status: 413, retry: false, sentence: 'The data is larger than allowed.' },
  bad_signature: {
    status: 403,
    retry: false,
    sentence: 'The signature does not match. Check that kit and collector are enrolled with each other.',
  },
  cannot_open: {
    status: 422,
    retry: false,
    sentence: 'The envelope cannot be opened with this key, or it was changed on the way.',
  },
  // what may be wrong with week keys
  not_officers: {
    status: 403,
    retry: false,
    sentence:
      'These week keys are not signed by the data-protection officer whose key is configured here. Nothing of them was taken.',
  },
  other_kits: { status: 403, retry: false, sentence: 'These week keys are for another kit.' },
  older_number: {
    status: 409,
    retry: false,
    sentence: 'These week keys are not newer than those that are here already.',
  },
  too_far_ahead: {
    status: 422,
    retry: true,
    sentence: 'These week keys reach too far ahead: only the current week and the four after it are taken.',
  },
  week_over: {
    status: 410,
    retry: false,
    sentence: 'The weeks of these keys are over. Ask the data-protection officer for new ones.',
  },
  time_unknown: {
    status: 503,
    retry: true,
    sentence: 'What time it is, is not known here yet. Week keys are taken and opened once it is.',
  },
  out_of_time: {
    status: 403,
    retry: true,
    sentence: 'The request was signed at another time than now. It is signed anew with the next try.',
  },
  // what a visitor or a staff member may meet
  invalid_request: { status: 400, retry: false, sentence: 'The request cannot be understood.' },
  invalid_answer: { status: 422, retry: false, sentence: 'Please look at the answer again.' },
  not_found: { status: 404, retry: false, sentence: 'There is nothing at this address.' },
  method_not_allowed: {
    status: 405,
    retry: false,
    sentence: 'This address does not take that kind of request.',
  },
  forbidden: { status: 403, retry: false, sentence: 'You are not allowed to do this.' },
  sign_in_needed: { status: 401, retry: false, sentence: 'Please sign in first.' },
  bad_token: {
    status: 401,
    retry: false,
    sentence: 'The request needs a valid token in the header "Authorization: Bearer …".',
  },
  locked_out: {
    status: 429,
    retry: true,
    sentence: 'Too many wrong passwords. Wait a quarter of an hour and try again.',
  },
  form_expired: {
    status: 403,
    retry: true,
    sentence: 'This page was open too long. Go back, load it again and repeat the step.',
  },
  unknown_kit: { status: 403, retry: false, sentence: 'This kit is not enrolled at this collector.' },
  revoked_kit: { status: 403, retry: false, sentence: 'This kit has been revoked at this collector.' },
  // what the machine may meet
  storage_full: {
    status: 507,
    retry: true,
    sentence: 'The storage is full. Free some space; what is stored already is safe.',
  },
  storage_failed: {
    status: 503,
    retry: true,
    sentence: 'The storage did not take the data. Nothing that was confirmed before is lost; try again.',
  },
  database_damaged: { status: 503, retry: false, sentence: 'The database file is damaged.' },
  bad_config: { status: 500, retry: false, sentence: 'The configuration cannot be used.' },
  port_taken: {
    status: 500,
    retry: true,
    sentence: 'The port is already in use. Stop the program that uses it or choose another port.',
  },
  tool_missing: { status: 500, retry: true, sentence: 'A program that is needed here is not installed.' },
  unusable_form: { status: 422, retry: false, sentence: 'This file cannot be used as a form.' },
  unusable_media: { status: 422, retry: false, sentence: 'No film for phones can be made of this.' },
  gate_silent: {
    status: 503,
    retry: true,
    sentence: 'The gate does not answer. Who is online stays online; try again in a moment.',
  },
  gate_failed: {
    status: 503,
    retry: true,
    sentence: 'The firewall did not take the change. Everything is as it was; try again in a moment.',
  },
  busy: { status: 503, retry: true, sentence: 'The server is busy. Try again in a moment.' },
} as const satisfies Record<string, { status: number; retry: boolean; sentence: string }>;

export type ProblemCode = keyof typeof catalogue;

export class Problem extends Error {
  readonly code: ProblemCode;
  /** What exactly was wrong, for the person who can mend it. Never an answer, an address or a key. */
  readonly detail: string | undefined;

  constructor(code: ProblemCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ? `${catalogue[code].sentence} (${detail})` : catalogue[code].sentence, options);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get retry(): boolean {
    return catalogue[this.code].retry;
  }

  get sentence(): string {
    return catalogue[this.code].sentence;
  }

  /** Whether `error` is a Problem, and of the given code if one is given. */
  static is(error: unknown, code?: ProblemCode): error is Problem {
    return error instanceof Problem && (code === undefined || error.code === code);
  }
}
