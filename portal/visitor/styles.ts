/**
 * The style sheets of the visitor's pages, sent inside each page so that a page is one request: the frame always, the others
 * with the pages that name them (`Layout sheets`). What a page does not use it does not carry: a form is a dozen pages over a
 * slow radio. The kit's Content-Security-Policy allows each by its hash (render.tsx).
 *
 * From the second question on the same two sheets come as one file, which the phone has fetched while consent was read and keeps:
 * inside each page they would be half of all that a form sends. Where it does not come, the page is plain and works.
 */
import { frameStyle } from './styles/frame.ts';
import { helpStyle } from './styles/help.ts';
import { homeStyle } from './styles/home.ts';
import { messageStyle } from './styles/message.ts';
import { questionStyle } from './styles/question.ts';

export const sheets = {
  frame: frameStyle,
  help: helpStyle,
  home: homeStyle,
  message: messageStyle,
  question: questionStyle,
} as const;

export type Sheet = keyof typeof sheets;

const inForm: readonly Sheet[] = ['frame', 'question'];
export const formStyles: string = inForm.map((sheet) => sheets[sheet]).join('\n');
