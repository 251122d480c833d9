/** Forms as other people write them, made up for these tests after the habits of public ones. */
import { fieldForms } from './xlsforms/field-forms.ts';
import { oddForms } from './xlsforms/odd-forms.ts';
import { odkForms } from './xlsforms/odk-forms.ts';
import type { OthersForm } from './xlsforms.ts';

export const othersForms: readonly OthersForm[] = [...odkForms, ...fieldForms, ...oddForms];
