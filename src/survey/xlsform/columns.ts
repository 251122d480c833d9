/**
 * The columns of the three sheets. Ours begin with `dtm::` and say what XLSForm has no word for:
 *
 *   survey    dtm::sensitive dtm::rotate dtm::offer_after                   yes or no
 *             dtm::icon dtm::dict                                           words
 *             dtm::min dtm::max dtm::max_selected dtm::max_length           numbers, where no plain constraint says them
 *             dtm::choices     the own choices of a select_one_from_file    name of a list
 *             dtm::order       the place of a question in exports, where it differs from the order of asking
 *   choices   dtm::exclusive dtm::icon
 *   settings  dtm::translations ("en source, es reviewed"), dtm::ending with dtm::ending_when: the closing page; one a row
 *
 * A question is a page of its own; a group with the appearance `field-list` is one page, its label the page's title, and answers
 * on it may show and hide its questions; choices that depend on one come on a page behind it. Other groups only pass their
 * relevance on. `parameters: randomize=true` rotates choices; a range has start, end and step.
 */
import type { ColumnRules } from './headers.ts';

const tabular = 'changes what the form does, and is not known here.';

export const surveyColumns: ColumnRules = {
  columns: new Set([
    'type',
    'name',
    'label',
    'hint',
    'media::image',
    'media::audio',
    'media::video',
    'relevant',
    'constraint',
    'constraint_message',
    'required',
    'choice_filter',
    'calculation',
    'appearance',
    'default',
    'parameters',
    'hxl',
    'disabled',
    'dtm::sensitive',
    'dtm::rotate',
    'dtm::offer_after',
    'dtm::icon',
    'dtm::dict',
    'dtm::min',
    'dtm::max',
    'dtm::max_selected',
    'dtm::max_length',
    'dtm::choices',
    'dtm::order',
  ]),
  aliases: {
    command: 'type',
    tag: 'name',
    caption: 'label',
    image: 'media::image',
    audio: 'media::audio',
    video: 'media::video',
    relevance: 'relevant',
    'bind::relevant': 'relevant',
    'bind::constraint': 'constraint',
    'bind::jr::constraintmsg': 'constraint_message',
    constraining_message: 'constraint_message',
    'bind::required': 'required',
    'bind::calculate': 'calculation',
    calculate: 'calculation',
    'control::appearance': 'appearance',
    'hxl::tag': 'hxl',
    count: 'repeat_count',
    'jr::count': 'repeat_count',
    read_only: 'readonly',
    'bind::readonly': 'readonly',
    'guidance hint': 'guidance_hint',
    requiredmsg: 'required_message',
    'bind::jr::requiredmsg': 'required_message',
    noapperrorstring: 'no_app_error_string',
    'media::big-image': 'big-image',
    'control::autoplay': 'autoplay',
  },
  translated: new Set([
    'label',
    'hint',
    'media::image',
    'media::audio',
    'media::video',
    'constraint_message',
  ]),
  refused: {
    repeat_count: 'belongs to repeats, which are not known here.',
    readonly: 'makes a question one that nobody can answer; use a note or a calculate.',
    trigger: tabular,
    query: tabular,
    save_to: 'keeps a register of people or things; nothing here does.',
    'bind::entities::saveto': 'keeps a register of people or things; nothing here does.',
    'bind::type': tabular,
    'bind::jr::preload': tabular,
    'bind::jr::preloadparams': tabular,
    'body::accuracythreshold': tabular,
    'kobo--matrix_list': 'belongs to a table of questions, which is not known here.',
  },
  leftOut: new Set([
    'guidance_hint',
    'required_message',
    'no_app_error_string',
    'big-image',
    'autoplay',
    'rows',
    'note',
    'notes',
    'comment',
    'comments',
    '$kuid',
    '$prev',
    '$xpath',
    '$autoname',
    'kuid',
    'instance::odk::tag',
    'sms_field',
    'sms_option',
  ]),
};

export const choicesColumns: ColumnRules = {
  columns: new Set([
    'list_name',
    'name',
    'label',
    'media::image',
    'media::audio',
    'media::video',
    'dtm::exclusive',
    'dtm::icon',
  ]),
  aliases: {
    list: 'list_name',
    value: 'name',
    caption: 'label',
    image: 'media::image',
    audio: 'media::audio',
    video: 'media::video',
    'media::big-image': 'big-image',
  },
  translated: new Set(['label', 'media::image', 'media::audio', 'media::video']),
  refused: {},
  leftOut: new Set(['big-image', '$kuid', '$prev', '$autovalue', 'sms_option']),
  keepsOthers: true,
};

export const settingsColumns: ColumnRules = {
  columns: new Set([
    'form_title',
    'form_id',
    'version',
    'default_language',
    'dtm::translations',
    'dtm::ending',
    'dtm::ending_when',
  ]),
  aliases: {
    title: 'form_title',
    set_form_title: 'form_title',
    id_string: 'form_id',
    set_form_id: 'form_id',
  },
  translated: new Set(['form_title']),
  refused: {
    instance_name: 'makes a name out of answers; submissions here have none.',
    client_editable: 'lets an answer be changed after it was sent; nothing here can.',
    namespaces: tabular,
  },
  leftOut: new Set([
    'style',
    'public_key',
    'submission_url',
    'auto_send',
    'auto_delete',
    'allow_choice_duplicates',
    'sms_keyword',
    'sms_separator',
    'sms_allow_media',
    'prefix',
    'delimiter',
    'omit_instanceid',
    'instance_xmlns',
    'clean_text_values',
    'id_string_prefix',
  ]),
};
