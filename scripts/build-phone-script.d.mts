/** See build-phone-script.mjs. */
export function buildPhoneScript(): Promise<{ path: string; contents: Uint8Array }>;
export function buildPageScript(): Promise<{ path: string; contents: Uint8Array }>;
