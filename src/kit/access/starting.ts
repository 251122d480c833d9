/**
 * What phones hear while the kit starts and its store is being checked, which after a power cut takes a while. Who asks for
 * another host is led to the portal as always, because a probe that hears 503 shows no prompt; at the portal a page says, in each
 * language of the content, that it is coming, and looks again by itself.
 */
import type { RequestListener } from 'node:http';
import { type ForeignAnswer, redirectToPortal } from './answer-foreign-request.ts';
import { closing, send, targetOf, withPort } from './listener.ts';

export interface StartingSettings {
  /** Our names as phones send them in Host. */
  readonly ownHosts: readonly string[];
  readonly portalUrl: string;
}

const againSeconds = 3;

/** Not among the content's phrases: nothing but this file is needed to show them. */
const lines: Readonly<Record<string, string>> = {
  es: 'El Wi-Fi se está iniciando. Esta página se abrirá sola en un momento.',
  en: 'The Wi-Fi is starting. This page will open by itself in a moment.',
  fr: 'Le Wi-Fi démarre. Cette page s’ouvrira toute seule dans un instant.',
  pt: 'O Wi-Fi está iniciando. Esta página vai abrir sozinha em um momento.',
  ht: 'Wi-Fi a ap demare. Paj sa a ap louvri pou kont li talè konsa.',
  ar: 'شبكة الواي فاي قيد التشغيل. ستفتح هذه الصفحة تلقائيًا بعد لحظات.',
  sw: 'Wi-Fi inawashwa. Ukurasa huu utafunguka wenyewe baada ya muda mfupi.',
  ha: 'Ana kunna Wi-Fi. Wannan shafin zai buɗe da kansa nan ba da daɗewa ba.',
};

export function createStartingListener({ ownHosts, portalUrl }: StartingSettings): RequestListener {
  const own = withPort(ownHosts, ':80');
  return (request, response) => {
    const target = targetOf(request);
    const isOwn = target !== undefined && own.has(target.host);
    // Each ends its connection: what comes next belongs to the pages.
    send(
      request,
      response,
      isOwn ? page(portalUrl) : closing(redirectToPortal(request.method ?? 'GET', portalUrl)),
    );
  };
}

/** Looks again at the portal's beginning: what was asked for may have been an answer, which is not to be sent twice. */
function page(portalUrl: string): ForeignAnswer {
  const texts = Object.entries(lines).map(
    ([language, text]) => `<p lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">${text}</p>`,
  );
  const body = `<!doctype html><html lang="es"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="${againSeconds};url=${portalUrl}"><title>Wi-Fi</title>${texts.join('')}<p><a href="${portalUrl}">Wi-Fi</a></p></html>`;
  return closing({
    status: 503,
    headers: {
      'Retry-After': String(againSeconds),
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(body)),
    },
    body,
  });
}
