/**
 * For pages on which an answer brings another question: it is shown and hidden at once, by the same code as the kit judges with. A
 * part of its own, loaded by such pages only. Without it the page comes back from the kit with the question. What is hidden is
 * disabled, too, and so it is not sent.
 */
import './older-browsers.ts';
import type { Question } from '../../../src/protocol/form.ts';
import { offerChoices, type PageModel } from '../../../src/survey/page-model.ts';
import { walkPage } from '../../../src/survey/walk-page.ts';

/** Names of questions are letters, digits and _. */
const inputsOf = (form: HTMLFormElement, name: string): readonly (HTMLInputElement | HTMLTextAreaElement)[] =>
  Array.from(form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`));

const isTick = (input: HTMLInputElement | HTMLTextAreaElement): input is HTMLInputElement =>
  input.type === 'radio' || input.type === 'checkbox';

function showAsAnswered(form: HTMLFormElement, model: PageModel): void {
  const rawOf = ({ name }: Question) =>
    inputsOf(form, name)
      .filter((input) => !isTick(input) || input.checked)
      .map(({ value }) => value);
  const valuesOf = (name: string) =>
    inputsOf(form, name)
      .filter(isTick)
      .map(({ value }) => value);
  offerChoices(model, valuesOf);
  const { form: questions, page, answers, site } = model;
  const { met } = walkPage({ form: questions, page, answers, site, lists: {} }, rawOf);
  const asked = met.map(({ question }) => question.name);
  for (const part of Array.from(form.querySelectorAll<HTMLFieldSetElement>('fieldset[data-further]'))) {
    const isAsked = asked.indexOf(part.getAttribute('data-further') || '') >= 0;
    part.hidden = !isAsked;
    part.disabled = !isAsked;
  }
}

try {
  for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-page]'))) {
    const model: PageModel = JSON.parse(form.getAttribute('data-page') || '');
    const show = () => showAsAnswered(form, model);
    form.addEventListener('input', show);
    form.addEventListener('change', show);
    // Shown again by "back", with what was typed.
    window.addEventListener('pageshow', show);
    show();
  }
} catch {
  // The page works without it.
}
